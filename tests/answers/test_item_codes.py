"""A QR code is asked of WeChat once, by one at a time, and its absence is no trouble for a page."""

from datetime import timedelta
from threading import Event, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from answers.item_codes import PAUSE, CodeMaker, ItemCode, _keep, item_of_scene, known_url, scene_of
from bot.db import Sessions
from bot.wechat import Call
from bot.wechat.calls import Answer
from bot.wechat.errors import misconfigured
from community_catalog.bundled import bundled_rows
from tests.bot.wechat.stand_in import RememberingWeChat
from tests.conftest import NOON

SCENE = scene_of("SJ-006")
MADE: Answer = {"ticket": "t", "url": "http://weixin.qq.com/q/abc"}


class SlowWeChat(RememberingWeChat):
    """Answers only when told to."""

    def __init__(self) -> None:
        super().__init__(MADE)
        self.called, self.go = Event(), Event()

    def run(self, call: Call) -> Answer:
        self.called.set()
        self.go.wait(30)
        return super().run(call)


def test_a_code_is_made_once_and_then_known(sessions: Sessions) -> None:
    wechat, maker = RememberingWeChat(MADE), CodeMaker(sessions)

    urls = [maker.url(wechat, SCENE, now=NOON), maker.url(wechat, SCENE, now=NOON)]

    assert urls == [MADE["url"]] * 2
    assert len(wechat.calls) == 1
    assert wechat.last.body == {"action_name": "QR_LIMIT_STR_SCENE", "action_info": {"scene": {"scene_str": SCENE}}}


def test_another_account_has_codes_of_its_own(sessions: Sessions) -> None:
    CodeMaker(sessions).url(RememberingWeChat(MADE), SCENE, now=NOON)

    with sessions.read() as session:
        assert known_url(session, "wx0000000000000002", SCENE) is None


def test_after_a_refusal_wechat_is_left_alone_for_a_while(sqlite: Sessions) -> None:
    wechat, maker = RememberingWeChat(misconfigured("没有权限"), MADE), CodeMaker(sqlite)

    assert maker.url(wechat, SCENE, now=NOON) is None
    assert maker.url(wechat, SCENE, now=NOON + PAUSE - timedelta(seconds=1)) is None
    assert len(wechat.calls) == 1
    assert maker.url(wechat, SCENE, now=NOON + PAUSE) == MADE["url"]


def test_nobody_waits_while_somebody_else_waits_for_wechat(sqlite: Sessions) -> None:
    wechat, maker = SlowWeChat(), CodeMaker(sqlite)
    first = Thread(target=maker.url, args=(wechat, SCENE), kwargs={"now": NOON})
    first.start()
    wechat.called.wait(30)

    meanwhile = maker.url(RememberingWeChat(MADE), scene_of("YL-008"), now=NOON)
    wechat.go.set()
    first.join()

    assert meanwhile is None
    assert maker.url(RememberingWeChat(), SCENE, now=NOON) == MADE["url"]


def test_two_processes_that_make_the_same_code_at_once_keep_one(sessions: Sessions) -> None:
    for _ in range(2):
        _keep(sessions, ItemCode(app_id="wx1", scene=SCENE, url="u", made_at=NOON))

    with sessions.read() as session:
        assert session.scalar(select(func.count(ItemCode.id))) == 1


def test_some_of_the_accounts_codes_are_left_for_others(sqlite: Sessions) -> None:
    wechat, maker = RememberingWeChat(MADE, MADE), CodeMaker(sqlite, most=1)

    maker.url(wechat, SCENE, now=NOON)

    assert maker.url(wechat, scene_of("YL-008"), now=NOON) is None
    assert len(wechat.calls) == 1


def test_every_items_scene_is_one_wechat_takes() -> None:
    scenes = [scene_of(row.code) for row in bundled_rows()]

    assert all(scene.isascii() and len(scene) <= 64 for scene in scenes)


@given(st.text())
def test_a_scene_names_the_item_it_was_made_for(code: str) -> None:
    assert item_of_scene(scene_of(code)) == code


@pytest.mark.parametrize("scene", ["", "place:350102001001", "ask", "item", "SJ-006"])
def test_other_scenes_name_no_item(scene: str) -> None:
    assert item_of_scene(scene) is None
