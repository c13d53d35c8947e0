"""Each method asks for what the platform documents, and refuses here what it would refuse."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wechat import PermanentError, Upload, WeChat
from bot.wechat.drafts import Article
from bot.wechat.errors import refusal
from bot.wechat.mass import MassJob, mass_article, mass_text
from bot.wechat.messages import Choice, Link
from tests.bot.wechat.stand_in import RememberingWeChat

OPENID = "oAbcdefghijklmnopqrstuvwxyz0"


def test_a_menu_message_offers_lines_to_tap() -> None:
    wechat = RememberingWeChat()

    wechat.send_menu_message(
        OPENID, "您想问哪一项？", [Choice("SJ-001", "低保"), Choice("SJ-002", "特困")], "点一下即可"
    )

    assert wechat.last.body == {
        "touser": OPENID,
        "msgtype": "msgmenu",
        "msgmenu": {
            "head_content": "您想问哪一项？",
            "list": [{"id": "SJ-001", "content": "低保"}, {"id": "SJ-002", "content": "特困"}],
            "tail_content": "点一下即可",
        },
    }


def test_a_link_is_sent_as_the_one_article_allowed() -> None:
    wechat = RememberingWeChat()

    wechat.send_link(OPENID, Link("公开目录", "全部事项", "https://example.cn/"))

    assert wechat.last.body is not None
    assert len(wechat.last.body["news"]["articles"]) == 1


def test_template_values_are_shortened_before_they_are_sent() -> None:
    wechat = RememberingWeChat({"errcode": 0, "msgid": 3147483650123456789})

    msgid = wechat.send_template(OPENID, "T1", {"thing1": "停水🚰\n" + "很长" * 20}, client_msg_id="n7-a3")

    assert wechat.last.body is not None
    assert wechat.last.body["data"]["thing1"]["value"] == "停水 " + "很长" * 8 + "…"
    assert wechat.last.body["client_msg_id"] == "n7-a3"
    assert msgid == "3147483650123456789"


def test_a_mass_message_names_its_tag_by_tag_id() -> None:
    wechat = RememberingWeChat({"errcode": 0, "msg_id": 3147483650, "msg_data_id": 206227730})

    job = wechat.send_to_tag(100, mass_article("M1"), client_id="notice-7")

    assert wechat.last.path == "/cgi-bin/message/mass/sendall"
    assert wechat.last.body == {
        "filter": {"is_to_all": False, "tag_id": 100},
        "msgtype": "mpnews",
        "mpnews": {"media_id": "M1"},
        "send_ignore_reprint": 0,
        "clientmsgid": "notice-7",
    }
    assert job == MassJob(3147483650, 206227730)


def test_asking_twice_for_the_same_mass_message_gives_the_first_ones_job() -> None:
    wechat = RememberingWeChat(refusal(45065, "clientmsgid exist", 3147483650))

    job = wechat.send_to_tag(100, mass_text("停水"), client_id="notice-7")

    assert job == MassJob(3147483650, repeated=True)


@pytest.mark.parametrize("people", [0, 1, 10_001])
def test_a_list_outside_two_to_ten_thousand_is_refused_before_it_is_sent(people: int) -> None:
    wechat = RememberingWeChat()

    with pytest.raises(PermanentError, match=f"现为 {people} 人"):
        wechat.send_to_list([OPENID] * people, mass_text("停水"), client_id="notice-7")

    assert not wechat.calls


@pytest.mark.parametrize("people", [2, 10_000])
def test_a_list_of_two_to_ten_thousand_goes_out(people: int) -> None:
    wechat = RememberingWeChat({"msg_id": 1})

    wechat.send_to_list([OPENID] * people, mass_text("停水"), client_id="notice-7")

    assert wechat.last.body is not None
    assert len(wechat.last.body["touser"]) == people


@pytest.mark.parametrize("client_id", ["", "x" * 33, "通知七"])
def test_a_client_id_the_platform_would_refuse_is_refused_here(client_id: str) -> None:
    wechat = RememberingWeChat()

    with pytest.raises(PermanentError, match="clientmsgid"):
        wechat.send_to_everyone(mass_text("停水"), client_id=client_id)

    assert not wechat.calls


def test_a_preview_goes_to_one_person_without_what_only_sending_knows() -> None:
    wechat = RememberingWeChat()

    wechat.preview_mass(OPENID, mass_article("M1"))

    assert wechat.last.body == {"touser": OPENID, "msgtype": "mpnews", "mpnews": {"media_id": "M1"}}


@given(st.integers(min_value=0, max_value=160))
def test_followers_are_tagged_fifty_at_a_time_and_nobody_is_left_out(people: int) -> None:
    wechat, openids = RememberingWeChat(), [f"o{number}" for number in range(people)]

    wechat.tag_followers(100, openids)

    batches = [call.body["openid_list"] for call in wechat.calls if call.body]
    assert [openid for batch in batches for openid in batch] == openids
    assert all(0 < len(batch) <= 50 for batch in batches)


def test_followers_are_asked_about_a_hundred_at_a_time() -> None:
    row = {"openid": "o1", "subscribe": 1, "subscribe_time": 1700000000, "tagid_list": [100], "qr_scene_str": "dongjie"}
    wechat = RememberingWeChat({"user_info_list": [row]}, {"user_info_list": [{"openid": "o2", "subscribe": 0}]})

    first, second = wechat.followers([f"o{number}" for number in range(101)])

    assert [len(call.body["user_list"]) for call in wechat.calls if call.body] == [100, 1]
    assert (first.subscribed_at, first.tag_ids, first.qr_scene) == (
        datetime.fromtimestamp(1700000000, UTC),
        (100,),
        "dongjie",
    )
    assert not second.subscribed


def test_paging_ends_at_the_empty_page_although_the_last_one_names_a_next() -> None:
    wechat = RememberingWeChat(
        {"total": 3, "count": 2, "data": {"openid": ["o1", "o2"]}, "next_openid": "o2"},
        {"total": 3, "count": 1, "data": {"openid": ["o3"]}, "next_openid": "o3"},
        {"total": 3, "count": 0, "next_openid": ""},
    )

    assert list(wechat.follower_pages()) == [["o1", "o2"], ["o3"]]
    assert [dict(call.params) for call in wechat.calls] == [{}, {"next_openid": "o2"}, {"next_openid": "o3"}]


def test_paging_ends_when_the_platform_names_the_same_follower_again() -> None:
    page = {"count": 1, "data": {"openid": ["o1"]}, "next_openid": "o1"}
    wechat = RememberingWeChat(page, page, page)

    assert list(wechat.followers_with(100)) == [["o1"], ["o1"]]


@pytest.mark.parametrize("name", ["", "鼓东街道开元社区居民", "x" * 31], ids=["empty", "30 bytes", "31 bytes"])
def test_a_tags_name_is_at_most_thirty_bytes(name: str) -> None:
    wechat = RememberingWeChat({"tag": {"id": 100, "name": name}})

    if 0 < len(name.encode()) <= 30:
        assert wechat.create_tag(name).id == 100
    else:
        with pytest.raises(PermanentError, match="30 字节"):
            wechat.create_tag(name)


def test_a_codes_picture_is_found_by_its_ticket() -> None:
    wechat = RememberingWeChat({"ticket": "gQ+/=", "expire_seconds": 60, "url": "http://weixin.qq.com/q/1"})

    code = wechat.temporary_qrcode("dongjie", timedelta(seconds=60))

    assert code.picture_url == "https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket=gQ%2B%2F%3D"
    assert wechat.last.body == {
        "action_name": "QR_STR_SCENE",
        "action_info": {"scene": {"scene_str": "dongjie"}},
        "expire_seconds": 60,
    }


@pytest.mark.parametrize(
    "make",
    [
        lambda wechat: wechat.temporary_qrcode("x", timedelta(days=31)),
        lambda wechat: wechat.temporary_qrcode(""),
        lambda wechat: wechat.permanent_qrcode("x" * 65),
        lambda wechat: wechat.permanent_qrcode(100_001),
        lambda wechat: wechat.permanent_qrcode(0),
    ],
)
def test_an_impossible_code_is_refused_before_it_is_asked_for(make: Callable[[WeChat], object]) -> None:
    wechat = RememberingWeChat()

    with pytest.raises(PermanentError, match="二维码"):
        make(wechat)

    assert not wechat.calls


def test_adding_takes_a_list_of_articles_and_updating_takes_one() -> None:
    wechat, article = RememberingWeChat({"media_id": "M1"}), Article("停水", "<p>明早</p>", cover="C1")

    media_id = wechat.add_draft([article])
    wechat.update_draft(media_id, article)

    added, updated = (call.body or {} for call in wechat.calls)
    assert added["articles"] == [article.as_json()]
    assert updated == {"media_id": "M1", "index": 0, "articles": article.as_json()}


def test_drafts_are_counted_with_a_get() -> None:
    wechat = RememberingWeChat({"total_count": 3})

    assert wechat.draft_count() == 3
    assert wechat.last.method == "GET"


@pytest.mark.parametrize("publish_id", [100000001, "100000001"])
def test_a_publish_id_is_text_whatever_the_platform_sends(publish_id: object) -> None:
    assert RememberingWeChat({"publish_id": publish_id}).publish("M1") == "100000001"


def test_only_a_video_carries_a_description() -> None:
    wechat, file = RememberingWeChat({"media_id": "M1"}, {"media_id": "M2"}), Upload("a.mp4", b"x", "video/mp4")

    wechat.add_material("video", file, title="停水", introduction="说明")
    wechat.add_material("image", file)

    assert "停水".encode() in (wechat.calls[0].encode()[0] or b"")
    assert b"description" not in (wechat.calls[1].encode()[0] or b"")


def test_an_account_without_a_menu_has_none() -> None:
    assert RememberingWeChat(refusal(46003)).menu() is None
