"""Coming and going."""

import pytest
from sqlalchemy import func, select

from answers.item_codes import ASK
from answers.item_codes import scene_of as scene_of_item
from bot.app import Kit
from bot.followers import FollowerRow, find
from bot.places import communities, scene_of
from bot.redirects.rules import add_redirect
from bot.webhook.inbox import InboxRow
from casework.models import Enquiry
from community_catalog.bundled import bundled_rows
from tests.community_catalog.builders import load
from tests.conftest import NOON
from tests.handlers.conftest import Resident


def counts(kit: Kit) -> tuple[int, int, int]:
    """Followers, enquiries, and deliveries that still hold words or a reply."""
    with kit.sessions.read() as session:
        words = select(func.count()).where(InboxRow.text.is_not(None) | InboxRow.reply.is_not(None))
        tables = (select(func.count(FollowerRow.id)), select(func.count(Enquiry.id)), words)
        followers, enquiries, texts = (session.scalars(query).one() for query in tables)
    return followers, enquiries, texts


def test_a_new_follower_is_greeted_and_shown_how_to_ask(grandmother: Resident) -> None:
    reply = grandmother.do("subscribe")

    assert "您好" in reply
    assert "weixin://bizmsgmenu" in reply


def test_scanning_a_communitys_code_remembers_the_community(grandmother: Resident, kit: Kit) -> None:
    with kit.sessions.read() as session:
        community = communities(session)[0]

    following = grandmother.do("subscribe", f"qrscene_{scene_of(community)}")
    scanning = grandmother.do("SCAN", scene_of(community))

    with kit.sessions.read() as session:
        follower = find(session.connection(), grandmother.openid)
    assert community.name in following
    assert community.name in scanning
    assert follower is not None
    assert follower.place_id == community.id


@pytest.mark.parametrize(("event", "prefix"), [("subscribe", "qrscene_"), ("SCAN", "")])
def test_scanning_an_items_code_answers_with_that_item_and_keeps_it_in_mind(
    grandmother: Resident, event: str, prefix: str
) -> None:
    answer = grandmother.do(event, prefix + scene_of_item("SJ-006"))
    going_on = grandmother.say("那要带什么材料")

    assert "【最低生活保障办事指南】" in answer
    assert ("这里是鼓楼区居务通" in answer) == (event == "subscribe")
    assert "【最低生活保障办事指南】" in going_on


@pytest.mark.parametrize("code", ["XX-999", "", "sj-006"])
def test_the_code_of_an_item_that_is_gone_is_admitted_or_leads_to_the_greeting(
    grandmother: Resident, neighbour: Resident, code: str
) -> None:
    assert "不认识" in grandmother.do("SCAN", scene_of_item(code))
    assert "您好" in neighbour.do("subscribe", f"qrscene_{scene_of_item(code)}")


@pytest.mark.parametrize(("event", "prefix"), [("subscribe", "qrscene_"), ("SCAN", "")])
def test_the_code_of_an_item_that_was_renumbered_leads_to_the_page_that_tells(
    grandmother: Resident, kit: Kit, event: str, prefix: str
) -> None:
    with kit.sessions.begin() as session:
        add_redirect(session, "/items/SJ-000", "/items/SJ-006", since=NOON.date(), reason="改号", by="x", now=NOON)

    assert 'href="https://juwu.example/items/SJ-000"' in grandmother.do(event, prefix + scene_of_item("SJ-000"))


def test_the_code_of_a_withdrawn_item_leads_to_the_page_that_tells_why(grandmother: Resident, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, *(row for row in bundled_rows() if row.code != "SJ-007"))

    answer = grandmother.do("SCAN", scene_of_item("SJ-007"))

    assert "已经撤下" in answer
    assert 'href="https://juwu.example/items/SJ-007"' in answer


def test_the_code_for_any_question_shows_how_to_ask(grandmother: Resident) -> None:
    assert "想问什么，直接打字" in grandmother.do("SCAN", ASK)


def test_an_unknown_code_is_admitted(grandmother: Resident) -> None:
    assert "不认识" in grandmother.do("SCAN", "building_3")


def test_leaving_deletes_everything_personal(grandmother: Resident, neighbour: Resident, kit: Kit) -> None:
    grandmother.do("subscribe")
    for words in ("低保怎么办", "谢谢", "帮助", "人工", "今天天气怎么样", "1", "留言 请打我电话"):
        grandmother.say(words)
    grandmother.send("image", "<MediaId>m</MediaId>")
    neighbour.say("留言 我还在")

    reply = grandmother.do("unsubscribe")

    assert reply == ""
    assert counts(kit) == (1, 1, 1)


def test_taking_back_an_authorisation_deletes_what_belongs_to_the_named_person(grandmother: Resident, kit: Kit) -> None:
    grandmother.say("留言 请打我电话")

    grandmother.do("user_authorization_revoke", inner=f"<OpenID>{grandmother.openid}</OpenID>")

    assert counts(kit) == (0, 0, 0)


def test_a_late_repeat_from_before_leaving_does_not_bring_the_person_back(grandmother: Resident, kit: Kit) -> None:
    from tests.bot.webhook import platform

    message = platform.text("留言 请打我电话", number=42, sender=grandmother.openid)
    grandmother.deliver(message)
    grandmother.do("unsubscribe")

    assert grandmother.deliver(message) == ""
    assert counts(kit) == (0, 0, 0)


def test_what_the_platform_reports_by_itself_makes_nobody_a_follower(grandmother: Resident, kit: Kit) -> None:
    for event in ("TEMPLATESENDJOBFINISH", "MASSSENDJOBFINISH", "LOCATION", "VIEW", "brand_new_event"):
        assert grandmother.do(event) == ""

    assert counts(kit) == (0, 0, 0)
