"""长辈版: large letters, strong contrast, three choices a screen. The browser remembers it in a cookie."""

from urllib.parse import quote, urlencode, urlsplit

from flask import Blueprint, Flask, Response, redirect, request

from bot.app import kit

COOKIE, ON = "elder", "1"
A_YEAR_S = 365 * 86400
shell = Blueprint("shell", __name__)


def init_app(app: Flask) -> None:
    """Add the switch, and tell every template which mode is on."""
    app.register_blueprint(shell)
    app.context_processor(lambda: {"elder": is_elder(), "back_here": back_here})


def is_elder() -> bool:
    """Whether this browser asks for 长辈版."""
    return request.cookies.get(COOKIE) == ON


@shell.post("/elder")
def switch() -> Response:
    """Change the mode and come back to the page the switch was on."""
    response = redirect(own_address(request.form.get("to", "")), 303)
    secure = kit().settings.public_url.startswith("https://")
    if request.form.get("on") == ON:
        response.set_cookie(COOKIE, ON, max_age=A_YEAR_S, secure=secure, httponly=True, samesite="Lax")
    else:
        response.delete_cookie(COOKIE, secure=secure, httponly=True, samesite="Lax")
    return response  # type: ignore[return-value]  # Flask's redirect makes Flask's response, typed as werkzeug's


def back_here() -> str:
    """The address of this page in the other mode: its first screen, as screens hold more or less there."""
    query = urlencode([pair for pair in request.args.items(multi=True) if pair[0] != "page"])
    return quote(request.path) + (f"?{query}" if query else "")


def own_address(wanted: str) -> str:
    """`wanted` where it is an address on this site, else the first page: a switch must lead nobody elsewhere.

    Browsers read a backslash as a slash and skip control characters, so neither may be in it.
    """
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return "/"
    own = not parts.scheme and not parts.netloc and wanted.startswith("/") and not wanted.startswith("//")
    return wanted if own and "\\" not in wanted and wanted.isprintable() else "/"
