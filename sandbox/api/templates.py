"""Template messages and subscription notices: short fields, shown as a resident would see them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sandbox import callbacks
from sandbox.calls import Call, Routes, ok
from sandbox.envelope import Field
from sandbox.people import User
from sandbox.refusals import Refused

if TYPE_CHECKING:
    from sandbox.world import World

VALUE_CHARS = 20
TEMPLATES = 25
REPEAT_S = 600
FIRST_ID = 2_000_000_000_000_000_000

NAME = re.compile(r"\{\{(\w+)\.DATA\}\}")
NOT_SHOWN = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\r\n]")

routes = Routes()


class Repeats:
    """Which client_msg_ids were used in the last ten minutes."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._seen: dict[tuple[str, str], float] = {}

    def is_repeat(self, openid: str, client_id: object) -> bool:
        """Whether this message was accepted before; notes it for the next time."""
        if not client_id:
            return False
        now, key = self._world.clock.stamp(), (openid, str(client_id))
        repeat = now - self._seen.get(key, 0.0) < REPEAT_S
        if not repeat:
            self._seen[key] = now
        return repeat


def _template(world: World, kind: str, template_id: object) -> dict[str, Any]:
    for template in world.account.templates:
        if template["template_id"] == template_id and template["kind"] == kind:
            return template
    raise Refused(40037, "invalid template_id")


def _values(call: Call, template: dict[str, Any]) -> dict[str, str]:
    """The values for each name of the template; raises 47003 naming the first that is missing."""
    data, found = call.object("data"), {}
    for name in NAME.findall(template["content"]):
        part = data.get(name)
        value = part.get("value") if isinstance(part, dict) else None
        if not isinstance(value, str | int | float) or value == "":
            raise Refused(47003, f"argument invalid! data.{name}.value is empty")
        found[name] = str(value)
    return found


def _lines(template: dict[str, Any], values: dict[str, str]) -> list[dict[str, str]]:
    labels = template.get("fields", {})
    return [{"label": labels.get(name, name), "value": value} for name, value in values.items()]


def _message_id(world: World) -> int:
    return FIRST_ID + world.dice.of("template").randrange(10**17)


# ------------------------------------------------------------------ template messages


@routes.post("/cgi-bin/message/template/send", feature="template", daily=100_000, escapes="literal")
def send(world: World, call: Call) -> dict[str, Any]:
    """Accepted at once; delivered, or refused by the follower, a little later."""
    user = world.people.find(call.data.get("touser"))
    if user is None or not user.followed_once:
        raise Refused(40003, "invalid openid")
    template = _template(world, "template", call.data.get("template_id"))
    if not user.subscribed:
        raise Refused(43004, "require subscribe")
    values = {name: NOT_SHOWN.sub("", value)[:VALUE_CHARS] for name, value in _values(call, template).items()}
    number = _message_id(world)
    if not world.part(Repeats).is_repeat(user.openid, call.data.get("client_msg_id")):
        world.jobs.later(
            "template", world.dice.of("template").uniform(0.1, 3), openid=user.openid, msg_id=number,
            title=template["title"], fields=_lines(template, values), url=call.data.get("url", ""),
        )  # fmt: skip
    return ok(msgid=number)


def _deliver_template(world: World, details: dict[str, Any]) -> None:
    user = world.people.find(details["openid"])
    if user is None or not user.subscribed:
        return
    status = "failed:user block" if user.blocks else world.switches.template_status
    if status == "success":
        _show(world, user, "template", details)
    fields: list[Field] = [("MsgID", details["msg_id"]), ("Status", status)]
    callbacks.tell(world, "TEMPLATESENDJOBFINISH", user.openid, fields)


def _show(world: World, user: User, kind: str, details: dict[str, Any]) -> None:
    world.inbox.put(
        user.openid, "account", kind, details["title"], source=kind, fields=details["fields"], url=details["url"]
    )


@routes.get("/cgi-bin/template/get_all_private_template", feature="template")
def fetch_all(world: World, _call: Call) -> dict[str, Any]:
    """The templates the account has chosen."""
    names = ("template_id", "title", "content")
    chosen = [item for item in world.account.templates if item["kind"] == "template"]
    return {
        "template_list": [
            {**{name: item[name] for name in names}, "primary_industry": "政府", "deputy_industry": "", "example": ""}
            for item in chosen
        ]
    }


@routes.post("/cgi-bin/template/api_add_template", feature="template")
def add(world: World, call: Call) -> dict[str, Any]:
    """Choose a template; its names are those of `keyword_name_list`."""
    if len(world.account.templates) >= TEMPLATES:
        raise Refused(45026, "template num exceeds limit")
    labels = [str(label) for label in call.data.get("keyword_name_list") or ["事项", "时间"]]
    fields = {f"keyword{number}": label for number, label in enumerate(labels, start=1)}
    template = _chosen(world, "template", call.text("template_id_short"), fields)
    return ok(template_id=template["template_id"])


def _chosen(world: World, kind: str, title: str, fields: dict[str, str]) -> dict[str, Any]:
    content = "".join(f"{label}：{{{{{name}.DATA}}}}\n" for name, label in fields.items())
    number = world.dice.name("template_id", 43)
    template = {"template_id": number, "kind": kind, "title": title, "content": content, "fields": fields}
    world.change_account(templates=[*world.account.templates, template])
    return template


def _drop(world: World, kind: str, template_id: object) -> dict[str, Any]:
    template = _template(world, kind, template_id)
    world.change_account(templates=[item for item in world.account.templates if item is not template])
    return ok()


@routes.post("/cgi-bin/template/del_private_template", feature="template")
def delete(world: World, call: Call) -> dict[str, Any]:
    """Give a template back."""
    return _drop(world, "template", call.data.get("template_id"))


# ------------------------------------------------------------------ subscription notices


def _matches(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda value: compiled.fullmatch(value) is not None


DATE = r"\d{4}[年/-]\d{1,2}[月/-]\d{1,2}日?"
CLOCK = r"\d{1,2}:\d{2}(:\d{2})?"
TIME = rf"({DATE}|{CLOCK}|{DATE}\s*{CLOCK})"
RULES: dict[str, Callable[[str], bool]] = {
    "thing": lambda value: len(value) <= 20 and "\n" not in value,
    "number": _matches(r"-?\d{1,32}(\.\d+)?"),
    "letter": _matches(r"[A-Za-z]{1,32}"),
    "symbol": lambda value: len(value) <= 5,
    "character_string": _matches(r"[\x20-\x7e]{1,32}"),
    "time": _matches(rf"{TIME}(\s*[~～]\s*{TIME})?"),
    "date": _matches(rf"{DATE}(\s*{CLOCK})?"),
    "amount": _matches(r"[¥￥$]?\d{1,10}(\.\d{1,2})?元?"),
    "phone_number": _matches(r"[\d+*()-]{1,17}"),
    "car_number": lambda value: len(value) <= 8,
    "name": lambda value: len(value) <= (20 if value.isascii() else 10),
    "phrase": _matches(r"[\u4e00-\u9fff]{1,5}"),
    "const": lambda value: len(value) <= 20,
}


def _checked(values: dict[str, str]) -> dict[str, str]:
    """Each value against the rule of its name's prefix; raises 47003 naming the first that breaks it."""
    for name, value in values.items():
        rule = RULES.get(name.rstrip("0123456789"))
        if rule is not None and not (value.strip() and rule(value)):
            raise Refused(47003, f"argument invalid! data.{name}.value invalid")
    return values


@routes.post("/cgi-bin/message/subscribe/bizsend", feature="notice", daily=100_000, escapes="literal")
def send_notice(world: World, call: Call) -> dict[str, Any]:
    """To someone who consented; a one-time consent is used up."""
    user = world.people.find(call.data.get("touser"))
    if user is None or not user.followed_once:
        raise Refused(40003, "invalid openid")
    template = _template(world, "subscribe", call.data.get("template_id"))
    if user.consents.get(template["template_id"], 0) < 1:
        raise Refused(43101, "user refuse to accept the msg")
    values = _checked(_values(call, template))
    _spend_consent(world, user, template)
    world.jobs.later(
        "notice", world.dice.of("template").uniform(0.1, 3), openid=user.openid, msg_id=_message_id(world),
        template_id=template["template_id"], title=template["title"], fields=_lines(template, values),
        url=call.data.get("page", ""),
    )  # fmt: skip
    return ok()


def _spend_consent(world: World, user: User, template: dict[str, Any]) -> None:
    if not template.get("long_term"):
        user.consents[template["template_id"]] -= 1
        world.people.keep(user)


def _deliver_notice(world: World, details: dict[str, Any]) -> None:
    user = world.people.find(details["openid"])
    if user is None:
        return
    if not user.blocks:
        _show(world, user, "notice", details)
    status = ("user block", "20001") if user.blocks else ("success", "0")
    entry: list[Field] = [("TemplateId", details["template_id"]), ("MsgID", str(details["msg_id"]))]
    entry += [("ErrorCode", status[1]), ("ErrorStatus", status[0])]
    fields: list[Field] = [("SubscribeMsgSentEvent", [("List", entry)])]
    callbacks.tell(world, "subscribe_msg_sent_event", user.openid, fields)


@routes.get("/wxaapi/newtmpl/gettemplate", feature="notice")
def fetch_notices(world: World, _call: Call) -> dict[str, Any]:
    """The notices the account has chosen."""
    chosen = [item for item in world.account.templates if item["kind"] == "subscribe"]
    data = [
        {"priTmplId": item["template_id"], "title": item["title"], "content": item["content"], "example": "",
         "type": 3 if item.get("long_term") else 2}
        for item in chosen
    ]  # fmt: skip
    return ok(data=data)


@routes.post("/wxaapi/newtmpl/addtemplate", feature="notice")
def add_notice(world: World, call: Call) -> dict[str, Any]:
    """Choose a notice with thing1 … for the given keywords."""
    if len(world.account.templates) >= TEMPLATES:
        raise Refused(45026, "template num exceeds limit")
    fields = {f"thing{number}": f"关键词{number}" for number in call.list("kidList")}
    return ok(priTmplId=_chosen(world, "subscribe", call.text("tid"), fields)["template_id"])


@routes.post("/wxaapi/newtmpl/deltemplate", feature="notice")
def delete_notice(world: World, call: Call) -> dict[str, Any]:
    """Give a notice back."""
    return _drop(world, "subscribe", call.data.get("priTmplId"))


jobs = {"template": _deliver_template, "notice": _deliver_notice}
