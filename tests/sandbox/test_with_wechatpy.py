"""wechatpy's client, an independent implementation, drives the interfaces it covers."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from wechatpy import WeChatClient
from wechatpy.exceptions import WeChatClientException

from sandbox.driver import Platform
from tests.sandbox.webhook import Webhook

HOST = "https://api.weixin.qq.com"


class ToTheSandbox(HTTPAdapter):
    """Sends what is meant for WeChat to the sandbox, the hard-coded token call included."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        request.url = str(request.url).replace(HOST, self._url)
        return super().send(request, *args, **kwargs)


@pytest.fixture
def client(platform: Platform) -> Iterator[Any]:
    made = WeChatClient(platform.account.appid, platform.account.secret, timeout=5, auto_retry=False)
    made._http.mount(HOST, ToTheSandbox(platform.url))
    yield made
    made._http.close()


def test_menu(client: Any) -> None:
    client.menu.create({"button": [{"type": "click", "name": "帮助", "key": "help"}]})

    assert client.menu.get()["menu"]["button"][0]["name"] == "帮助"


def test_customer_service_messages(platform: Platform, client: Any, webhook: Webhook) -> None:
    platform.user(0).say("问")

    client.message.send_text(platform.user(0).openid, "答：可以")
    client.message.send_articles(
        platform.user(0).openid, [{"title": "题", "description": "述", "url": "http://example.cn", "image": ""}]
    )

    assert platform.inbox(0)[-2]["text"] == "答：可以"
    assert platform.inbox(0)[-1]["articles"][0]["title"] == "题"


def test_tags_and_followers(platform: Platform, client: Any) -> None:
    tag = client.tag.create("东街")
    client.tag.tag_user(tag["id"], platform.user(0).openid)

    assert client.tag.get_tag_users(tag["id"])["data"]["openid"] == [platform.user(0).openid]
    assert list(client.user.iter_followers()) == [platform.user(number).openid for number in range(3)]
    assert client.user.get_batch([platform.user(1).openid])[0]["subscribe"] == 1


def test_its_mass_message_to_a_group_has_no_tag(client: Any) -> None:
    with pytest.raises(WeChatClientException) as refusal:
        client.message.send_mass_text(100, "停水")

    assert refusal.value.errcode == 40035


def test_mass_messages_to_listed_followers(platform: Platform, client: Any) -> None:
    job = client.message.send_mass_text([platform.user(0).openid, platform.user(1).openid], "停水", client_msg_id="n-1")

    assert client.message.get_mass(job["msg_id"])["msg_id"] == job["msg_id"]


def test_templates(platform: Platform, client: Any) -> None:
    wanted = {name: {"value": "值"} for name in ("thing1", "thing2", "time3", "thing4")}

    sent = client.message.send_template(platform.user(0).openid, platform.account.templates[0]["template_id"], wanted)

    assert sent["msgid"] > 2**53
    assert client.template.get_all_private_template()["template_list"][0]["title"] == "社区通知提醒"


def test_media_and_material(client: Any) -> None:
    media = client.media.upload("image", ("a.jpg", io.BytesIO(b"picture"), "image/jpeg"))
    material = client.material.add("image", ("a.jpg", io.BytesIO(b"picture"), "image/jpeg"))

    assert client.media.download(media["media_id"]).content == b"picture"
    assert client.material.get_count()["image_count"] == 1
    assert client.material.delete(material["media_id"])["errcode"] == 0


def test_codes_tickets_and_addresses(client: Any) -> None:
    made = client.qrcode.create({"action_name": "QR_LIMIT_SCENE", "action_info": {"scene": {"scene_id": 9}}})

    assert made["url"].startswith("http://weixin.qq.com/q/")
    assert client.jsapi.get_ticket()["expires_in"] > 7000
    assert client.misc.get_wechat_ips() == ["127.0.0.1"]
