"""The live client against the sandbox: what residents see, and how calls end when the platform misbehaves."""

import logging
from collections.abc import Callable

import pytest

from bot.db import Sessions
from bot.settings import Settings
from bot.time import Clock
from bot.wechat import (
    ConfigurationError,
    LaterError,
    LiveWeChat,
    Outcome,
    PermanentError,
    Scope,
    TokenError,
    Upload,
    live_wechat,
)
from bot.wechat.drafts import Article
from bot.wechat.mass import mass_text
from bot.wechat.messages import Choice
from bot.wechat.transport import Timeouts
from sandbox.driver import Platform
from tests.bot.wechat.stand_in import http, raw_server

TOKEN = "/cgi-bin/stable_token"
SEND = "/cgi-bin/message/custom/send"
COVER = Upload("封面.jpg", b"\xff\xd8\xff" + b"x" * 5000, "image/jpeg")


def someone_who_wrote(platform: Platform, who: int = 0) -> str:
    resident = platform.user(who)
    resident.say("在吗")
    return resident.openid


def texts(platform: Platform, who: int = 0) -> list[str]:
    return [entry["text"] for entry in platform.inbox(who) if entry["side"] == "account"]


def test_a_resident_who_wrote_reads_the_answer(platform: Platform, wechat: LiveWeChat) -> None:
    openid = someone_who_wrote(platform)

    wechat.send_text(openid, "低保：《城市居民最低生活保障条例》")
    wechat.send_menu_message(openid, "还想问？", [Choice("SJ-002", "特困供养")])

    assert texts(platform)[0] == "低保：《城市居民最低生活保障条例》"
    assert "特困供养" in texts(platform)[1]


def test_all_calls_share_one_token(platform: Platform, wechat: LiveWeChat) -> None:
    for _ in range(5):
        wechat.tags()

    assert len(platform.calls(TOKEN)) == 1


def test_somebody_who_never_wrote_is_a_matter_of_that_recipient(platform: Platform, wechat: LiveWeChat) -> None:
    platform.advance(days=3)
    with pytest.raises(PermanentError) as caught:
        wechat.send_text(platform.user(0).openid, "您好")

    assert (caught.value.errcode, caught.value.scope) == (45015, Scope.RECIPIENT)


def test_a_token_rejected_once_is_replaced_and_the_message_arrives_once(platform: Platform, wechat: LiveWeChat) -> None:
    openid = someone_who_wrote(platform)
    platform.faults({"kind": "40001_once", "path": SEND})

    wechat.send_text(openid, "已收到")

    assert texts(platform) == ["已收到"]
    assert len(platform.calls(TOKEN)) == 2


def test_a_token_rejected_for_ever_costs_two_fetches_and_one_alarm(
    platform: Platform, wechat: LiveWeChat, caplog: pytest.LogCaptureFixture
) -> None:
    platform.faults({"kind": "40001_forever"})

    for _ in range(10):
        with pytest.raises(TokenError):
            wechat.tags()

    assert len(platform.calls(TOKEN)) == 2
    assert len(platform.calls("/cgi-bin/tags/get")) == 2
    assert [record.levelno for record in caplog.records].count(logging.ERROR) == 1


def test_a_wrong_secret_is_asked_once_and_then_left_alone(
    platform: Platform, sqlite: Sessions, settings_for: Callable[..., Settings]
) -> None:
    wechat = live_wechat(settings_for(platform, wechat_app_secret="x" * 32), sqlite, Clock())

    for _ in range(3):
        with pytest.raises(ConfigurationError, match="AppSecret"):
            wechat.tags()

    assert len(platform.calls(TOKEN)) == 1


@pytest.mark.parametrize(
    ("kind", "done"),
    [("empty_200", False), ("html_200", False), ("http_502", False), ("reset", False), ("truncated_json", True)],
)
def test_a_message_without_an_answer_is_unknown_and_not_sent_again(
    platform: Platform, wechat: LiveWeChat, kind: str, *, done: bool
) -> None:
    openid = someone_who_wrote(platform)
    platform.faults({"kind": kind, "path": SEND})

    with pytest.raises(LaterError) as caught:
        wechat.send_text(openid, "停水通知")

    assert caught.value.outcome is Outcome.UNKNOWN
    assert len(platform.calls(SEND)) == 1
    assert texts(platform) == (["停水通知"] if done else [])


@pytest.mark.parametrize("kind", ["bom", "errcode_string", "wrong_charset"])
def test_an_oddly_written_answer_is_still_an_answer(platform: Platform, wechat: LiveWeChat, kind: str) -> None:
    platform.faults({"kind": kind, "path": "/cgi-bin/tags/*"})

    assert [tag.id for tag in wechat.tags()] == [2]


def test_a_platform_that_hangs_is_left_after_the_timeout(
    platform: Platform, sqlite: Sessions, settings_for: Callable[..., Settings]
) -> None:
    wechat = LiveWeChat(settings_for(platform), sqlite, Clock(), Timeouts(read=0.2))
    platform.faults({"kind": "hang", "path": "/cgi-bin/tags/*"})

    with pytest.raises(LaterError, match="超时"):
        wechat.tags()


def test_an_upload_repeated_with_a_fresh_token_carries_the_whole_file_again(sqlite: Sessions) -> None:
    token = b'{"access_token": "t", "expires_in": 7200}'
    answers = iter([token, b'{"errcode": 40001}', token, b'{"media_id": "M"}'])
    seen: list[bytes] = []
    with raw_server(lambda connection: connection.sendall(http(next(answers))), seen) as url:
        account = {"wechat_app_id": "wx1", "wechat_app_secret": "s", "secret_key": "k", "wechat_api_base_url": url}
        wechat = live_wechat(Settings(_env_file=None, **account), sqlite, Clock())  # type: ignore[arg-type, call-arg]

        media_id = wechat.upload_media("image", COVER)

    uploads = [request for request in seen if b"/cgi-bin/media/upload" in request]
    assert media_id == "M"
    assert [COVER.content in upload for upload in uploads] == [True, True]


def test_a_draft_lives_until_it_is_published(platform: Platform, wechat: LiveWeChat) -> None:
    article = Article("明日停水", "<p>明早九时起</p>", cover=wechat.add_material("thumb", COVER))
    media_id = wechat.add_draft([article])
    wechat.update_draft(media_id, Article("后日停水", "<p>改期</p>", cover=article.cover))

    before, publish_id = wechat.draft(media_id)[0]["title"], wechat.publish(media_id)
    platform.advance(120)

    assert before == "后日停水"
    assert wechat.publication(publish_id).status == 0
    assert wechat.draft_count() == 0


def test_chinese_in_a_menu_arrives_as_chinese(platform: Platform, wechat: LiveWeChat) -> None:
    wechat.create_menu({"button": [{"type": "click", "name": "问事项", "key": "ASK_GUIDE"}]})

    menu = wechat.menu()
    assert menu is not None
    assert menu["button"][0]["name"] == "问事项"
    wechat.delete_menu()
    assert wechat.menu() is None


def test_a_mass_message_asked_for_twice_is_one_job(platform: Platform, wechat: LiveWeChat) -> None:
    tag = wechat.create_tag("鼓东街道")
    wechat.tag_followers(tag.id, [user["openid"] for user in platform.users() if user["subscribed"]])

    first = wechat.send_to_tag(tag.id, mass_text("停水"), client_id="notice-7")
    platform.advance(120)
    second = wechat.send_to_tag(tag.id, mass_text("停水"), client_id="notice-7")

    assert (first.repeated, second.repeated) == (False, True)
    assert first.msg_id == second.msg_id
    assert texts(platform) == ["停水"]


@pytest.mark.parametrize("people", [0, 1, 49, 50, 51, 101])
def test_a_tag_reaches_everyone_it_was_given_to(
    sqlite: Sessions, settings_for: Callable[..., Settings], people: int
) -> None:
    with Platform(followers=people) as platform:
        wechat = live_wechat(settings_for(platform), sqlite, Clock())
        openids = [openid for page in wechat.follower_pages() for openid in page]
        tag = wechat.create_tag("全体")

        wechat.tag_followers(tag.id, openids)

        assert len(openids) == people
        tagged = [openid for page in wechat.followers_with(tag.id) for openid in page]
        assert sorted(tagged) == sorted(openids)


@pytest.mark.parametrize("people", [9_999, 10_000, 10_001, 20_000])
def test_all_followers_are_found_whatever_their_number(
    sqlite: Sessions, settings_for: Callable[..., Settings], people: int
) -> None:
    with Platform(followers=people) as platform:
        wechat = live_wechat(settings_for(platform), sqlite, Clock())

        openids = [openid for page in wechat.follower_pages() for openid in page]

    assert len(set(openids)) == len(openids) == people


def test_a_template_message_is_read_whole(platform: Platform, wechat: LiveWeChat) -> None:
    template_id = next(one["template_id"] for one in platform.account.templates if one["kind"] == "template")
    values = {"thing1": "停水🚰\n通知", "thing2": "开元社区", "time3": "2026年11月23日 09:00", "thing4": "检修管道" * 9}

    wechat.send_template(platform.user(0).openid, template_id, values)

    platform.advance(10)
    fields = [field["value"] for entry in platform.inbox(0) for field in entry.get("fields", [])]
    assert fields == ["停水 通知", "开元社区", "2026年11月23日 09:00", "检修管道" * 4 + "检修管…"]


def test_a_notice_nobody_asked_for_is_refused_for_that_person(platform: Platform, wechat: LiveWeChat) -> None:
    template_id = next(one["template_id"] for one in platform.account.templates if one["kind"] == "subscribe")
    values = {"thing1": "停水", "thing2": "开元社区", "time3": "2026年11月23日 09:00", "thing4": "检修"}

    with pytest.raises(PermanentError) as caught:
        wechat.send_notice(platform.user(0).openid, template_id, values)

    assert (caught.value.errcode, caught.value.scope) == (43101, Scope.RECIPIENT)


def test_quotas_are_cleared_with_a_token_or_with_the_secret(platform: Platform, wechat: LiveWeChat) -> None:
    wechat.clear_quota()
    wechat.clear_quota_with_secret()

    assert [call["errcode"] for call in platform.calls("/cgi-bin/clear_quota/v2")] == [0]


def test_an_account_without_a_permission_is_told_so(sqlite: Sessions, settings_for: Callable[..., Settings]) -> None:
    with Platform(preset="personal_subscription", followers=1) as platform:
        wechat = live_wechat(settings_for(platform), sqlite, Clock())

        with pytest.raises(ConfigurationError, match="权限"):
            wechat.send_text(someone_who_wrote(platform), "您好")


def test_without_settings_the_first_call_names_what_is_missing(sqlite: Sessions) -> None:
    wechat = live_wechat(Settings(_env_file=None, wechat_app_id="wx1"), sqlite, Clock())  # type: ignore[call-arg]

    with pytest.raises(ConfigurationError, match="WECHAT_APP_SECRET、SECRET_KEY"):
        wechat.tags()


def test_no_secret_appears_in_the_log(platform: Platform, wechat: LiveWeChat, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    platform.faults({"kind": "reset", "path": "/cgi-bin/tags/*"})

    with pytest.raises(LaterError):
        wechat.tags()

    token = wechat.line.tokens.current().value
    assert platform.account.secret not in caplog.text
    assert token not in caplog.text
