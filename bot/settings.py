"""Everything an operator can set, read once from the environment, `.env` or the local trial account."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict
from pydantic_settings import SettingsError as SourceError

from bot.errors import BotError
from bot.paths import ROOT, VAR

# Written by `juwutong run` when no WeChat account is configured: the sandbox's account and a secret key.
LOCAL_FILE = Path("var") / "local.env"


class SettingsError(BotError):
    """配置有误。"""


class Mode(StrEnum):
    """How WeChat delivers messages (消息加解密方式): encrypted, both, or plain."""

    SAFE = "safe"
    COMPAT = "compat"
    PLAIN = "plain"


class AccountKind(StrEnum):
    """服务号 or 订阅号: they have different quotas."""

    SERVICE = "service"
    SUBSCRIPTION = "subscription"


class Settings(BaseSettings):
    """The settings of one process; frozen. Field names are the environment's names in lower case."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True, env_ignore_empty=True)

    database_url: str = Field(default=f"sqlite:///{VAR / 'juwutong.db'}")
    secret_key: SecretStr | None = None
    public_url: str = "http://127.0.0.1:8000"
    wechat_app_id: str | None = None
    wechat_app_secret: SecretStr | None = None
    wechat_token: SecretStr | None = None
    wechat_aes_key: SecretStr | None = None
    wechat_old_aes_key: SecretStr | None = None
    wechat_mode: Mode = Mode.SAFE
    wechat_account_id: str | None = None
    wechat_account_name: str | None = None
    wechat_account_kind: AccountKind = AccountKind.SERVICE
    wechat_api_base_url: str = "https://api.weixin.qq.com"
    wechat_template_id: str | None = None
    wechat_template_fields: dict[str, str] = Field(default_factory=dict)
    wechat_subscribe_id: str | None = None
    wechat_subscribe_fields: dict[str, str] = Field(default_factory=dict)
    api_requests_per_minute: int = Field(default=300, ge=0)
    search_requests_per_minute: int = Field(default=600, ge=0)
    late_limit_s: int = Field(default=900, ge=0)
    clock_offset_file: Path | None = None

    @field_validator("wechat_aes_key", "wechat_old_aes_key")
    @classmethod
    def _forty_three_characters(cls, value: SecretStr | None) -> SecretStr | None:
        key = value.get_secret_value() if value else ""
        if key and (len(key) != 43 or not key.isalnum() or not key.isascii()):
            raise ValueError("EncodingAESKey 应为 43 个字母或数字")
        return value

    @field_validator("public_url", "wechat_api_base_url")
    @classmethod
    def _without_trailing_slash(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("应以 http:// 或 https:// 开头")
        return value.rstrip("/")

    @classmethod
    def from_env(cls, folder: Path = ROOT) -> Self:
        """Read the environment, then `folder`'s `.env`; without an account there, also the local trial account.

        Raises SettingsError naming every malformed value at once.
        """
        env_file = folder / ".env"
        files = (env_file,) if cls.has_account(folder) else (folder / LOCAL_FILE, env_file)
        try:
            return cls(_env_file=files)  # type: ignore[call-arg]  # a keyword of pydantic-settings its plugin-less type hides
        except (ValidationError, SourceError) as error:
            raise SettingsError(_sentence(error)) from None

    @staticmethod
    def has_account(folder: Path = ROOT) -> bool:
        """Whether the operator configured a WeChat account, rather than leaving it to the trial account."""
        return bool(os.environ.get("WECHAT_APP_ID") or dotenv_values(folder / ".env").get("WECHAT_APP_ID"))

    def require_account(self) -> None:
        """Raise SettingsError naming all values at once that serving the account still lacks."""
        wanted = ["secret_key", "wechat_app_id", "wechat_app_secret", "wechat_token"]
        if self.wechat_mode is not Mode.PLAIN:
            wanted.append("wechat_aes_key")
        missing = [name.upper() for name in wanted if not getattr(self, name)]
        if missing:
            raise SettingsError(f"缺少配置：{'、'.join(missing)}。请在 .env 中填写，各项说明见 .env.example。")

    @property
    def is_sandbox(self) -> bool:
        """Whether the platform is a stand-in on this machine."""
        return urlsplit(self.wechat_api_base_url).hostname in {"127.0.0.1", "localhost", "::1"}


def _sentence(error: ValidationError | SourceError) -> str:
    if isinstance(error, SourceError):
        parts = [f"{error}（应为 JSON）"]
    else:
        parts = [f"{_name(problem)}：{problem['msg'].removeprefix('Value error, ')}" for problem in error.errors()]
    return f"配置有误：{'；'.join(parts)}。各项说明见 .env.example。"


def _name(problem: ErrorDetails) -> str:
    return ".".join(str(part) for part in problem["loc"]).upper()
