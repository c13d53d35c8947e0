"""A call goes out as the platform wants it, and whatever comes back is either an answer or one of our errors."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wechat import Call, ConfigurationError, LaterError, Outcome, TokenError, Upload, WeChatError
from bot.wechat.calls import number_of, read_answer, text_of


def test_chinese_goes_out_as_itself_and_not_as_escapes() -> None:
    body, content_type = Call("/x", {"name": "问事项"}).encode()

    assert body == '{"name": "问事项"}'.encode()
    assert content_type == "application/json; charset=utf-8"


@given(st.text())
def test_any_text_can_be_sent_even_one_that_is_no_text(text: str) -> None:
    body, _ = Call("/x", {"content": text}).encode()

    assert body is not None
    assert json.loads(body.decode())["content"] == text.encode("utf-8", "replace").decode()


def test_a_call_without_body_is_a_get() -> None:
    assert Call("/x").method == "GET"
    assert Call("/x", {}).method == "POST"


def test_a_file_is_sent_whole_each_time_it_is_encoded() -> None:
    call = Call("/x", upload=Upload("停水通知.png", b"\x89PNG" * 1000, "image/png"))

    first, second = call.encode(), call.encode()

    for body, content_type in (first, second):
        assert body is not None
        assert b"\x89PNG" * 1000 in body
        assert b'name="media"; filename="file.png"' in body
        assert content_type.startswith("multipart/form-data; boundary=")


@pytest.mark.parametrize(
    "content",
    [b'{"a": 1}', b'{"a": 1, "errcode": 0}', b'{"a": 1, "errcode": "0"}', b'\xef\xbb\xbf{"a": 1}', b' {"a": 1}\n'],
    ids=["no errcode", "zero", "zero as text", "byte order mark", "white space"],
)
def test_success_is_recognised_in_all_its_shapes(content: bytes) -> None:
    assert read_answer(200, content)["a"] == 1


def test_an_error_is_recognised_though_its_number_is_text() -> None:
    with pytest.raises(TokenError, match="42001"):
        read_answer(200, b'{"errcode": "42001", "errmsg": "access_token expired rid: 65a1-1"}')


@pytest.mark.parametrize(
    "content",
    [b"", b"  ", b"<html>busy</html>", b'{"errcode": 0, "msg', b"[]", b"null", b'"ok"', b'{"errcode": []}', b"["],
)
def test_what_cannot_be_read_leaves_the_outcome_unknown(content: bytes) -> None:
    with pytest.raises(LaterError) as caught:
        read_answer(200, content)

    assert caught.value.outcome is Outcome.UNKNOWN


def test_an_answer_in_another_charset_still_tells_its_number() -> None:
    with pytest.raises(WeChatError, match="45015"):
        read_answer(200, '{"errcode": 45015, "errmsg": "超时"}'.encode("gb18030"))


@pytest.mark.parametrize("status", [301, 302, 404])
def test_an_address_that_is_not_the_platforms_is_a_matter_of_configuration(status: int) -> None:
    with pytest.raises(ConfigurationError, match="WECHAT_API_BASE_URL"):
        read_answer(status, b"")


@pytest.mark.parametrize("status", [500, 502, 504, 429, 413])
def test_a_failing_server_may_have_done_it_or_not(status: int) -> None:
    with pytest.raises(LaterError) as caught:
        read_answer(status, b"<html>")

    assert caught.value.outcome is Outcome.UNKNOWN


@given(st.integers(min_value=200, max_value=599), st.binary(max_size=60))
def test_nothing_the_platform_can_say_is_anything_but_an_answer_or_our_error(status: int, content: bytes) -> None:
    try:
        answer = read_answer(status, content)
    except WeChatError:
        return
    assert isinstance(answer, dict)


def test_ids_come_as_numbers_or_as_text_and_mean_the_same() -> None:
    assert text_of({"publish_id": 100}, "publish_id") == text_of({"publish_id": "100"}, "publish_id") == "100"
    assert number_of({"msg_id": "3147483650"}, "msg_id") == 3147483650


@pytest.mark.parametrize("answer", [{}, {"msg_id": None}, {"msg_id": "x"}, {"msg_id": {}}])
def test_a_missing_value_is_an_unreadable_answer_not_a_crash(answer: dict[str, object]) -> None:
    with pytest.raises(LaterError, match="msg_id"):
        number_of(answer, "msg_id")
