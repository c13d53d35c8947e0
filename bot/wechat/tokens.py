"""The one access token of the account: kept in the database, shared by all processes, fetched by one at a time.

Fetching takes a lease on the token's row and then calls the platform with no transaction open. Whoever still has a good
token is never made to wait; whoever has none polls the row until the holder of the lease is done, or takes over the
lease when it runs out because its holder died. The endpoint is stable_token in normal mode: it gives the same
token to all who ask, so that two fetches cost a request and break nothing.
"""

import logging
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import String, Text, or_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, Session, Sessions
from bot.secrets import Cipher, SecretUnreadableError
from bot.time import Clock
from bot.wechat.calls import Answer, Call
from bot.wechat.errors import (
    ConfigurationError,
    Facts,
    LaterError,
    Outcome,
    Scope,
    TokenError,
    Wait,
    WeChatError,
    misconfigured,
    unanswered,
)

log = logging.getLogger(__name__)

EARLY = timedelta(minutes=5)  # the platform gives out the next token in the last five minutes of the old one
MARGIN = timedelta(seconds=10)  # a token this close to its end may be dead on arrival
LEASE = timedelta(seconds=15)  # longer than the longest call, see Timeouts.longest
WAIT_S = 20.0  # longer than a lease: time for one waiter to take over from a dead holder
POLL_S = 0.05
FETCHES_AT_MOST = 3  # for one caller: a token that is gone as soon as it is stored must not be fetched for ever
SEEN_FOR = timedelta(seconds=2)  # so long a process trusts what it read: one database connection serves all its threads
COOL_DOWNS = [timedelta(seconds=s) for s in (60, 120, 300, 600, 1800, 3600)]
SHORT_COOL_DOWNS = [timedelta(seconds=s) for s in (1, 2, 5, 10, 30, 60)]  # the network: nobody has to repair anything


class Trouble(StrEnum):
    """Why there is no token: the network, something an operator must repair, or fresh tokens being rejected."""

    LATER = "later"
    CONFIGURATION = "configuration"
    TOKEN = "token"  # noqa: S105  (a kind of trouble, not a secret)


ERRORS: dict[Trouble, type[WeChatError]] = {
    Trouble.LATER: LaterError,
    Trouble.CONFIGURATION: ConfigurationError,
    Trouble.TOKEN: TokenError,
}


class AccessToken(Base):
    """The account's token, encrypted, with the lease to renew it and what is known about failures."""

    __tablename__ = "access_tokens"

    # Fingerprint of AppID, AppSecret and platform: after a change of any of them the old row means nothing.
    credentials: Mapped[str] = mapped_column(String(64), primary_key=True)
    app_id: Mapped[str] = mapped_column(String(64))
    generation: Mapped[int] = mapped_column(default=0)
    token: Mapped[str | None] = mapped_column(Text)
    fetched_at: Mapped[datetime | None]
    refresh_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    lease_holder: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    paused_until: Mapped[datetime | None]
    trouble_kind: Mapped[Trouble | None]
    trouble_code: Mapped[int | None]
    trouble: Mapped[str | None] = mapped_column(Text)


@dataclass(frozen=True)
class Token:
    """A token as a caller uses it. `suspect`: the last one failed, a success has to be reported."""

    value: str
    generation: int
    suspect: bool = False

    def __repr__(self) -> str:
        return f"Token(generation={self.generation})"


@dataclass(frozen=True)
class TokenState:
    """What may be told about the token: everything but the token."""

    generation: int
    fetched_at: datetime | None
    expires_at: datetime | None
    paused_until: datetime | None
    trouble: str | None


@dataclass(frozen=True)
class Account:
    """Who asks for the token, at which platform."""

    app_id: str
    app_secret: str
    platform: str

    def __repr__(self) -> str:
        return f"Account({self.app_id} at {self.platform})"


def in_background(job: Callable[[], None]) -> None:
    """Run the job in a thread that does not keep the process alive; a lease outlives it only for seconds."""
    threading.Thread(target=job, name="access-token", daemon=True).start()


class TokenStore:
    """Hands out the account's token; see the module's docstring. Threads and processes may share the row."""

    def __init__(
        self,
        sessions: Sessions,
        account: Account,
        cipher: Cipher,
        *,
        ask: Callable[[Call], Answer],
        clock: Clock,
        sleep: Callable[[float], None] = time.sleep,
        spawn: Callable[[Callable[[], None]], None] = in_background,
    ) -> None:
        self._sessions = sessions
        self._account = account
        self._cipher = cipher
        self._ask = ask
        self._clock = clock
        self._sleep = sleep
        self._spawn = spawn
        self._seen: tuple[AccessToken | None, datetime] | None = None
        self._one_reads = threading.Lock()
        self._one_waits = threading.Lock()
        self._one_renews_early = threading.Lock()
        self._me = uuid.uuid4().hex
        self._credentials = cipher.fingerprint(f"{account.app_id}\n{account.app_secret}\n{account.platform}")
        self._mine = AccessToken.credentials == self._credentials

    def current(self) -> Token:
        """Return a token that should work. Raises WeChatError at once while the account is paused."""
        row = self._recent_row()
        token = self._usable(row)
        if row is None or token is None:
            return self._renewed(beyond=0)
        if self._is_due(row) and self._one_renews_early.acquire(blocking=False):
            self._spawn(lambda: self._renew_early(row))
        return token

    def renew(self, rejected: Token, error: WeChatError) -> Token:
        """Return another token after the platform rejected this one; many may ask, one fetches.

        Raises the error when the rejected token had itself been fetched on trial after a failure.
        """
        if rejected.suspect:
            raise self.condemn(rejected, error)
        self._seen = None
        with self._sessions.begin() as session:
            session.execute(
                update(AccessToken)
                .where(self._mine, AccessToken.generation == rejected.generation)
                .values(expires_at=None, refresh_at=None)
            )
        return self._renewed(beyond=rejected.generation)

    def condemn(self, token: Token, error: WeChatError) -> WeChatError:
        """Note that even a fresh token was rejected: calls fail fast for a while. One alarm for all who notice."""
        self._seen = None
        with self._sessions.begin() as session:
            row = self._locked(session)
            if row and row.generation == token.generation and not self._is_paused(row):
                row.expires_at = row.refresh_at = None
                self._pause(row, error, COOL_DOWNS)
        return error

    def confirm(self, token: Token) -> None:
        """Note that the token works after all."""
        if not token.suspect:
            return
        self._seen = None
        with self._sessions.begin() as session:
            row = self._locked(session)
            if row and row.trouble_kind is Trouble.TOKEN:
                log.warning("WeChat accepts the access token again after %s failures", row.failures)
                _forget_trouble(row)

    def fetch_now(self) -> TokenState:
        """Fetch regardless of any pause, for an operator who has just repaired something. Raises WeChatError."""
        row = self._row() or self._created()
        if self._claim(row):
            self._fetch()
        else:
            self._poll(beyond=row.generation)
        return _state(self._row() or row)

    def state(self) -> TokenState | None:
        """What is known about the token, None before the first fetch."""
        row = self._row()
        return _state(row) if row else None

    def _renewed(self, beyond: int) -> Token:
        # One thread of a process polls and fetches; the others wait for it and find the token in the database.
        if not self._one_waits.acquire(timeout=WAIT_S):
            raise _too_long()
        try:
            self._seen = None
            return self._poll(beyond)
        finally:
            self._one_waits.release()

    def _poll(self, beyond: int) -> Token:
        waited, fetched = 0.0, 0
        while waited < WAIT_S and fetched < FETCHES_AT_MOST:
            row = self._row() or self._created()
            token = self._usable(row)
            if token and token.generation > beyond:
                return token
            self._raise_if_paused(row)
            if self._claim(row):
                self._fetch()
                fetched += 1
                continue
            self._sleep(POLL_S)
            waited += POLL_S
        raise _too_long()

    def _fetch(self) -> None:
        asked_at = self._now()
        body = {
            "grant_type": "client_credential",
            "appid": self._account.app_id,
            "secret": self._account.app_secret,
        }
        try:
            answer = self._ask(Call("/cgi-bin/stable_token", body, with_token=False))
            value, lifetime = _read_token(answer)
        except WeChatError as error:
            refusal = as_refused_credentials(error)
            self._note_failure(refusal)
            raise refusal from None
        self._store(value, asked_at, lifetime)

    def _is_due(self, row: AccessToken) -> bool:
        return row.refresh_at is not None and row.refresh_at <= self._now() and not self._is_paused(row)

    def _renew_early(self, row: AccessToken) -> None:
        try:
            if self._claim(row):
                self._fetch()
        except WeChatError as error:
            log.info("renewing access token %s early: %s", row.generation, error)
        finally:
            self._seen = None
            self._one_renews_early.release()

    def _store(self, value: str, asked_at: datetime, lifetime: timedelta) -> None:
        with self._sessions.begin() as session:
            row = self._locked(session)
            if row is None or row.lease_holder != self._me:
                return  # the lease ran out and another took over; its token is as good as ours
            row.token = self._cipher.seal(value, bound_to=self._account.app_id)
            row.generation += 1
            row.fetched_at = asked_at
            row.expires_at = asked_at + lifetime
            row.refresh_at = asked_at + max(lifetime - EARLY, lifetime / 2)
            row.lease_holder = row.lease_until = row.paused_until = None
            if row.trouble_kind is not Trouble.TOKEN:  # that one only a call that goes through can cure
                _forget_trouble(row)
            log.info("fetched access token %s, good for %s", row.generation, lifetime)

    def _note_failure(self, error: WeChatError) -> None:
        needs_repair = isinstance(error, ConfigurationError)
        with self._sessions.begin() as session:
            row = self._locked(session)
            if row and row.lease_holder == self._me:
                row.lease_holder = row.lease_until = None
                self._pause(row, error, COOL_DOWNS if needs_repair else SHORT_COOL_DOWNS)

    def _pause(self, row: AccessToken, error: WeChatError, cool_downs: list[timedelta]) -> None:
        kind = _kind(error)
        known = row.trouble_kind in {Trouble.CONFIGURATION, Trouble.TOKEN}
        row.failures += 1
        pause = cool_downs[min(row.failures, len(cool_downs)) - 1]
        row.paused_until = self._now() + pause
        row.trouble, row.trouble_code = str(error), error.errcode
        row.trouble_kind = row.trouble_kind if known and kind is Trouble.LATER else kind
        alarm = kind is not Trouble.LATER and not known
        log.log(logging.ERROR if alarm else logging.WARNING, "no access token, pausing for %s: %s", pause, error)

    def _raise_if_paused(self, row: AccessToken) -> None:
        if self._is_paused(row):
            facts = Facts(row.trouble_code, scope=Scope.ACCOUNT, outcome=Outcome.NOT_SENT, wait=Wait.BRIEFLY)
            raise ERRORS[row.trouble_kind or Trouble.LATER](f"暂停调用微信接口：{row.trouble}", facts)

    def _usable(self, row: AccessToken | None) -> Token | None:
        if row is None or row.token is None or row.expires_at is None or row.expires_at - MARGIN <= self._now():
            return None
        try:
            value = self._cipher.unseal(row.token, bound_to=self._account.app_id)
        except SecretUnreadableError:
            return None
        return Token(value, row.generation, suspect=row.trouble_kind is Trouble.TOKEN)

    def _is_paused(self, row: AccessToken) -> bool:
        return row.paused_until is not None and row.paused_until > self._now()

    def _row(self) -> AccessToken | None:
        with self._sessions.read() as session:
            return session.get(AccessToken, self._credentials)

    def _recent_row(self) -> AccessToken | None:
        with self._one_reads:
            if self._seen is None or not timedelta(0) <= self._now() - self._seen[1] < SEEN_FOR:
                self._seen = self._row(), self._now()
            return self._seen[0]

    def _locked(self, session: Session) -> AccessToken | None:
        return session.get(AccessToken, self._credentials, with_for_update=True)

    def _created(self) -> AccessToken:
        with suppress(IntegrityError), self._sessions.begin() as session:  # another process may be first
            session.add(AccessToken(credentials=self._credentials, app_id=self._account.app_id))
        with self._sessions.read() as session:
            return session.get_one(AccessToken, self._credentials)

    def _claim(self, seen: AccessToken) -> bool:
        """Take the lease, if nobody has it and nothing changed since the row was seen."""
        now = self._now()
        with self._sessions.begin() as session:
            claimed = session.execute(
                update(AccessToken)
                .where(
                    self._mine,
                    AccessToken.generation == seen.generation,
                    AccessToken.failures == seen.failures,
                    or_(AccessToken.lease_until.is_(None), AccessToken.lease_until <= now),
                )
                .values(lease_holder=self._me, lease_until=now + LEASE)
                .returning(AccessToken.credentials)
            ).first()
        return claimed is not None

    def _now(self) -> datetime:
        return self._clock.now()


def as_refused_credentials(error: WeChatError) -> WeChatError:
    """A token error from the token's own endpoint means the AppSecret is wrong: no fresh token will cure it."""
    if not isinstance(error, TokenError):
        return error
    return misconfigured(f"AppSecret 不正确：{error}", error.facts)


def _kind(error: WeChatError) -> Trouble:
    return next((kind for kind, known in ERRORS.items() if isinstance(error, known)), Trouble.CONFIGURATION)


def _forget_trouble(row: AccessToken) -> None:
    row.failures = 0
    row.paused_until = row.trouble = row.trouble_code = row.trouble_kind = None


def _state(row: AccessToken) -> TokenState:
    return TokenState(row.generation, row.fetched_at, row.expires_at, row.paused_until, row.trouble)


def _read_token(answer: Answer) -> tuple[str, timedelta]:
    value = answer.get("access_token")
    try:
        lifetime = timedelta(seconds=int(answer.get("expires_in", 0)))
    except (TypeError, ValueError):
        lifetime = timedelta(0)
    if not isinstance(value, str) or not value or lifetime <= MARGIN:
        raise unanswered("回答中没有可用的 access_token")
    return value, lifetime


def _too_long() -> LaterError:
    facts = Facts(scope=Scope.ACCOUNT, outcome=Outcome.NOT_SENT, wait=Wait.BRIEFLY)
    return LaterError("等待 access_token 超时：另一进程正在获取。", facts)
