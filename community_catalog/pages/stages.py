"""Items by stage (五公开)."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from bot.app import kit
from bot.pages import error_page, public_page, shown
from community_catalog.pages.blueprint import directory, pages
from community_catalog.stages import ALL_STAGES, find_stage


@pages.get("/stages/")
def stages() -> Response:
    """The five stages."""
    with kit().sessions.read() as session:
        found = directory(session).by_stage
    counted = [(stage, len(found.get(stage.name, ()))) for stage in ALL_STAGES]
    return public_page(render_template("community_catalog/stages.html", list=shown(counted)))


@pages.get("/stages/<name>")
def stage(name: str) -> Response:
    """The items of one stage, grouped by domain."""
    found = find_stage(name)
    if found is None:
        return error_page(404, "没有这个阶段", "一共五个：决策、执行、管理、服务、结果。")
    if name != found.slug:
        return redirect(url_for(".stage", name=found.slug), 301)
    with kit().sessions.read() as session:
        listed = directory(session)
    html = render_template(
        "community_catalog/stage.html",
        stage=found,
        list=shown(listed.by_stage.get(found.name, ())),
        as_of=listed.as_of,
    )
    return public_page(html)
