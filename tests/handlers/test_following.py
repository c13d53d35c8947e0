"""Coming and going."""

from sqlalchemy import func, select

from bot.app import Kit
from bot.followers import FollowerRow, find
from bot.places import communities, scene_of
from bot.webhook.inbox import InboxRow
from casework.models import Enquiry
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
