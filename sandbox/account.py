"""The official account the sandbox plays: who it is, what it may do and where its messages go."""

from __future__ import annotations

import base64
import json
import random
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from sandbox.plain import Json

KINDS = ("service", "subscription")
MODES = ("safe", "compat", "plain")
SUBJECTS = ("personal", "enterprise", "government")

PRESETS: dict[str, dict[str, Any]] = {
    "certified_service": {"kind": "service", "certified": True, "subject": "government"},
    "certified_subscription": {"kind": "subscription", "certified": True, "subject": "government"},
    "personal_subscription": {"kind": "subscription", "certified": False, "subject": "personal"},
}

FOR_EVERY_ACCOUNT = frozenset({"basic", "media", "draft"})
FOR_SERVICE_ACCOUNTS = frozenset({"template", "oauth", "qrcode"})

NOTICE_FIELDS = {"thing1": "事项", "thing2": "社区", "time3": "时间", "thing4": "说明"}


class AccountProblem(Exception):
    """The account file cannot be used; the message says why, in Chinese, for the person who started the sandbox."""


def default_templates() -> list[dict[str, Any]]:
    """One template message and one subscription notice, as an account would have chosen them from the library."""
    content = "".join(f"{label}：{{{{{key}.DATA}}}}\n" for key, label in NOTICE_FIELDS.items())
    common = {"title": "社区通知提醒", "content": content, "fields": NOTICE_FIELDS}
    return [
        {"template_id": "sandbox-template-00000000000000000000000001", "kind": "template", **common},
        {
            "template_id": "sandbox-subscribe-0000000000000000000000001",
            "kind": "subscribe",
            "long_term": False,
            **common,
        },
    ]


@dataclass
class Account:
    """Identity, permissions and push settings of the account; `webhook` may be empty until the product is up."""

    name: str
    appid: str
    secret: str
    gh_id: str
    token: str
    aes_key: str
    webhook: str = ""
    kind: str = "service"
    certified: bool = True
    subject: str = "government"
    mode: str = "safe"
    old_aes_key: str = ""
    old_aes_until: float = 0.0
    ip_whitelist: list[str] = field(default_factory=list)
    oauth_domains: list[str] = field(default_factory=list)
    templates: list[dict[str, Any]] = field(default_factory=default_templates)

    def may(self, feature: str) -> bool:
        """Whether WeChat grants this account the group of interfaces named `feature`."""
        if feature in FOR_EVERY_ACCOUNT:
            return True
        if not self.certified:
            return self.kind == "service" and feature == "menu"
        return self.kind == "service" or feature not in FOR_SERVICE_ACCOUNTS

    def changed(self, **values: Json) -> Account:
        """A checked copy with some values replaced; raises AccountProblem."""
        return checked(replace(self, **values))


def checked(account: Account) -> Account:
    """The account itself when its values can work, else AccountProblem naming the first that cannot."""
    for name, allowed in (("kind", KINDS), ("mode", MODES), ("subject", SUBJECTS)):
        if getattr(account, name) not in allowed:
            raise AccountProblem(f"账号文件里的 {name} 只能是 {'、'.join(allowed)}")
    for name in ("appid", "secret", "gh_id", "token"):
        if not getattr(account, name):
            raise AccountProblem(f"账号文件里缺少 {name}")
    if not is_aes_key(account.aes_key):
        raise AccountProblem("账号文件里的 aes_key 必须是 43 位字母或数字（EncodingAESKey）")
    return account


def is_aes_key(text: str) -> bool:
    """Whether `text` is an EncodingAESKey: 43 characters of base64 for 32 bytes."""
    try:
        return len(text) == 43 and len(base64.b64decode(text + "=", validate=True)) == 32
    except ValueError:
        return False


def read_account(path: Path, *, preset: str | None = None) -> Account:
    """The account of a JSON file; `preset` overrides kind, certification and subject. Raises AccountProblem."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise AccountProblem(f"账号文件不存在：{path}") from None
    except (OSError, ValueError) as error:
        raise AccountProblem(f"账号文件读不懂：{path}（{error}）") from None
    if not isinstance(raw, dict):
        raise AccountProblem(f"账号文件应是一个 JSON 对象：{path}")
    return account_from(raw | (PRESETS[preset] if preset else {}))


def account_from(values: dict[str, Any]) -> Account:
    """An account from plain values; unknown names are ignored so that a file may carry notes. Raises AccountProblem."""
    known = {item.name for item in fields(Account)}
    try:
        return checked(Account(**{name: value for name, value in values.items() if name in known}))
    except TypeError as error:
        raise AccountProblem(f"账号文件不完整：{error}") from None


def invented_account(*, seed: int = 1, preset: str = "certified_service", **values: Json) -> Account:
    """A complete account with invented credentials, the same for the same seed."""
    dice = random.Random(f"account:{seed}")  # noqa: S311 - invented on purpose, for drills
    invented = {
        "name": "居务通（演练）",
        "appid": "wx" + f"{dice.getrandbits(64):016x}",
        "secret": f"{dice.getrandbits(128):032x}",
        "gh_id": f"gh_{dice.getrandbits(48):012x}",
        "token": "".join(dice.choices("abcdefghijkmnpqrstuvwxyz23456789", k=16)),
        "aes_key": base64.b64encode(dice.randbytes(32)).decode().rstrip("=").replace("+", "a").replace("/", "b"),
    }
    return account_from(invented | PRESETS[preset] | values)


def account_values(account: Account) -> dict[str, Any]:
    """The account as the plain values `account_from` reads."""
    return asdict(account)
