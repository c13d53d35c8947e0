"""How pages are answered: security headers, how long they may be kept, and error pages a person can read."""

from flask import Flask, Response, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from bot.pages.compression import holds_no_secret

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
ERRORS = {
    400: ("这个请求看不懂", "网址或填写的内容不完整，请返回重试。"),
    403: ("这一页不对外开放", "如果您认为应该能看到，请打下面的电话。"),
    404: ("没有找到这一页", "网址可能写错了，或者这一页已经搬走。"),
    405: ("这一页不能这样打开", "请从首页重新进入。"),
    410: ("这一页已经撤下", "内容不再有效，所以不再显示。"),
    413: ("内容太大", "请减少文字或换小一点的文件再试。"),
    429: ("请求太频繁", "请过一会儿再试。"),
    500: ("系统出了问题", "不是您的操作有误。我们已经记录下来，请过一会儿再试。"),
    503: ("系统正在维护", "请过一会儿再试。"),
}


def init_app(app: Flask) -> None:
    """Put headers on every response and a readable page in the place of every error."""
    app.after_request(_with_headers)
    app.register_error_handler(HTTPException, _error_page)


def public_page(html: str, status: int = 200) -> Response:
    """A page that is the same for everyone in the same mode: kept, and asked for again by its ETag each time.

    Not shown unasked even for a minute: a browser that has just changed to 长辈版 must not show what it kept.
    """
    response = make_response(html, status)
    response.cache_control.public = True
    return _asked_for_again(response)


def page_for_one(html: str) -> Response:
    """A page that shows what somebody said: kept by their own browser at most. No secret in it."""
    response = make_response(html)
    response.cache_control.private = True
    holds_no_secret()
    return _asked_for_again(response)


def _asked_for_again(response: Response) -> Response:
    response.cache_control.no_cache = True
    response.vary.add("Cookie")
    response.add_etag(weak=True)  # packed or not, it is the same page
    if response.status_code == 200:
        response.make_conditional(request)
    return response


def error_page(code: int, title: str, advice: str) -> Response:
    """A readable page for something that cannot be shown."""
    response = make_response(render_template("bot/error.html", title=title, advice=advice), code)
    response.cache_control.no_store = True
    return response


def _with_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _error_page(error: HTTPException) -> Response | HTTPException:
    if error.response is not None or error.code is None or error.code < 400:
        return error  # a redirect, or an answer that was made on purpose
    title, advice = ERRORS.get(error.code, ERRORS[500 if error.code >= 500 else 400])
    if not _wants_a_page():
        response = Response(f"{title}\n", error.code, mimetype="text/plain")
    else:
        response = error_page(error.code, title, advice)
    for name, value in error.get_headers():
        if name not in {"Content-Type", "Content-Length"}:
            response.headers.setdefault(name, value)
    return response


def _wants_a_page() -> bool:
    # Only browsers name text/html; WeChat and scripts send */* or nothing and need no page.
    return "text/html" in request.headers.get("Accept", "")
