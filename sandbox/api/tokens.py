"""Access tokens: `/cgi-bin/token` and `/cgi-bin/stable_token`, which know nothing of each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.calls import Call, Routes
from sandbox.refusals import Refused
from sandbox.state import Records

if TYPE_CHECKING:
    from sandbox.world import World

LIFE_S = 7200
OVERLAP_S = 300
FORCED_APART_S = 30
FORCED_A_DAY = 20

routes = Routes()


@dataclass
class Token:
    """`until` is when it dies; `replaced` says that a newer one took its place before its time."""

    value: str
    family: str
    issued: float
    until: float
    replaced: bool = False


class Tokens:
    """All tokens ever issued, and the current one of each family (plain, stable)."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._records: Records[Token] = Records(world.store, "token", Token)
        self._current = {token.family: token for token in self._records.values()}
        self.forced_at = 0.0

    def check(self, value: str | None) -> None:
        """Raises 41001 without a token, 40014 for nonsense, 40001 for a replaced and 42001 for an expired one."""
        if not value:
            raise Refused(41001, "access_token missing")
        token = self._records.get(value)
        if token is None:
            raise Refused(40014, "invalid access_token")
        if self._world.clock.stamp() < token.until:
            return
        if token.replaced:
            raise Refused(40001, "invalid credential, access_token is invalid or not latest")
        raise Refused(42001, "access_token expired")

    def current(self, family: str) -> Token | None:
        """The newest token of a family, perhaps expired."""
        return self._current.get(family)

    def issue(self, family: str, *, overlap_s: float) -> Token:
        """A new token; the former one of its family lives `overlap_s` longer at most."""
        now = self._world.clock.stamp()
        self._retire(self._current.get(family), now + overlap_s)
        token = Token("88_" + self._world.dice.name("token", 133), family, now, now + LIFE_S)
        self._current[family] = self._records.put(token.value, token)
        return token

    def _retire(self, token: Token | None, until: float) -> None:
        if token and until < token.until:
            token.until, token.replaced = until, True
            self._records.put(token.value, token)

    def replaced_by_other(self) -> None:
        """Someone else fetched tokens with the same secret: ours are no longer the latest."""
        for family in list(self._current):
            self.issue(family, overlap_s=0)


@routes.get("/cgi-bin/token", token=False)
def fetch(world: World, call: Call) -> dict[str, Any]:
    """A new token every time."""
    if call.query.get("grant_type") != "client_credential":
        raise Refused(40002, "invalid grant_type")
    check_credentials(world, call.query.get("appid"), call.query.get("secret"), call.peer)
    world.quotas.spend("/cgi-bin/token", daily=2000)
    token = world.part(Tokens).issue("plain", overlap_s=OVERLAP_S)
    return {"access_token": token.value, "expires_in": LIFE_S}


@routes.post("/cgi-bin/stable_token", token=False, minute=10_000, daily=500_000)
def fetch_stable(world: World, call: Call) -> dict[str, Any]:
    """The same token while it lives."""
    if call.data.get("grant_type") != "client_credential":
        raise Refused(40002, "invalid grant_type")
    check_credentials(world, call.data.get("appid"), call.data.get("secret"), call.peer)
    token = _forced(world) if call.data.get("force_refresh") is True else _stable(world)
    return {"access_token": token.value, "expires_in": int(token.until - world.clock.stamp())}


def _stable(world: World) -> Token:
    """The current token, or a new one in the last five minutes of the old."""
    tokens, token = world.part(Tokens), world.part(Tokens).current("stable")
    if token and token.until - world.clock.stamp() > OVERLAP_S:
        return token
    return tokens.issue("stable", overlap_s=OVERLAP_S)


def _forced(world: World) -> Token:
    """A new token and the old one dead at once; too soon after the last force the same is given again."""
    tokens, token, now = world.part(Tokens), world.part(Tokens).current("stable"), world.clock.stamp()
    if token and now - tokens.forced_at < FORCED_APART_S:
        return token
    world.quotas.spend("stable_token forced", daily=FORCED_A_DAY)
    tokens.forced_at = now
    return tokens.issue("stable", overlap_s=0)


def check_credentials(world: World, appid: object, secret: object, peer: str) -> None:
    """Raises 41002/41004 when missing, 40013 and 40001 (or 40125) when wrong, 40164 from a foreign address."""
    if not appid:
        raise Refused(41002, "appid missing")
    if appid != world.account.appid:
        raise Refused(40013, "invalid appid")
    if not secret:
        raise Refused(41004, "appsecret missing")
    if secret != world.account.secret:
        raise Refused(world.switches.secret_error, "invalid appsecret" if world.switches.secret_error == 40125 else
                      "invalid credential, access_token is invalid or not latest")  # fmt: skip
    if world.account.ip_whitelist and peer not in world.account.ip_whitelist:
        raise Refused(40164, f"invalid ip {peer}, not in whitelist")
