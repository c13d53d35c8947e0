"""Communities' QR codes are made once for each account, and drawn to print."""

from pathlib import Path

import pytest

from bot.db import Sessions
from bot.place_codes.making import make_missing, without_code, write_codes
from bot.places import place_by_code
from bot.wechat.errors import WeChatError, unreachable
from tests.bot.wechat.stand_in import RememberingWeChat
from tests.bot.workers.builders import a_tree
from tests.conftest import NOON


@pytest.fixture
def tree(sessions: Sessions) -> Sessions:
    """Three communities."""
    with sessions.begin() as session:
        a_tree(session)
    return sessions


def an_account() -> RememberingWeChat:
    codes = [{"ticket": "t", "url": f"http://weixin.qq.com/q/{number}"} for number in range(3)]
    return RememberingWeChat(*codes)


def test_every_community_gets_a_code_that_names_it(tree: Sessions) -> None:
    wechat = an_account()

    assert make_missing(tree, wechat, now=NOON) == 3

    scenes = [call.body["action_info"]["scene"]["scene_str"] for call in wechat.calls if call.body]
    assert scenes == ["place:350102001001", "place:350102001002", "place:350102002001"]


def test_a_code_is_made_once(tree: Sessions) -> None:
    wechat = an_account()
    make_missing(tree, wechat, now=NOON)

    assert make_missing(tree, wechat, now=NOON) == 0
    assert len(wechat.calls) == 3


def test_what_was_made_before_wechat_failed_stays(tree: Sessions) -> None:
    wechat = RememberingWeChat({"ticket": "t", "url": "http://weixin.qq.com/q/0"}, unreachable("no route"))

    with pytest.raises(WeChatError):
        make_missing(tree, wechat, now=NOON)

    with tree.read() as session:
        assert [place.name for place in without_code(session, wechat.app_id)] == ["庆城社区", "达明社区"]


def test_another_account_makes_codes_of_its_own(tree: Sessions) -> None:
    make_missing(tree, an_account(), now=NOON)
    other = an_account()
    other.app_id = "wx0000000000000002"

    assert make_missing(tree, other, now=NOON) == 3


def test_a_place_made_up_for_practice_gets_no_code(tree: Sessions) -> None:
    with tree.begin() as session:
        place = place_by_code(session, "350102001001")
        assert place
        place.practice = True

    assert make_missing(tree, an_account(), now=NOON) == 2


def test_codes_are_written_as_files_named_for_their_places(tree: Sessions, tmp_path: Path) -> None:
    files = write_codes(tree, an_account(), tmp_path / "codes", now=NOON)

    assert sorted(file.name for file in files) == [
        "鼓东街道中山社区.svg",
        "鼓东街道庆城社区.svg",
        "鼓西街道达明社区.svg",
    ]
    assert all(file.read_bytes().startswith(b"<?xml") for file in files)
