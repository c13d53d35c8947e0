"""Manners all interfaces share: methods, empty and broken bodies, how answers look, permissions, QR codes, quotas."""

from __future__ import annotations

import pytest
import requests

from sandbox.driver import Platform
from tests.sandbox.product import Product
from tests.sandbox.webhook import Webhook


def raw(platform: Platform, product: Product, method: str, path: str, body: bytes = b"") -> requests.Response:
    return requests.request(method, f"{platform.url}/cgi-bin/{path}?access_token={product.token}", data=body, timeout=5)


@pytest.mark.parametrize(
    ("method", "path", "body", "errcode"),
    [
        ("POST", "tags/get", b"{}", 43001),
        ("GET", "tags/create", b"", 43002),
        ("POST", "tags/create", b"", 44002),
        ("POST", "tags/create", b"{tag", 47001),
        ("POST", "tags/create", b"[1]", 47001),
        ("POST", "tags/create", b'{"tag": "x"}', 40035),
    ],
)
def test_wrong_calls_are_named(
    platform: Platform, product: Product, method: str, path: str, body: bytes, errcode: int
) -> None:
    answer = raw(platform, product, method, path, body)

    assert (answer.status_code, answer.json()["errcode"]) == (200, errcode)


def test_an_unknown_path_is_a_404(platform: Platform, product: Product) -> None:
    assert raw(platform, product, "GET", "nothing/here").status_code == 404


def test_error_texts_differ_every_time(product: Product) -> None:
    texts = {product.get("menu/get")["errmsg"] for _ in range(5)}

    assert len(texts) == 5
    assert all(text.startswith("menu no exist rid: ") for text in texts)


def test_the_content_type_cannot_be_relied_on(platform: Platform, product: Product) -> None:
    kinds = {raw(platform, product, "GET", "tags/get").headers["Content-Type"] for _ in range(4)}

    assert kinds == {"text/plain", "application/json; encoding=utf-8"}


def test_the_journal_knows_every_call_without_its_secrets(platform: Platform, product: Product) -> None:
    product.get("menu/get")

    first, last = platform.journal("api")
    assert (first["path"], last["path"], last["errcode"]) == ("/cgi-bin/stable_token", "/cgi-bin/menu/get", 46003)
    assert last["query"] == "access_token=***"
    assert platform.account.secret not in first["request"]


@pytest.mark.parametrize(
    ("action", "scene", "errcode"),
    [
        ("QR_LIMIT_SCENE", {"scene_id": 0}, 40053),
        ("QR_LIMIT_SCENE", {"scene_id": 100_001}, 40053),
        ("QR_LIMIT_STR_SCENE", {"scene_str": ""}, 40053),
        ("QR_LIMIT_STR_SCENE", {"scene_str": "x" * 65}, 40053),
        ("QR_ART", {"scene_id": 1}, 40053),
    ],
)
def test_a_scene_must_fit(product: Product, action: str, scene: dict[str, object], errcode: int) -> None:
    answer = product.post("qrcode/create", {"action_name": action, "action_info": {"scene": scene}})

    assert answer["errcode"] == errcode


def test_a_code_has_a_picture_until_it_expires(platform: Platform, product: Product) -> None:
    body = {"action_name": "QR_SCENE", "expire_seconds": 60, "action_info": {"scene": {"scene_id": 7}}}
    made = product.post("qrcode/create", body)
    address = f"{platform.url}/cgi-bin/showqrcode?ticket={made['ticket']}"

    assert requests.get(address, timeout=5).content.startswith(b"\x89PNG")
    platform.advance(61)
    assert requests.get(address, timeout=5).content == b""
    assert made["expire_seconds"] == 60


def test_only_service_accounts_make_codes() -> None:
    with Platform(preset="certified_subscription") as platform:
        body = {"action_name": "QR_SCENE", "action_info": {"scene": {"scene_id": 7}}}

        assert Product(platform).post("qrcode/create", body)["errcode"] == 48001


def test_quotas_can_be_seen_and_cleared(platform: Platform, product: Product) -> None:
    platform.config(quota_factor=0.004)
    asked = {"cgi_path": "/cgi-bin/user/get"}
    for _ in range(3):
        product.get("user/get")

    seen = product.post("openapi/quota/get", asked)["quota"]
    product.post("clear_quota", {"appid": platform.account.appid})

    assert seen == {"daily_limit": 2, "used": 2, "remain": 0}
    assert product.post("openapi/quota/get", asked)["quota"]["used"] == 0
    assert product.get("user/get").get("errcode") is None


def test_ten_clearings_a_month_with_or_without_a_token(platform: Platform, product: Product) -> None:
    secrets = {"appid": platform.account.appid, "appsecret": platform.account.secret}
    codes = [platform.api("POST", "/cgi-bin/clear_quota/v2", secrets)["errcode"] for _ in range(11)]
    platform.advance(to_next_month=True)

    assert codes == [0] * 10 + [48006]
    assert platform.api("POST", "/cgi-bin/clear_quota/v2", secrets)["errcode"] == 0


def test_tickets_stay_the_same_while_they_live(platform: Platform, product: Product) -> None:
    first, again = (product.get("ticket/getticket", type="jsapi")["ticket"] for _ in range(2))

    assert first == again
    assert product.get("ticket/getticket", type="poem")["errcode"] == 40097


def test_the_platform_says_whether_it_reaches_the_webhook(
    platform: Platform, product: Product, webhook: Webhook
) -> None:
    body = {"action": "all", "check_operator": "DEFAULT"}

    reached = product.post("callback/check", body)["ping"][0]["package_loss"]
    platform.set_webhook("http://127.0.0.1:1/")

    assert (reached, product.post("callback/check", body)["ping"][0]["package_loss"]) == ("0%", "100%")
    assert product.get("getcallbackip") == {"ip_list": ["127.0.0.1"]}


def test_content_checks_are_not_for_accounts(platform: Platform, product: Product) -> None:
    assert (
        platform.api("POST", f"/wxa/msg_sec_check?access_token={product.token}", {"content": "x"})["errcode"] == 48001
    )
