"""The handbook's pages in the console. Strangers may read them too: the first chapter says how to sign in."""

from functools import cache

from flask import Blueprint, Flask, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from bot.console.guard import for_strangers
from bot.console.shell import error_page
from bot.handbook.chapters import PICTURES, Handbook
from bot.pages.static_files import file_response

LONGEST_SEARCH = 50

pages = Blueprint("help", __name__, url_prefix="/console/help")


@cache
def handbook() -> Handbook:
    """The handbook, read once a process."""
    return Handbook.read()


@pages.get("/")
@for_strangers
def contents() -> str:
    """The table of contents, or what was searched for."""
    words = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    return render_template(
        "console/help_contents.html",
        words=words,
        chapters=handbook().chapters.values(),
        found=handbook().search(words),
    )


@pages.get("/<slug>")
@for_strangers
def chapter(slug: str) -> ResponseReturnValue:
    """One chapter."""
    found = handbook().chapters.get(slug)
    if found is None:
        return error_page(404, "手册里没有这一章", "请从目录里选。")
    before, after = handbook().neighbours(found)
    # The reader lets no markup of the text through.
    html = Markup(found.html(lambda name: url_for(".picture", name=name)))  # noqa: S704
    return render_template("console/help_chapter.html", chapter=found, html=html, before=before, after=after)


@pages.get("/pictures/<name>")
@for_strangers
def picture(name: str) -> ResponseReturnValue:
    """A picture of the handbook: PNG files of its own folder, nothing else."""
    if name not in picture_names():
        return error_page(404, "没有这张图", "请从目录里重新打开这一章。")
    return file_response(str(PICTURES), name)


@cache
def picture_names() -> frozenset[str]:
    """The files that may be shown."""
    return frozenset(path.name for path in PICTURES.glob("*.png"))


def help_for(endpoint: str | None) -> str:
    """The address of the chapter about a page of the console."""
    return url_for("help.chapter", slug=handbook().chapter_for(endpoint).slug)


def init_app(app: Flask) -> None:
    """Add the pages; every template can ask for the fitting chapter."""
    app.register_blueprint(pages)
    app.jinja_env.globals["help_for"] = help_for
