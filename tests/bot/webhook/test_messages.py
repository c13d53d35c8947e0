"""Every message and event of an official account is understood; what is new is acknowledged, what is broken refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.webhook import xml
from bot.webhook.errors import Malformed
from bot.webhook.messages import Event, JobEnded, Location, Media, Message, Text, Unknown, Voice, understand
from tests.bot.webhook import platform
from tests.bot.webhook.platform import ACCOUNT, GRANDMOTHER


def understood(delivery: str) -> Message:
    return understand(xml.read(delivery.encode()))


def test_a_text_keeps_its_words_and_who_wrote_to_whom() -> None:
    message = understood(platform.text(" 低保怎么办]]> "))

    assert isinstance(message, Text)
    assert (message.sender, message.account) == (GRANDMOTHER, ACCOUNT)
    assert message.content == " 低保怎么办]]> "
    assert message.words == message.content


def test_a_tapped_choice_says_which() -> None:
    tapped = "<Content>最低生活保障</Content><MsgId>1</MsgId><bizmsgmenuid>SJ-006</bizmsgmenuid>"

    message = understood(platform.message("text", tapped))

    assert isinstance(message, Text)
    assert message.menu_id == "SJ-006"


def test_a_voice_message_has_the_words_the_platform_heard_if_any() -> None:
    heard = (
        "<MediaId>m</MediaId><Format>amr</Format><Recognition><![CDATA[低保怎么办。]]></Recognition><MsgId>1</MsgId>"
    )
    unheard = "<MediaId>m</MediaId><Format>amr</Format><Recognition></Recognition><MsgId>2</MsgId>"

    assert understood(platform.message("voice", heard)).words == "低保怎么办。"
    message = understood(platform.message("voice", unheard))
    assert isinstance(message, Voice)
    assert message.words is None


def test_a_location_has_coordinates_and_a_label() -> None:
    place = "<Location_X>26.08</Location_X><Location_Y>119.29</Location_Y><Label>东街口</Label><MsgId>1</MsgId>"

    message = understood(platform.message("location", place))

    assert isinstance(message, Location)
    assert (message.latitude, message.longitude, message.label) == (26.08, 119.29, "东街口")


@pytest.mark.parametrize("kind", ["image", "video", "shortvideo", "link", "miniprogrampage"])
def test_pictures_videos_and_cards_are_recognised_as_carrying_no_words(kind: str) -> None:
    message = understood(platform.message(kind, "<MediaId>m</MediaId><MsgId>1</MsgId>"))

    assert isinstance(message, Media)
    assert message.words is None


def test_the_scene_of_a_scanned_code_is_the_same_whether_one_followed_before_or_not() -> None:
    new = understood(platform.event("subscribe", "<EventKey>qrscene_p350102001001</EventKey><Ticket>t</Ticket>"))
    known = understood(platform.event("SCAN", "<EventKey>p350102001001</EventKey><Ticket>t</Ticket>"))

    assert isinstance(new, Event)
    assert isinstance(known, Event)
    assert new.scene == known.scene == "p350102001001"


def test_following_without_a_code_has_no_scene() -> None:
    message = understood(platform.event("subscribe"))

    assert isinstance(message, Event)
    assert message.scene == ""


@pytest.mark.parametrize("name", ["SUBSCRIBE", "click", "CLICK", "Scan"])
def test_the_case_of_an_events_name_does_not_matter(name: str) -> None:
    assert understood(platform.event(name, "<EventKey>x</EventKey>")).kind == name.lower()


ENDED = (
    "TEMPLATESENDJOBFINISH", "MASSSENDJOBFINISH", "PUBLISHJOBFINISH", "subscribe_msg_sent_event", "user_info_modified",
    "kf_create_session", "qualification_verify_success", "annual_renew", "verify_expired",
)  # fmt: skip


@pytest.mark.parametrize("name", ENDED)
def test_what_the_platform_reports_is_not_taken_for_a_resident(name: str) -> None:
    message = understood(platform.event(name, "<MsgID>1</MsgID><Status>success</Status>"))

    assert isinstance(message, JobEnded)
    assert not message.is_from_resident


def test_elements_that_repeat_are_lists_even_when_there_is_one() -> None:
    a, b = ("<List><TemplateId>a</TemplateId></List>", "<List><TemplateId>b</TemplateId></List>")

    for lists, count in ((a, 1), (a + b, 2)):
        message = understood(
            platform.event("subscribe_msg_popup_event", f"<SubscribeMsgPopupEvent>{lists}</SubscribeMsgPopupEvent>")
        )
        assert isinstance(message, Event)
        assert len(message.details["SubscribeMsgPopupEvent"]["List"]) == count


def test_an_unknown_kind_is_unknown_and_an_unknown_event_is_an_event() -> None:
    assert isinstance(understood(platform.message("hologram", "<Blob>x</Blob><MsgId>1</MsgId>")), Unknown)
    assert isinstance(understood(platform.event("brand_new_event_2027", "<Foo><Bar>1</Bar></Foo>")), Event)


def test_a_repeat_has_the_same_key_and_nothing_else_has() -> None:
    first, repeat = platform.text("一样的话", number=1), platform.text("一样的话", number=1)
    another, somebody = platform.text("一样的话", number=2), platform.text("一样的话", number=1, sender="oSomebodyElse")

    keys = [understood(delivery).key for delivery in (first, repeat, another, somebody)]

    assert keys[0] == keys[1]
    assert len(set(keys)) == 3


def test_two_events_of_one_second_are_two() -> None:
    press, other = (
        platform.event("CLICK", "<EventKey>HELP</EventKey>"),
        platform.event("CLICK", "<EventKey>PERSON</EventKey>"),
    )
    ends = [platform.event("TEMPLATESENDJOBFINISH", f"<MsgID>{n}</MsgID><Status>success</Status>") for n in (1, 2)]

    gone = [platform.event("user_authorization_revoke", f"<OpenID>{who}</OpenID>") for who in ("oA", "oB")]

    assert len({understood(delivery).key for delivery in (press, other, *ends, *gone)}) == 6


def test_a_key_does_not_tell_who_wrote() -> None:
    assert GRANDMOTHER not in understood(platform.text("低保怎么办")).key


BROKEN = {
    "no sender": "<xml><ToUserName>x</ToUserName><CreateTime>1</CreateTime><MsgType>text</MsgType></xml>",
    "no type": "<xml><FromUserName>x</FromUserName><CreateTime>1</CreateTime></xml>",
    "an empty type": "<xml><FromUserName>x</FromUserName><CreateTime>1</CreateTime><MsgType> </MsgType></xml>",
    "no time": "<xml><FromUserName>x</FromUserName><MsgType>text</MsgType></xml>",
    "a time in words": "<xml><FromUserName>x</FromUserName><CreateTime>noon</CreateTime><MsgType>text</MsgType></xml>",
    "two senders": "<xml><FromUserName>x</FromUserName><FromUserName>y</FromUserName></xml>",
    "two contents": platform.message("text", "<Content>a</Content><Content>b</Content><MsgId>1</MsgId>"),
    "an endless sender": platform.text("x", sender="o" * 65),
    "an event without a name": platform.message("event", ""),
    "a location without a place": platform.message("location", "<Location_X>x</Location_X><MsgId>1</MsgId>"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_broken_is_refused(what: str) -> None:
    with pytest.raises(Malformed):
        understood(BROKEN[what])


@given(
    st.dictionaries(
        st.sampled_from(["FromUserName", "CreateTime", "MsgType", "Content", "MsgId", "Event", "EventKey", "List"]),
        st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=["Cc", "Cs"])),
    )
)
def test_whatever_the_elements_hold_the_message_is_understood_or_refused(elements: dict[str, str]) -> None:
    inner = "".join(f"<{name}><![CDATA[{value.replace(']]>', '')}]]></{name}>" for name, value in elements.items())

    try:
        understood(f"<xml>{inner}</xml>")
    except Malformed as refused:
        assert refused.status == 400
