"""What is asked is understood in every spelling that can mean only one thing, and refused in words otherwise."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.api.asking import cursor_of, moment, read_parameters
from bot.api.problems import NotFound, Refusal
from tests.bot.api.conftest import ShopQuery
from tests.conftest import NOON

MOMENTS = st.integers(0, 7_000_000_000_000_000).map(
    lambda us: datetime(1971, 1, 1, tzinfo=UTC) + timedelta(microseconds=us)
)
CODES = st.from_regex(r"[A-Z]{2,4}-[0-9]{3,4}", fullmatch=True)


def read(**query: str) -> ShopQuery:
    return read_parameters(ShopQuery, {"code": "1"}, {name: [value] for name, value in query.items()})


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23T12:00:00+08:00",
        "2026-11-23T12:00:00 08:00",
        "2026-11-23t04:00:00z",
        "2026-11-23T04:00:00.000Z",
        "2026-11-23T04:00:00.0000000001Z",
    ],
)
def test_a_moment_may_be_written_in_any_zone_its_plus_sign_lost_on_the_way(text: str) -> None:
    assert moment(text) == NOON


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23",
        "2026-11-23T12:00:00",
        "1795406400",
        "昨天",
        "",
        "2026-13-01T00:00:00Z",
        "2026-11-23T25:00:00Z",
        "２０２６-11-23T04:00:00Z",
        "2026-11-23T04:00:00Z\n",
    ],
)
def test_a_moment_without_its_zone_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Refusal, match=r"要写时区，如 2026-11-23T00:00:00\+08:00") as refused:
        read(updated_since=text)

    assert (refused.value.status, refused.value.parameter) == (400, "updated_since")


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2016-12-31T23:59:60Z"])
def test_moments_at_the_edges_of_time_are_understood(text: str) -> None:
    assert moment(text).tzinfo is UTC


@given(MOMENTS, st.integers(-14 * 60, 14 * 60))
def test_a_moment_means_the_same_in_every_zone(instant: datetime, minutes: int) -> None:
    elsewhere = instant.astimezone(timezone(timedelta(minutes=minutes)))

    assert moment(elsewhere.isoformat()) == instant


@given(MOMENTS, CODES)
def test_a_cursor_says_exactly_where_a_page_ended(instant: datetime, code: str) -> None:
    assert read(cursor=cursor_of(instant, code)).cursor == (instant, code)


@pytest.mark.parametrize("cursor", ["SJ-006", "1.", "1.SJ 006", "-1.SJ-006", "1.SJ-006\n", "99999999999999999.A"])
def test_a_cursor_that_was_made_up_is_refused(cursor: str) -> None:
    with pytest.raises(Refusal, match="照抄上一页 next 里的"):
        read(cursor=cursor)


@pytest.mark.parametrize("size", ["0", "201", "-1", "1.0", "1_0", " 1", "１", "many", "", "99999999999999999999"])
def test_a_size_out_of_bounds_is_refused_with_its_bounds(size: str) -> None:
    with pytest.raises(Refusal, match="1 到 200 的整数"):
        read(size=size)


def test_a_mistyped_parameter_is_named_together_with_those_there_are() -> None:
    with pytest.raises(Refusal, match="没有参数「update_since」。可以用的参数：updated_since、size、cursor。"):
        read(update_since="2026-11-23T00:00:00Z")


def test_a_parameter_given_twice_is_refused() -> None:
    with pytest.raises(Refusal, match="size 出现了 2 次"):
        read_parameters(ShopQuery, {"code": "1"}, {"size": ["1", "2"]})


def test_what_stands_in_the_path_cannot_be_asked_again_in_the_query() -> None:
    with pytest.raises(Refusal, match="没有参数「code」"):
        read(code="2")


def test_a_path_that_cannot_be_is_not_found() -> None:
    with pytest.raises(NotFound):
        read_parameters(ShopQuery, {"code": "12345"}, {})


def test_a_long_value_is_not_thrown_back_whole() -> None:
    with pytest.raises(Refusal) as refused:
        read(size="9" * 5000)

    assert len(refused.value.detail) < 200


def test_a_missing_parameter_is_named() -> None:
    with pytest.raises(Refusal, match="缺少参数 code。店的编号。"):
        read_parameters(ShopQuery, {}, {})
