"""What went wrong in the console is said by the console, not by the residents' pages."""

from flask import Flask
from flask.typing import ErrorHandlerCallable, ResponseReturnValue
from werkzeug.exceptions import HTTPException

from bot.console.access import concerns_console
from bot.console.shell import error_page

ERRORS = {
    400: ("没有提交成功", "填写的内容不完整，或者看不懂。请返回上一页，检查后再试。"),
    403: ("这一页您没有权限", "如果工作需要，请找本单位的系统管理员。"),
    404: ("没有这一页", "地址可能写错了，或者内容已经删掉。请从列表里点进来。"),
    405: ("这一页不能这样打开", "请从列表里点进来，再做一次。"),
    413: ("内容太大", "请减少文字，或者换小一点的文件再试。"),
    429: ("操作太频繁", "请过一会儿再试。"),
}


def init_app(app: Flask) -> None:
    """Stand before whoever handles errors so far; errors elsewhere stay theirs."""
    others = app.error_handler_spec[None][None].get(HTTPException)

    def say_what_is_wrong(error: HTTPException) -> ResponseReturnValue:
        # When the system itself fails, a page that asks the database who is there may fail with it.
        if error.response is not None or error.code is None or not 400 <= error.code < 500 or not concerns_console():
            return _theirs(others, error)
        return error_page(error.code, *ERRORS.get(error.code, ERRORS[400]))

    app.register_error_handler(HTTPException, say_what_is_wrong)


def _theirs(others: ErrorHandlerCallable | None, error: HTTPException) -> ResponseReturnValue:
    answer: ResponseReturnValue = others(error) if others else error  # type: ignore[assignment]  # flask takes both
    return answer
