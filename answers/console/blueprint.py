"""What all pages about answers stand on: their address, and a refusal of what none of them sends."""

from datetime import datetime

from flask import Blueprint, abort, request

from bot.console.shell import error_page
from bot.time import local

LARGEST = 2**31 - 1  # the largest id the database holds
MOST_BYTES = 1024 * 1024  # of one form

console = Blueprint("answers_console", __name__, url_prefix="/console/answers", template_folder="../templates")


@console.before_request
def refuse_what_no_page_sends() -> None:
    """Answer ids there cannot be with 404, and characters no database holds with 400."""
    arguments = (request.view_args or {}).values()
    if any(isinstance(value, int) and value > LARGEST for value in arguments):
        abort(error_page(404, "没有这一页", "地址里的编号不对。请从列表里点进来。"))
    request.max_content_length = MOST_BYTES
    texts = [*arguments, *request.args.values(), *request.form.values()]
    if any(isinstance(value, str) and "\0" in value for value in texts):
        abort(error_page(400, "没有提交成功", "内容里有不能用的字符。请去掉后再试一次。"))


@console.app_template_filter("moment")
def moment(at: datetime | None) -> str:
    """A moment as workers read it."""
    return f"{local(at):%Y-%m-%d %H:%M}" if at else ""


def number_of(text: str) -> int | None:
    """The id a form names; None where it names none there could be."""
    return int(text) if text.isascii() and text.isdigit() and int(text[:20]) <= LARGEST else None
