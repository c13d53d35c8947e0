"""帮我问 leads into the account by a code that stands for the item, or by a sentence where there is no code."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from answers.pages.ask_us import sentence_for
from bot.app import Kit
from tests.answers.builders import bundled_engine
from tests.bot.wechat.stand_in import RememberingWeChat

IN_WECHAT = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0.50"}


@pytest.fixture
def wechat(app: Flask, kit: Kit) -> RememberingWeChat:
    """A WeChat that gives one code."""
    wechat = RememberingWeChat({"ticket": "t", "url": "http://weixin.qq.com/q/abc"})
    app.extensions["kit"] = replace(kit, wechat=wechat)
    return wechat


def made_for(scene: str) -> dict[str, object]:
    return {"action_name": "QR_LIMIT_STR_SCENE", "action_info": {"scene": {"scene_str": scene}}}


def test_the_page_of_an_item_shows_the_code_that_stands_for_it(client: FlaskClient, wechat: RememberingWeChat) -> None:
    page = client.get("/ask-us?item=sj-006").text
    picture = client.get("/ask-us/code.png?item=SJ-006")

    assert 'src="/ask-us/code.png?item=SJ-006"' in page
    assert wechat.last.body == made_for("item:SJ-006")
    assert picture.mimetype == "image/png"
    assert picture.data.startswith(b"\x89PNG")


def test_without_a_code_the_page_says_what_to_search_for_and_to_type(app: Flask, kit: Kit) -> None:
    named = kit.settings.model_copy(update={"wechat_account_name": "鼓楼居务"})
    app.extensions["kit"] = replace(kit, settings=named)

    page = app.test_client().get("/ask-us?item=SJ-006").text

    assert "<img" not in page
    assert "搜公众号“鼓楼居务”" in page
    assert "<strong>最低生活保障办事指南</strong>" in page


def test_nobody_is_told_to_search_for_an_account_whose_name_is_not_known(client: FlaskClient) -> None:
    page = client.get("/ask-us?item=SJ-006").text

    assert "搜公众号" not in page
    assert "<strong>最低生活保障办事指南</strong>" in page


def test_only_what_is_known_is_promised(client: FlaskClient) -> None:
    without = next(code for code, one in bundled_engine().documents.items() if one.guide is None)

    assert "马上告诉您这件事怎么办" in client.get("/ask-us?item=SJ-006").text
    assert "马上告诉您这件事归谁管、在哪里看" in client.get(f"/ask-us?item={without}").text


def test_without_an_item_the_code_stands_for_any_question(client: FlaskClient, wechat: RememberingWeChat) -> None:
    page = client.get("/ask-us").text

    assert 'src="/ask-us/code.png"' in page
    assert wechat.last.body == made_for("ask")


def test_inside_wechat_the_code_is_held_and_elsewhere_scanned(client: FlaskClient, wechat: RememberingWeChat) -> None:
    outside = client.get("/ask-us?item=SJ-006")
    inside = client.get("/ask-us?item=SJ-006", headers=IN_WECHAT)

    assert "扫一扫" in outside.text
    assert "按住" in inside.text
    assert "User-Agent" in inside.headers["Vary"]


@pytest.mark.parametrize("address", ["/ask-us?item=XX-999", "/ask-us?item=%00", "/ask-us?item=%3Cscript%3E"])
def test_an_item_there_is_not_gets_a_readable_page_and_no_code(
    client: FlaskClient, wechat: RememberingWeChat, address: str
) -> None:
    page = client.get(address)

    assert page.status_code == 404
    assert "<script>" not in page.text
    assert not wechat.calls


@pytest.mark.parametrize("query", ["", "?item=SJ-006", "?item=%00", "?item=../../etc/passwd"])
def test_a_picture_is_never_made_by_asking_for_it(client: FlaskClient, wechat: RememberingWeChat, query: str) -> None:
    assert client.get(f"/ask-us/code.png{query}").status_code == 404
    assert not wechat.calls


def test_the_sentence_to_type_is_answered_with_the_item_for_nearly_all_of_them() -> None:
    engine = bundled_engine()

    documents = list(engine.documents.values())
    sure = [d for d in documents if (made := engine.decide(sentence_for(engine, d))).best and made.best.code == d.code]

    assert len(sure) / len(documents) > 0.99


def test_an_items_page_shows_how_people_ask_and_the_way_to_the_account(client: FlaskClient) -> None:
    page = client.get("/items/SJ-006").text

    assert "可以这样问" in page
    assert ">低保怎么办</a>" in page
    assert 'rel="nofollow" href="/ask-us?item=SJ-006"' in page
