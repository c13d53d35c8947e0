"""The items of one domain."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from bot.app import kit
from bot.pages import error_page, public_page, shown
from community_catalog.domains import find_domain
from community_catalog.pages.blueprint import directory, pages


@pages.get("/domains/<name>")
def domain(name: str) -> Response:
    """The items of one domain, grouped by level-1 name."""
    found = find_domain(name)
    if found is None:
        return error_page(404, "没有这个领域", "请从首页的 26 个领域里选。")
    if name != found.slug:
        return redirect(url_for(".domain", name=found.slug), 301)
    with kit().sessions.read() as session:
        listed = directory(session)
    html = render_template(
        "community_catalog/domain.html",
        domain=found,
        list=shown(listed.by_domain.get(found.name, ())),
        as_of=listed.as_of,
    )
    return public_page(html)
