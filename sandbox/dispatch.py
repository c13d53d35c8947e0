"""From a request to an answer: method, token, permission, quota, parameters, then faults and the journal."""

from __future__ import annotations

import asyncio
import importlib
import json
import pkgutil
import time
from collections.abc import Sequence
from typing import Any

from aiohttp import web

import sandbox.api
from sandbox import callbacks
from sandbox.api.tokens import Tokens
from sandbox.calls import Answer, Call, File, Redirect, Route, Upload, read_json
from sandbox.faults import Fault
from sandbox.journal import ApiCall
from sandbox.plain import Json
from sandbox.refusals import Refused
from sandbox.world import World

CONTENT_TYPES = ("text/plain", "application/json; encoding=utf-8")
HTML = b"<html><head><title>%d</title></head><body><center><h1>%s</h1></center></body></html>"


def interfaces(world: World) -> dict[str, Route]:
    """Every interface of every subject by path; teaches the world's jobs on the way."""
    table: dict[str, Route] = {}
    world.jobs.teach(callbacks.jobs)
    for found in pkgutil.iter_modules(sandbox.api.__path__):
        module = importlib.import_module(f"sandbox.api.{found.name}")
        table |= {route.path: route for route in getattr(module, "routes", [])}
        world.jobs.teach(getattr(module, "jobs", {}))
    return table


class Api:
    """The catch-all handler for everything that is not the control plane or the phone."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.table = world.interfaces = interfaces(world)
        self._served = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """One call, journalled whatever becomes of it."""
        began, at = time.perf_counter(), self.world.clock.stamp()
        route = self.table.get(request.path)
        call = await _read(request, route)
        hits = self.world.faults.hitting(call.path) if self.world.faults.active else []
        entry = ApiCall(
            self.world.journal.next_id(), at, 0.0, call.method, call.path, request.query_string, call.raw, b"", 0
        )
        self.world.journal.keep(entry)
        if call.upload:
            entry.request = f"（上传 {call.upload.filename}，{len(call.upload.body)} 字节）".encode()
        response = await (self._spoilt(request, route, call, hits, entry) if hits else self._plain(route, call, entry))
        entry.ms, entry.status = (time.perf_counter() - began) * 1000, response.status
        self.world.journal.finish(entry)
        self.world.hub.tell("journal", {"id": entry.id})
        return response

    async def _plain(self, route: Route | None, call: Call, entry: ApiCall) -> web.Response:
        answer = await self._execute(route, call, entry)
        if call.hold_s:
            await asyncio.sleep(call.hold_s)
        return self._response(answer, entry)

    async def _execute(self, route: Route | None, call: Call, entry: ApiCall) -> Answer:
        if route is None:
            entry.status = 404
            return File(HTML % (404, b"404 Not Found"), "text/html")
        try:
            result = self._run(route, call)
            answer: Answer = await result if asyncio.iscoroutine(result) else result
        except Refused as refusal:
            answer = self._refusal(refusal)
        if isinstance(answer, dict):
            entry.errcode = answer.get("errcode", 0)
        return answer

    def _run(self, route: Route, call: Call) -> Json:
        """The checks every interface shares, in WeChat's order, then the interface itself."""
        if call.method != route.method:
            raise Refused(*((43001, "require GET method") if route.method == "GET" else (43002, "require POST method")))
        if route.token:
            self.world.part(Tokens).check(call.query.get("access_token"))
        if not self.world.account.may(route.feature):
            raise Refused(48001, "api unauthorized")
        if route.daily or route.minute:
            self.world.quotas.spend(route.path, daily=route.daily, minute=route.minute)
        if route.method == "POST" and not route.upload:
            call.data = read_json(route, call.raw)
        return route.handler(self.world, call)

    def _refusal(self, refusal: Refused) -> dict[str, Any]:
        message = f"{refusal.errmsg} rid: {self.world.dice.request_id()}"
        return {"errcode": refusal.errcode, "errmsg": message, **refusal.more}

    def _response(self, answer: Answer, entry: ApiCall) -> web.Response:
        if isinstance(answer, dict):
            entry.response = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
            self._served += 1
            return web.Response(body=entry.response, headers={"Content-Type": CONTENT_TYPES[self._served % 2]})
        if isinstance(answer, Redirect):
            entry.response = answer.url.encode()
            return web.Response(status=302, headers={"Location": answer.url})
        entry.response = answer.body
        headers = {"Content-Type": answer.content_type}
        if answer.filename:
            headers["Content-Disposition"] = f'attachment; filename="{answer.filename}"'
        return web.Response(body=answer.body, headers=headers, status=entry.status)

    async def _spoilt(
        self, request: web.Request, route: Route | None, call: Call, hits: Sequence[Fault], entry: ApiCall
    ) -> web.StreamResponse:
        """The call under the faults it met: delays and side effects first, then the first that spoils the answer."""
        entry.fault = ", ".join(fault.kind for fault in hits)
        for fault in hits:
            await self._side_effect(fault, call)
        spoiler = next((fault for fault in hits if fault.kind not in SIDE_EFFECTS), None)
        if spoiler is None:
            return await self._plain(route, call, entry)
        answer: Answer = await self._execute(route, call, entry) if spoiler.executed else {}
        if spoiler.errcode:
            entry.errcode = spoiler.errcode
            return self._response(self._refusal(Refused(spoiler.errcode, "system error")), entry)
        return await spoil(spoiler, request, self._response(answer, entry), entry)

    async def _side_effect(self, fault: Fault, call: Call) -> None:
        if fault.kind == "latency":
            await asyncio.sleep(self.world.faults.delay_s(fault))
        elif fault.kind == "clock_jump":
            self.world.advance(fault.seconds)
        elif fault.kind == "token_replaced_by_other":
            self.world.part(Tokens).replaced_by_other()
        elif fault.kind == "quota_exhausted":
            self.world.quotas.exhaust(call.path)


SIDE_EFFECTS = frozenset({"latency", "clock_jump", "token_replaced_by_other"})


async def spoil(fault: Fault, request: web.Request, honest: web.Response, entry: ApiCall) -> web.StreamResponse:
    """What reaches the caller instead of the honest answer."""
    body = honest.body if isinstance(honest.body, bytes) else b""
    if fault.kind == "hang":
        return await _hang(request, fault.seconds)
    if fault.kind == "reset":
        return _reset(request)
    if fault.kind == "slow_body":
        return await _slowly(request, body, fault.seconds or 1.0)
    status, body, kind = _spoilt_body(fault.kind, body)
    entry.response = body
    return web.Response(status=status, body=body, headers={"Content-Type": kind})


def _spoilt_body(kind: str, body: bytes) -> tuple[int, bytes, str]:
    """Status, body and content type of the faults that answer at once."""
    if kind.startswith("http_"):
        number = int(kind.removeprefix("http_"))
        return number, HTML % (number, b"Server Error"), "text/html"
    return {
        "html_200": (200, HTML % (200, "系统繁忙".encode()), "text/html; charset=utf-8"),
        "empty_200": (200, b"", "text/plain"),
        "truncated_json": (200, body[: len(body) // 2], "application/json"),
        "bom": (200, b"\xef\xbb\xbf" + body, "application/json"),
        "errcode_string": (200, _errcode_as_text(body), "application/json"),
        "wrong_charset": (
            200,
            body.decode("utf-8", "replace").encode("gbk", "replace"),
            "text/html; charset=iso-8859-1",
        ),
    }[kind]


def _errcode_as_text(body: bytes) -> bytes:
    answer = json.loads(body or b"{}")
    return json.dumps({**answer, "errcode": str(answer.get("errcode", 0))}, ensure_ascii=False).encode()


async def _hang(request: web.Request, seconds: float) -> web.StreamResponse:
    """Say nothing until the caller gives up, or for `seconds`, then close."""
    waited = 0.0
    while not _gone(request) and (not seconds or waited < seconds):
        await asyncio.sleep(0.05)
        waited += 0.05
    return _reset(request)


def _gone(request: web.Request) -> bool:
    return request.transport is None or request.transport.is_closing()


def _reset(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


async def _slowly(request: web.Request, body: bytes, pause_s: float) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": str(len(body))})
    await response.prepare(request)
    for number in range(len(body)):
        if _gone(request):
            break
        await response.write(body[number : number + 1])
        await asyncio.sleep(pause_s)
    return response


async def _read(request: web.Request, route: Route | None) -> Call:
    call = Call(request.path, request.method, request.query, cookies=request.cookies, peer=request.remote or "")
    if route and route.upload and request.content_type.startswith("multipart/"):
        call.upload = await _upload(request)
    else:
        call.raw = await request.read()
    return call


async def _upload(request: web.Request) -> Upload | None:
    """The first part with a file name and every part without one; None when there is no file."""
    try:
        form = await request.post()
    except ValueError:
        return None
    texts = {name: value for name, value in form.items() if isinstance(value, str)}
    for name, value in form.items():
        if isinstance(value, web.FileField):
            return Upload(name, value.filename, value.content_type, value.file.read(), texts)
    return None
