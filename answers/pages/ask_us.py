"""`/ask-us`: how to ask the account about an item, with a QR code that opens it there."""

import io

import segno
from flask import Response, abort, make_response, render_template, request

from answers.documents import Document
from answers.engine import Engine
from answers.item_codes import ASK, known_url, scene_of
from answers.pages.blueprint import codes, engine, pages
from bot.app import kit
from bot.pages import error_page, public_page

WECHAT = "MicroMessenger"  # what WeChat's own browser calls itself
_TRIED = 8  # wordings looked at for one that surely leads to the item


@pages.get("/ask-us")
def ask_us() -> Response:
    """What to scan, or to type where there is no code; `item` is the code of the item in question."""
    code = request.args.get("item", "").strip().upper()
    document = engine().documents.get(code)
    if code and document is None:
        return error_page(404, "目录里没有这个事项", "编号可能写错了，或者这件事已经撤下。请从首页找。")
    html = render_template(
        "answers/pages/ask_us.html",
        document=document,
        account=kit().settings.wechat_account_name,
        sentence=sentence_for(engine(), document) if document else "",
        has_code=codes().url(kit().wechat, _scene(code), now=kit().clock.now()) is not None,
        in_wechat=WECHAT in request.user_agent.string,
    )
    response = public_page(html)
    response.vary.add("User-Agent")
    return response


@pages.get("/ask-us/code.png")
def code_picture() -> Response:
    """The picture of a QR code that was made already."""
    code = request.args.get("item", "")
    if not code.isprintable():  # PostgreSQL refuses to be asked for a NUL
        abort(404)
    with kit().sessions.read() as session:
        url = known_url(session, kit().wechat.app_id, _scene(code))
    if url is None:
        abort(404)
    picture = io.BytesIO()
    segno.make(url, error="m").save(picture, kind="png", scale=8, border=4)
    response = make_response(picture.getvalue())
    response.mimetype = "image/png"
    response.cache_control.public = response.cache_control.no_cache = True
    response.add_etag()
    return response.make_conditional(request)  # type: ignore[return-value]  # its type is that of any WSGI library


def sentence_for(engine: Engine, document: Document) -> str:
    """What to type so that the account answers with this item: its name, or a wording where the name is not enough."""
    texts = (document.name, *document.wordings[:_TRIED])
    return next((text for text in texts if _leads_to(engine, text, document.code)), document.name)


def _leads_to(engine: Engine, text: str, code: str) -> bool:
    decision = engine.decide(text)
    return decision.kind == "answer" and decision.candidates[0].code == code


def _scene(code: str) -> str:
    return scene_of(code) if code else ASK
