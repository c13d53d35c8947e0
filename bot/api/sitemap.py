"""sitemap.xml and robots.txt: which pages are worth finding, and where programs that wander need not look."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from flask import Flask, Response, abort

from bot.api.kept import Kept
from bot.api.view import may_be_kept
from bot.api.xml import child, moment_text, root, written
from bot.app import Kit, kit
from bot.site import Address

MOST = 50_000  # addresses in one file, as sitemaps.org says
ANEW = timedelta(minutes=10)
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def init_app(app: Flask) -> None:
    """Add sitemap.xml, its pieces where one file does not hold all, and robots.txt."""
    kept: Kept[Sequence[bytes]] = Kept()

    def files() -> Sequence[bytes]:
        here = kit()
        now = here.clock.now()
        return kept.get(int(now.timestamp() // ANEW.total_seconds()), lambda: sitemap(_addresses(here), _site(here)))

    def first() -> Response:
        return may_be_kept(Response(files()[0], mimetype="application/xml"))

    def piece(number: int) -> Response:
        made = files()
        if not 1 <= number < len(made):
            abort(404)
        return may_be_kept(Response(made[number], mimetype="application/xml"))

    app.add_url_rule("/sitemap.xml", "api.sitemap", first)
    app.add_url_rule("/sitemap-<int:number>.xml", "api.sitemap_piece", piece)
    app.add_url_rule("/robots.txt", "api.robots", robots)


def robots() -> Response:
    """Ask programs that wander to leave alone what is not for them."""
    here = kit()
    closed = [f"Disallow: {beginning}" for beginning in here.site.closed]
    lines = ["User-agent: *", *(closed or ["Disallow:"]), "", f"Sitemap: {_site(here)}/sitemap.xml", ""]
    return may_be_kept(Response("\n".join(lines), mimetype="text/plain"))


def sitemap(addresses: Iterable[Address], site: str, *, most: int = MOST) -> Sequence[bytes]:
    """The files that name these pages: one that names all, or an index followed by its pieces."""
    named = list(addresses)
    pieces = [_piece(named[start : start + most], site) for start in range(0, max(len(named), 1), most)]
    if len(pieces) == 1:
        return pieces
    index = root("sitemapindex", NAMESPACE)
    for number in range(1, len(pieces) + 1):
        child(child(index, "sitemap"), "loc", f"{site}/sitemap-{number}.xml")
    return [written(index), *pieces]


def _piece(addresses: Iterable[Address], site: str) -> bytes:
    document = root("urlset", NAMESPACE)
    for address in addresses:
        page = child(document, "url")
        child(page, "loc", site + address.path)
        if address.changed_at:
            child(page, "lastmod", moment_text(address.changed_at))
    return written(document)


def _addresses(here: Kit) -> Iterable[Address]:
    """All that parts name, each page once."""
    with here.sessions.read() as session:
        named = [address for addresses in here.site.addresses for address in addresses(session)]
    return {address.path: address for address in named}.values()


def _site(here: Kit) -> str:
    return here.settings.public_url
