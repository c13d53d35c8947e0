"""Items by the office that publishes them (公开主体)."""

from flask import render_template
from werkzeug.wrappers import Response

from bot.app import kit
from bot.pages import error_page, public_page, shown
from community_catalog.pages.blueprint import directory, pages


@pages.get("/offices/")
def offices() -> Response:
    """All offices, those with most items first."""
    with kit().sessions.read() as session:
        found = directory(session).by_office
    counted = sorted(((name, len(entries)) for name, entries in found.items()), key=lambda pair: (-pair[1], pair[0]))
    return public_page(render_template("community_catalog/offices.html", list=shown(counted)))


@pages.get("/offices/<path:name>")  # some are two offices in one: 区教育局/区体育局
def office(name: str) -> Response:
    """The items one office publishes, alone or with others, grouped by domain."""
    with kit().sessions.read() as session:
        found = directory(session)
    if name not in found.by_office:
        return error_page(404, "没有这个单位", "名字可能写错了，或者它不再公开任何事项。请从“按单位找”里选。")
    listed = shown(found.by_office[name])
    return public_page(render_template("community_catalog/office.html", name=name, list=listed, as_of=found.as_of))
