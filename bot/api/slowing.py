"""Asking too often: requests are counted by address before anything is done for them."""

from flask import Flask, Response, g, request
from werkzeug.exceptions import TooManyRequests

from bot.api.operations import ROOT
from bot.app import Kit
from bot.callers import client_address, is_local
from bot.paths import VAR
from bot.rates import PERIOD_S, Allowance, Rates, Verdict


def init_app(app: Flask, kit: Kit) -> None:
    """Count requests for which an allowance is set, and tell whoever asks how many are left."""
    secret = kit.settings.secret_key
    rates = Rates.beside(kit.sessions.engine, VAR, key=secret.get_secret_value().encode() if secret else b"")
    kit.allowances.add(Allowance("api", (f"{ROOT}/", "/feeds/"), kit.settings.api_requests_per_minute))

    def count() -> None:
        allowance = kit.allowances.of(request.path)
        if allowance is None or request.method == "OPTIONS" or (allowance.spares_this_machine and is_local()):
            return
        verdict = rates.spend(client_address(), allowance, now=kit.clock.now().timestamp())
        g.rate = (allowance, verdict)
        if not verdict.passes:
            raise TooManyRequests(retry_after=verdict.next_s)

    app.before_request(count)
    app.after_request(_with_what_is_left)


def _with_what_is_left(response: Response) -> Response:
    """Say it as draft-ietf-httpapi-ratelimit-headers does."""
    found: tuple[Allowance, Verdict] | None = g.get("rate")
    if found:
        allowance, verdict = found
        response.headers["RateLimit-Policy"] = f'"{allowance.name}";q={allowance.per_minute};w={PERIOD_S:.0f}'
        wait = verdict.full_s if verdict.passes else verdict.next_s
        response.headers["RateLimit"] = f'"{allowance.name}";r={verdict.remaining};t={wait}'
    return response
