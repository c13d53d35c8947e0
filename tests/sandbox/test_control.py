"""The control plane: what it tells, and whom it refuses."""

from __future__ import annotations

import http.client
import json
from urllib.parse import urlsplit

import pytest
import requests

from sandbox.driver import Platform, SandboxRefused
from tests.sandbox.product import Product
from tests.sandbox.webhook import Webhook


def test_no_secret_is_told(platform: Platform, product: Product) -> None:
    product.plain_token()
    told = json.dumps([platform.control("GET", "/account"), platform.journal(), platform.stats()])

    assert platform.account.secret not in told
    assert platform.account.aes_key not in told
    assert product.token not in told


def test_web_pages_from_elsewhere_are_refused(platform: Platform) -> None:
    for origin, status in (("http://evil.example", 403), (platform.url, 200), ("null", 403)):
        answer = requests.post(platform.url + "/_ctl/users", json={}, headers={"Origin": origin}, timeout=5)
        assert answer.status_code == status


def test_another_address_finds_nothing_here(platform: Platform) -> None:
    line = http.client.HTTPConnection(urlsplit(platform.url).netloc, timeout=5, source_address=("127.0.0.2", 0))
    line.request("GET", "/_ctl/users")

    assert line.getresponse().status == 404
    line.close()


def test_a_name_that_points_here_does_not_open_the_door(platform: Platform) -> None:
    answer = requests.get(platform.url + "/_ctl/users", headers={"Host": "rebound.example"}, timeout=5)

    assert answer.status_code == 403


def test_the_five_residents_do_not_follow_yet() -> None:
    with Platform() as platform:
        users = platform.users()

    assert len(users) == 5
    assert not any(user["subscribed"] for user in users)
    assert all("演示" in user["name"] for user in users)


def test_who_does_not_follow_cannot_write(platform: Platform) -> None:
    with pytest.raises(SandboxRefused, match="还没有关注"):
        platform.user("陈伯（演示）").say("喂")


def test_new_entries_can_be_asked_for(platform: Platform, webhook: Webhook) -> None:
    first = platform.user(0).say("一").seq
    platform.user(0).say("二")

    assert [entry["text"] for entry in platform.inbox(0, after=first + 1)] == ["二", "echo 二"]


def test_unread_counts_until_the_inbox_is_read(platform: Platform, webhook: Webhook) -> None:
    platform.user(0).say("问")
    before = platform.users()[5]["unread"]
    platform.inbox(0)

    assert (before, platform.users()[5]["unread"]) == (1, 0)


def test_the_stream_tells_entries_as_they_come(platform: Platform, webhook: Webhook) -> None:
    line = http.client.HTTPConnection(urlsplit(platform.url).netloc, timeout=5)
    line.request("GET", f"/_ctl/stream?openid={platform.user(0).openid}")
    stream = line.getresponse()

    platform.user(1).say("别人的")
    platform.user(0).say("我的")
    told = [stream.readline().decode() for _ in range(12)]
    stream.close()
    line.close()

    entries = [json.loads(row.removeprefix("data: ")) for row in told if row.startswith("data: ") and '"side"' in row]
    assert [entry["text"] for entry in entries] == ["我的", "echo 我的"]
    assert "event: journal\n" in told


def test_saving_checks_the_url_as_wechat_does(platform: Platform, webhook: Webhook) -> None:
    platform.set_webhook(webhook.url, check=True)

    with pytest.raises(SandboxRefused, match="保存失败"):
        platform.set_webhook(webhook.url + "/nowhere", check=True)
    assert platform.control("GET", "/account")["webhook"] == webhook.url


def test_unknown_settings_are_named(platform: Platform) -> None:
    with pytest.raises(SandboxRefused, match="colour"):
        platform.config(colour="red")
    with pytest.raises(SandboxRefused, match="mode"):
        platform.config(mode="secret")


def test_many_can_write_at_once(platform: Platform, webhook: Webhook) -> None:
    pushes = platform.burst([(number % 3, f"第{number}条") for number in range(30)])

    assert {push["deliveries"][-1]["outcome"] for push in pushes} == {"reply"}
    assert sum(len(platform.inbox(number)) for number in range(3)) == 60


def test_two_keys_work_for_a_while(platform: Platform, webhook: Webhook) -> None:
    platform.config(aes_key="b" * 42 + "A")

    outcomes = [platform.user(0).say("转").outcomes[0] for _ in range(12)]

    assert len(webhook.heard) == outcomes.count("reply")
    assert 0 < len(webhook.heard) < 12 * 3


def test_the_phone_s_files_stay_in_their_folder(platform: Platform) -> None:
    line = http.client.HTTPConnection(urlsplit(platform.url).netloc, timeout=5)
    line.request("GET", "/phone/../server.py")
    answer = line.getresponse()
    body = answer.read()
    line.close()

    assert answer.status == 404
    assert b"AppRunner" not in body
