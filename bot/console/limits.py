"""A refusal of what no page of the console sends: numbers and characters no database holds, forms beyond all use."""

from flask import Blueprint, abort, request
from werkzeug.exceptions import RequestEntityTooLarge

from bot.console.shell import error_page
from bot.console.visit import current_visit

LARGEST_ID = 2**31 - 1  # what both databases hold as an id
MOST_BYTES = 1024 * 1024  # of one form


def limit(blueprint: Blueprint, *, most_bytes: int = MOST_BYTES) -> None:
    """Answer ids there cannot be with 404 and NULs with 400, before a view of the blueprint is asked."""

    def refuse() -> None:
        if current_visit() is None:
            return  # who is not signed in gets no further, and has nothing read
        request.max_content_length = most_bytes
        arguments = (request.view_args or {}).values()
        if any(isinstance(value, int) and value > LARGEST_ID for value in arguments):
            abort(error_page(404, "没有这一页", "地址里的编号不对。请从列表里点进来。"))
        try:
            form = request.form
        except RequestEntityTooLarge:
            advice = f"一次最多能提交 {most_bytes // 1_000_000} MB。请换小一点的文件，或者分几次提交。"
            abort(error_page(413, "内容太大，没有提交成功", advice))
        texts = [*arguments, *request.args.values(), *form.values()]
        if any(isinstance(value, str) and "\0" in value for value in texts):
            abort(error_page(400, "没有提交成功", "内容里有不能用的字符。请去掉后再试一次。"))

    blueprint.before_request(refuse)


def number_of(text: str) -> int | None:
    """The id a form names; None where it names none there could be."""
    # By its length first: Python refuses to even read a number of thousands of digits.
    if len(text) > len(str(LARGEST_ID)) or not (text.isascii() and text.isdigit()):
        return None
    return int(text) if int(text) <= LARGEST_ID else None
