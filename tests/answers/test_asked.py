"""Questions are kept without anybody's numbers, found again by those who answer them, and counted in the end."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from answers import asked
from answers.asked import KEPT_FOR, badly_rated, fold, of_question, unanswered
from answers.asked_models import AskedCount, AskedQuestion, Rating
from answers.decision import Candidate, Decision
from bot import followers
from bot.db import Sessions
from tests.conftest import NOON

FOUND = Decision("answer", (Candidate("SJ-006", 0.9),), "materials", "clear")
UNKNOWN = Decision("none", (Candidate("SJ-006", 0.1),), None, "weak")
LONG_AGO = NOON - timedelta(days=365)


def ask(sessions: Sessions, text: str, decision: Decision = UNKNOWN, *, who: str = "oA", at: datetime = NOON) -> int:
    with sessions.connect() as connection:
        follower = followers.meet(connection, who, now=at)
        return asked.note(connection, text, decision, follower_id=follower.id, now=at)


def rate(sessions: Sessions, identity: int, rating: Rating) -> None:
    with sessions.connect() as connection:
        asked.rate(connection, identity, rating, now=NOON)


def test_a_question_is_kept_with_its_decision_and_without_numbers(sessions: Sessions) -> None:
    identity = ask(sessions, " 我13812345678，低保带什么 ", FOUND)

    with sessions.read() as session:
        kept = session.get_one(AskedQuestion, identity)
        assert kept.text == "我〔手机号〕，低保带什么"
        assert (kept.kind, kept.code, kept.element, kept.reason) == ("answer", "SJ-006", "materials", "clear")
        assert kept.asked_at == NOON


def test_unanswered_questions_come_by_how_many_asked(sessions: Sessions) -> None:
    ask(sessions, "狗证怎么办", who="oA")
    for who in ("oA", "oA", "oB", "oC"):
        newest = ask(sessions, "外星人归谁管", who=who, at=NOON + timedelta(minutes=1))
    ask(sessions, "低保怎么办", FOUND)

    with sessions.read() as session:
        found = unanswered(session, LONG_AGO)

    assert [(one.text, one.askers) for one in found] == [("外星人归谁管", 3), ("狗证怎么办", 1)]
    assert found[0].id == newest
    assert found[0].asked_at == NOON + timedelta(minutes=1)


@pytest.mark.parametrize("reason", sorted(asked.NOT_OURS))
def test_what_no_catalog_could_answer_is_not_unanswered(sqlite: Sessions, reason: str) -> None:
    ask(sqlite, "讲个笑话", Decision("none", reason=reason))

    with sqlite.read() as session:
        assert unanswered(session, LONG_AGO) == []


def test_only_what_was_asked_since_then_counts(sessions: Sessions) -> None:
    ask(sessions, "外星人归谁管", at=NOON - timedelta(days=2))

    with sessions.read() as session:
        assert unanswered(session, NOON - timedelta(days=1)) == []


def test_badly_rated_answers_are_found_and_well_rated_are_not(sessions: Sessions) -> None:
    rate(sessions, ask(sessions, "低保怎么办", FOUND), Rating.DID_NOT_HELP)
    rate(sessions, ask(sessions, "公租房怎么申请", FOUND), Rating.HELPED)

    with sessions.read() as session:
        assert [one.text for one in badly_rated(session, LONG_AGO)] == ["低保怎么办"]


def test_everyone_who_asked_can_be_told(sessions: Sessions) -> None:
    ask(sessions, "外星人归谁管", who="oA")
    identity = ask(sessions, "外星人归谁管", who="oB")
    ask(sessions, "火星人归谁管", who="oC")

    with sessions.read() as session:
        askers = [session.get_one(followers.FollowerRow, one.follower_id) for one in of_question(session, identity)]
        assert [asker.openid for asker in askers] == ["oB", "oA"]


def test_questions_go_with_who_asked_them(sessions: Sessions) -> None:
    ask(sessions, "外星人归谁管", who="oA")
    ask(sessions, "外星人归谁管", who="oB")

    with sessions.connect() as connection:
        followers.forget(connection, "oA")

    with sessions.read() as session:
        assert [one.askers for one in unanswered(session, LONG_AGO)] == [1]


def test_rating_what_is_no_longer_there_changes_nothing(sessions: Sessions) -> None:
    identity = ask(sessions, "低保怎么办", FOUND)

    rate(sessions, identity + 1, Rating.DID_NOT_HELP)

    with sessions.read() as session:
        assert badly_rated(session, LONG_AGO) == []


def test_after_their_time_only_counts_stay_by_the_day_in_fuzhou(sessions: Sessions) -> None:
    night = datetime(2026, 5, 1, 16, 30, tzinfo=UTC)  # past midnight in Fuzhou: the second of May
    for decision, at in ((FOUND, night), (FOUND, night), (UNKNOWN, night), (Decision("none"), night)):
        ask(sessions, "低保怎么办", decision, at=at)
    ask(sessions, "低保怎么办", FOUND, at=NOON)

    with sessions.begin() as session:
        assert fold(session, before=NOON - KEPT_FOR) == 4
        assert fold(session, before=NOON - KEPT_FOR) == 0

    with sessions.read() as session:
        rows = session.execute(select(AskedCount.day, AskedCount.kind, AskedCount.code, AskedCount.count)).all()
        left = session.scalars(select(AskedQuestion.asked_at)).all()
    day = date(2026, 5, 2)
    assert set(rows) == {(day, "answer", "SJ-006", 2), (day, "none", "SJ-006", 1), (day, "none", "", 1)}
    assert left == [NOON]


def test_a_day_is_never_folded_in_halves(sessions: Sessions) -> None:
    ask(sessions, "低保怎么办", FOUND, at=NOON - KEPT_FOR - timedelta(hours=1))

    with sessions.begin() as session:
        assert fold(session, before=NOON - KEPT_FOR) == 0
        assert fold(session, before=NOON - KEPT_FOR + timedelta(days=1)) == 1
