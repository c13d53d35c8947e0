"""Looking at quotas and clearing them, and the platform's addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.api.tokens import check_credentials
from sandbox.calls import Call, Routes, ok
from sandbox.clock import month_of
from sandbox.refusals import Refused

if TYPE_CHECKING:
    from sandbox.world import World

CLEARINGS_A_MONTH = 10
JSAPI_LIFE_S = 7200

routes = Routes()


class Clearings:
    """How often quotas were cleared this month."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._used: list[Any] = dict(world.store.load("note")).get("clearings", ["", 0])

    def spend(self) -> None:
        """Clear everything; raises 48006 beyond ten a month."""
        month = month_of(self._world.clock.stamp())
        count = self._used[1] if self._used[0] == month else 0
        if count >= CLEARINGS_A_MONTH:
            raise Refused(48006, "forbid to clear quota because of reaching the limit")
        self._used = [month, count + 1]
        self._world.note("clearings", self._used)
        self._world.quotas.clear()


@routes.post("/cgi-bin/clear_quota")
def clear(world: World, call: Call) -> dict[str, Any]:
    """Count today's calls anew."""
    if call.data.get("appid") != world.account.appid:
        raise Refused(40013, "invalid appid")
    world.part(Clearings).spend()
    return ok()


@routes.post("/cgi-bin/clear_quota/v2", token=False)
def clear_without_token(world: World, call: Call) -> dict[str, Any]:
    """The same with the secret, for when even the token's quota is gone."""
    source = call.data if call.data.get("appid") else call.query
    check_credentials(world, source.get("appid"), source.get("appsecret"), call.peer)
    world.part(Clearings).spend()
    return ok()


@routes.post("/cgi-bin/openapi/quota/get")
def look(world: World, call: Call) -> dict[str, Any]:
    """Today's limit and use of an interface."""
    path = call.text("cgi_path")
    route = world.interfaces.get(path)
    if route is None or not route.daily:
        raise Refused(76021, "cgi_path not found, please check")
    limit, used = world.quotas.limit(route.daily), world.quotas.used(path)
    return ok(quota={"daily_limit": limit, "used": min(used, limit), "remain": max(0, limit - used)})


@routes.get("/cgi-bin/getcallbackip")
def callback_addresses(_world: World, _call: Call) -> dict[str, Any]:
    """From where pushes come."""
    return {"ip_list": ["127.0.0.1"]}


@routes.get("/cgi-bin/get_api_domain_ip")
def api_addresses(_world: World, _call: Call) -> dict[str, Any]:
    """Where the API is."""
    return {"ip_list": ["127.0.0.1"]}


@routes.post("/cgi-bin/callback/check")
async def check_callback(world: World, call: Call) -> dict[str, Any]:
    """Whether the webhook can be reached."""
    if call.data.get("action") not in ("dns", "ping", "all"):
        raise Refused(40201, "invalid parameter: action")
    problem = await world.pusher.check_url()
    ping = [
        {"ip": "127.0.0.1", "from_operator": "DEFAULT", "package_loss": "100%" if problem else "0%", "time": "1.000ms"}
    ]
    return {"dns": [{"ip": "127.0.0.1", "real_operator": "DEFAULT"}], "ping": ping}


class Tickets:
    """The ticket pages sign their requests to the JS-SDK with."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._ticket, self._until = "", 0.0

    def current(self) -> tuple[str, int]:
        """The ticket and how many seconds it still lives."""
        now = self._world.clock.stamp()
        if now >= self._until:
            self._ticket, self._until = self._world.dice.name("jsapi", 86), now + JSAPI_LIFE_S
        return self._ticket, int(self._until - now)


@routes.get("/cgi-bin/ticket/getticket", daily=1_000_000)
def ticket(world: World, call: Call) -> dict[str, Any]:
    """A jsapi ticket, the same while it lives."""
    if call.query.get("type") not in ("jsapi", "wx_card"):
        raise Refused(40097, "invalid args: type")
    value, seconds = world.part(Tickets).current()
    return ok(ticket=value, expires_in=seconds)


@routes.get("/cgi-bin/customservice/getkflist", feature="custom")
def customer_service(_world: World, _call: Call) -> dict[str, Any]:
    """People who answer by hand: none here."""
    return {"kf_list": []}


@routes.post("/wxa/msg_sec_check")
def content_check(_world: World, _call: Call) -> dict[str, Any]:
    """Only mini-programs have the content check, so nothing may depend on it."""
    raise Refused(48001, "api unauthorized")
