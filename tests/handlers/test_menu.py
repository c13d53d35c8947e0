"""Every button of the published menu leads somewhere."""

from bot.app import Kit
from bot.places import communities, scene_of
from bot.wechat.menus import read_menu
from tests.handlers.conftest import Resident


def keys() -> list[str]:
    """The keys of the menu's buttons, as published."""
    tops = read_menu("https://juwu.example")["button"]
    return [button["key"] for top in tops for button in top.get("sub_button", [top]) if button["type"] == "click"]


def test_each_button_has_an_answer_of_its_own(grandmother: Resident) -> None:
    replies = {grandmother.do("CLICK", key) for key in keys()}

    assert len(replies) == len(keys())


def test_a_button_nobody_knows_shows_how_to_ask(grandmother: Resident) -> None:
    assert grandmother.do("CLICK", "REPAIR") == grandmother.say("你好")


def test_my_community_is_told_once_its_code_was_scanned(grandmother: Resident, kit: Kit) -> None:
    with kit.sessions.read() as session:
        community = communities(session)[0]
        name, scene = community.full_name, scene_of(community)

    assert "扫一扫" in grandmother.say("我的社区")
    grandmother.do("SCAN", scene)
    assert name in grandmother.say("我的社区")
