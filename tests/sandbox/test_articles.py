"""Uploads, drafts and publishing."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from sandbox.driver import Platform
from tests.sandbox.conftest import WaitFor
from tests.sandbox.product import Product


def an_article(product: Product, **more: Any) -> dict[str, Any]:
    thumb = product.upload("material/add_material", "thumb", b"jpeg")["media_id"]
    return {"title": "公示", "content": "<p>名单</p>", "thumb_media_id": thumb, **more}


def test_temporary_media_live_three_days(platform: Platform, product: Product) -> None:
    media = product.upload("media/upload", "image", b"picture")["media_id"]
    address = f"{platform.url}/cgi-bin/media/get?media_id={media}&access_token="

    alive = requests.get(address + product.token, timeout=5)
    platform.advance(days=3)
    product.token = product.stable_token()["access_token"]
    dead = requests.get(address + product.token, timeout=5)

    assert alive.content == b"picture"
    assert dead.json()["errcode"] == 40007


@pytest.mark.parametrize(
    ("kind", "body", "name", "errcode"),
    [
        ("image", b"", "a.jpg", 44001),
        ("image", b"x", "a.exe", 40005),
        ("poem", b"x", "a.jpg", 40004),
        ("thumb", b"x" * 65537, "a.jpg", 40012),
        ("image", b"x" * (10 * 1024 * 1024 + 1), "a.jpg", 45001),
    ],
)
def test_bad_uploads_are_refused(product: Product, kind: str, body: bytes, name: str, errcode: int) -> None:
    assert product.upload("media/upload", kind, body, name)["errcode"] == errcode


def test_permanent_material_is_counted_listed_and_deleted(product: Product) -> None:
    media = product.upload("material/add_material", "image", b"picture")["media_id"]

    listed = product.post("material/batchget_material", {"type": "image", "offset": 0, "count": 20})
    product.post("material/del_material", {"media_id": media})

    assert listed["item"][0]["media_id"] == media
    assert product.get("material/get_materialcount")["image_count"] == 0


@pytest.mark.parametrize(
    ("change", "errcode"),
    [
        ({"title": "题" * 33}, 45003),
        ({"thumb_media_id": "none"}, 40007),
        ({"content": "字" * 20_001}, 45002),
        ({"content": "<script>1</script>"}, 45166),
        ({"digest": "摘" * 121}, 45004),
    ],
)
def test_a_bad_article_is_refused(product: Product, change: dict[str, str], errcode: int) -> None:
    assert product.post("draft/add", {"articles": [an_article(product) | change]})["errcode"] == errcode


def test_pictures_from_elsewhere_are_dropped(platform: Platform, product: Product) -> None:
    own = product.upload("media/uploadimg", "image", b"picture")["url"]
    content = f'<p><img src="https://example.cn/a.jpg">文<img src="{own}"></p>'

    draft = product.post("draft/add", {"articles": [an_article(product, content=content)]})["media_id"]

    assert product.post("draft/get", {"media_id": draft})["news_item"][0]["content"] == f'<p>文<img src="{own}"></p>'


def test_a_draft_is_changed_counted_and_deleted(product: Product) -> None:
    draft = product.post("draft/add", {"articles": [an_article(product)]})["media_id"]

    product.post("draft/update", {"media_id": draft, "index": 0, "articles": an_article(product, title="新题")})

    assert (
        product.post("draft/batchget", {"offset": 0, "count": 1})["item"][0]["content"]["news_item"][0]["title"]
        == "新题"
    )
    assert product.get("draft/count") == {"total_count": 1}
    product.post("draft/delete", {"media_id": draft})
    assert product.get("draft/count") == {"total_count": 0}


def test_publishing_ends_with_an_event_and_a_page(platform: Platform, product: Product, event: WaitFor) -> None:
    draft = product.post("draft/add", {"articles": [an_article(product)]})["media_id"]

    number = product.post("freepublish/submit", {"media_id": draft})["publish_id"]
    told = event("PUBLISHJOBFINISH").message["PublishEventInfo"]
    job = product.post("freepublish/get", {"publish_id": number})

    assert (told["publish_id"], told["publish_status"]) == (str(number), "0")
    assert "名单" in requests.get(job["article_detail"]["item"][0]["article_url"], timeout=5).text
    assert product.post("freepublish/getarticle", {"article_id": told["article_id"]})["news_item"][0]["title"] == "公示"
    assert product.get("draft/count") == {"total_count": 0}


def test_failed_publishing_names_the_articles_and_keeps_the_draft(
    platform: Platform, product: Product, event: WaitFor
) -> None:
    platform.config(publish_status=2)
    draft = product.post("draft/add", {"articles": [an_article(product), an_article(product)]})["media_id"]

    product.post("freepublish/submit", {"media_id": draft})

    assert event("PUBLISHJOBFINISH").message["PublishEventInfo"]["fail_idx"] == ["1", "2"]
    assert product.get("draft/count") == {"total_count": 1}


def test_publish_ids_are_sometimes_numbers_and_sometimes_text(product: Product) -> None:
    drafts = [product.post("draft/add", {"articles": [an_article(product)]})["media_id"] for _ in range(2)]

    kinds = {type(product.post("freepublish/submit", {"media_id": draft})["publish_id"]) for draft in drafts}

    assert kinds == {int, str}
