"""What a restart of the sandbox keeps."""

from __future__ import annotations

import time
from pathlib import Path

from sandbox.driver import Platform
from tests.conftest import NOON
from tests.sandbox.product import Product
from tests.sandbox.webhook import Webhook


def test_a_restart_keeps_everything(tmp_path: Path) -> None:
    file = tmp_path / "sandbox.sqlite"
    with Platform(followers=2, state=file, now=NOON) as platform, Webhook(platform.account) as webhook:
        platform.set_webhook(webhook.url)
        product = Product(platform)
        platform.user(0).say("问")
        product.post("menu/create", {"button": [{"type": "click", "name": "帮助", "key": "help"}]})
        media = product.upload("media/upload", "image", b"picture")["media_id"]
        tag = product.post("tags/create", {"tag": {"name": "东街"}})["tag"]["id"]
        before = platform.inbox(0)
        openid = platform.user(0).openid
        platform.advance(3600)

    with Platform(followers=2, state=file, now=NOON) as platform:
        kept = Product(platform)

        assert kept.token == product.token
        assert platform.user(0).openid == openid
        assert platform.inbox(0) == before
        assert kept.text(openid, "答")["errcode"] == 0
        assert kept.get("menu/get")["menu"]["button"][0]["key"] == "help"
        assert kept.get("tags/get")["tags"][1]["id"] == tag
        assert kept.get("media/get", media_id="none")["errcode"] == 40007
        assert platform.world.store.bytes_of(media) == b"picture"
        assert platform.world.account.webhook == webhook.url
        assert platform.stats()["offset_s"] > 3600 - (time.time() - NOON.timestamp())


def test_a_job_that_was_due_during_the_pause_is_done_afterwards(tmp_path: Path) -> None:
    file = tmp_path / "sandbox.sqlite"
    with Platform(followers=2, state=file, time_scale=1.0, now=NOON) as platform:
        body = {"filter": {"is_to_all": True}, "msgtype": "text", "text": {"content": "停水"}}
        Product(platform).post("message/mass/sendall", body)

    with Platform(followers=2, state=file) as platform:
        waiting = len(platform.jobs())
        platform.advance(3)

        assert waiting == 1
        assert platform.mass_jobs()[0]["status"] == "SEND_SUCCESS"
        assert platform.inbox(1)[-1]["text"] == "停水"


def test_a_changed_account_file_wins_over_saved_settings(tmp_path: Path) -> None:
    file = tmp_path / "sandbox.sqlite"
    with Platform(state=file, seed=1) as platform:
        platform.set_webhook("http://127.0.0.1:1/old")

    with Platform(state=file, seed=1, webhook="http://127.0.0.1:1/new") as platform:
        assert platform.control("GET", "/account")["webhook"] == "http://127.0.0.1:1/new"


def test_identifiers_do_not_repeat_after_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "sandbox.sqlite"
    openids = []
    for _ in range(2):
        with Platform(state=file) as platform:
            openids.append(platform.add_user().openid)

    assert openids[0] != openids[1]


def test_a_reset_forgets_everything(platform: Platform, product: Product) -> None:
    platform.reset(followers=1)

    assert len([user for user in platform.users() if user["subscribed"]]) == 1
    assert product.get("tags/get")["errcode"] == 40014
    assert platform.journal("push") == []
