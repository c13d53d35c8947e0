"""The sandbox as one HTTP server: the API, the control plane and the phone page on one loopback port."""

from __future__ import annotations

import asyncio
import logging
import mimetypes
from pathlib import Path

from aiohttp import web

from sandbox.control import control_plane
from sandbox.dispatch import Api
from sandbox.pusher import Pusher
from sandbox.world import World

log = logging.getLogger(__name__)

PHONE = Path(__file__).parent / "phone"
# What the account says is shown on this page: nothing in it may run, load from elsewhere or frame the page.
PAGE_HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}
UPLOAD_BYTES = 64 * 1024 * 1024
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


class Server:
    """`await start()`, then it serves until `await stop()`; `port` 0 takes a free one."""

    def __init__(self, world: World, *, port: int = 0, host: str = "127.0.0.1") -> None:
        self.world = world
        self._host, self._port = host, port
        self._runner: web.AppRunner | None = None
        self._chores: list[asyncio.Task[None]] = []

    @property
    def url(self) -> str:
        """Where it serves, without a slash at the end."""
        return f"http://{self._host}:{self._port}"

    async def start(self) -> None:
        """Open the port and begin with the jobs."""
        self.world.pusher = Pusher(self.world)
        self._runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port, backlog=1024).start()
        self._port = self._runner.addresses[0][1]
        self.world.base_url = self.url
        self._chores = [asyncio.create_task(self.world.jobs.run()), asyncio.create_task(self.world.keep_writing())]
        for chore in self._chores:
            chore.add_done_callback(_report)

    async def stop(self) -> None:
        """Close the port and write down what is left."""
        for task in [*self._chores, *self.world.tasks]:
            task.cancel()
        await asyncio.gather(*self._chores, *self.world.tasks, return_exceptions=True)
        if self._runner:
            await self._runner.cleanup()
        await self.world.pusher.close()
        self.world.store.close()

    def _application(self) -> web.Application:
        app = web.Application(client_max_size=UPLOAD_BYTES)
        app.router.add_get("/", phone_page)
        app.router.add_get("/phone/{name:.+}", phone_file)
        app.router.add_get("/mmbiz_jpg/{media_id}/0", self._picture)
        app.add_subapp("/_ctl", control_plane(self.world))
        app.router.add_route("*", "/{path:.*}", Api(self.world).answer)
        return app

    async def _picture(self, request: web.Request) -> web.Response:
        body = self.world.store.bytes_of(request.match_info["media_id"])
        return web.Response(body=body or PIXEL, content_type="image/jpeg" if body else "image/png")


def _report(chore: asyncio.Task[None]) -> None:
    """A chore that ended by itself met a bug of ours."""
    if not chore.cancelled() and (problem := chore.exception()):
        log.error("a chore of the sandbox broke off", exc_info=problem)


async def phone_page(_request: web.Request) -> web.StreamResponse:
    """The page to open."""
    return _page("index.html")


async def phone_file(request: web.Request) -> web.StreamResponse:
    """One of the files it needs."""
    return _page(request.match_info["name"])


def _page(name: str) -> web.StreamResponse:
    """A file of the phone, never from outside its folder."""
    path = (PHONE / name).resolve()
    if not path.is_relative_to(PHONE.resolve()) or not path.is_file():
        raise web.HTTPNotFound(text="手机页面里没有这个文件")
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    charset = "utf-8" if kind.startswith("text/") or kind.endswith("javascript") else None
    return web.Response(body=path.read_bytes(), content_type=kind, charset=charset, headers=PAGE_HEADERS)
