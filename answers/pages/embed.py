"""`/embed/search`: a search box other sites may put into their pages, and `/embed/`, which tells how."""

from flask import Response, render_template, url_for

from answers.pages.blueprint import pages
from answers.pages.search import examples
from bot.app import kit
from bot.pages import public_page
from bot.pages.showing import HEADERS

POLICY = "Content-Security-Policy"
# Only this page may stand in other sites' frames: it knows nobody and changes nothing.
ANYWHERE = HEADERS[POLICY].replace("frame-ancestors 'self'", "frame-ancestors *")


@pages.get("/embed/search")
def embedded_search() -> Response:
    """The box alone; what is found opens in a window of its own."""
    response = public_page(render_template("answers/pages/embedded.html", examples=examples()[:3]))
    response.headers[POLICY] = ANYWHERE
    return response


@pages.get("/embed/")
def embed_guide() -> Response:
    """For webmasters: the line to put into a page."""
    site = kit().settings.public_url
    return public_page(render_template("answers/pages/embed.html", site=site, line=_line(site)))


def _line(site: str) -> str:
    box = f"{site}{url_for('.embedded_search')}"
    return f'<iframe src="{box}" title="居务通：找一找" width="100%" height="230" loading="lazy"></iframe>'
