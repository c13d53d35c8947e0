"""WeChat as the project calls it, and the live one: token, call, at most one more try with a fresh token."""

from dataclasses import dataclass

from bot.db import Sessions
from bot.secrets import Cipher
from bot.settings import Settings
from bot.time import Clock
from bot.wechat.account import AccountCalls
from bot.wechat.calls import Answer, Call
from bot.wechat.drafts import Drafts
from bot.wechat.errors import TokenError, misconfigured
from bot.wechat.followers import Followers
from bot.wechat.mass import MassSending
from bot.wechat.media import Media
from bot.wechat.menus import Menus
from bot.wechat.messages import Messages
from bot.wechat.notifications import Notifications
from bot.wechat.practice import kept_back
from bot.wechat.qrcodes import QrCodes
from bot.wechat.tags import Tags
from bot.wechat.tokens import Account, TokenStore
from bot.wechat.transport import Timeouts, Transport


class WeChat(Messages, Notifications, MassSending, Tags, Followers, Menus, QrCodes, Media, Drafts, AccountCalls):
    """Everything the project asks of WeChat. A stand-in implements `run` alone. Every method raises WeChatError."""


@dataclass(frozen=True)
class Line:
    """What a live call needs: the way to the platform and the token's keeper."""

    transport: Transport
    tokens: TokenStore
    account: Account


class LiveWeChat(WeChat):
    """The platform itself. Nothing is connected to before the first call, so it can be made anywhere."""

    def __init__(self, settings: Settings, sessions: Sessions, clock: Clock, timeouts: Timeouts | None = None) -> None:
        self._settings = settings
        self._sessions = sessions
        self.clock = clock
        self._timeouts = timeouts
        self._line: Line | None = None
        self.app_id = settings.wechat_app_id or ""
        if settings.is_sandbox:
            self.picture_host = settings.wechat_api_base_url

    @property
    def line(self) -> Line:
        """Raises ConfigurationError naming every setting a call would lack."""
        # Two threads may both make one at the very start: harmless, the database keeps their fetches apart.
        if self._line is None:
            self._line = _connect(self._settings, self._sessions, self.clock, self._timeouts)
        return self._line

    def run(self, call: Call) -> Answer:
        """Carry out the call; after a token error once more with a fresh token. Raises WeChatError."""
        if (kept := kept_back(call)) is not None:
            return kept
        line = self.line
        if not call.with_token:
            return line.transport.send(call)
        token = line.tokens.current()
        try:
            answer = line.transport.send(call, token.value)
        except TokenError as error:
            token = line.tokens.renew(token, error)
            try:
                answer = line.transport.send(call, token.value)
            except TokenError as again:
                raise line.tokens.condemn(token, again) from None
        line.tokens.confirm(token)
        return answer

    def clear_quota_with_secret(self) -> None:
        """Clear the counters when even the token's own is used up; counts among the same ten a month."""
        account = self.line.account
        body = {"appid": account.app_id, "appsecret": account.app_secret}
        self.run(Call("/cgi-bin/clear_quota/v2", body, with_token=False))


def live_wechat(settings: Settings, sessions: Sessions, clock: Clock) -> LiveWeChat:
    """Make the way out to the platform the settings name. Missing settings are complained of at the first call."""
    return LiveWeChat(settings, sessions, clock)


def _connect(settings: Settings, sessions: Sessions, clock: Clock, timeouts: Timeouts | None) -> Line:
    app_id, app_secret, secret_key = settings.wechat_app_id, settings.wechat_app_secret, settings.secret_key
    if not app_id or not app_secret or not secret_key:
        given = {"WECHAT_APP_ID": app_id, "WECHAT_APP_SECRET": app_secret, "SECRET_KEY": secret_key}
        missing = "、".join(name for name, value in given.items() if not value)
        raise misconfigured(f"缺少配置：{missing}。请在 .env 中填写，各项说明见 .env.example。")
    transport = Transport(settings.wechat_api_base_url, timeouts, use_proxies=not settings.is_sandbox)
    account = Account(app_id, app_secret.get_secret_value(), settings.wechat_api_base_url)
    cipher = Cipher(secret_key.get_secret_value(), "access token")
    return Line(transport, TokenStore(sessions, account, cipher, ask=transport.send, clock=clock), account)
