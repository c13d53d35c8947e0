"""Questions are kept without anybody's numbers, with what their askers said of the answer, and counted in the end."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from answers import asked
from answers.asked import KEPT_FOR, fold
from answers.asked_models import AskedCount, AskedQuestion, Rating
from answers.decision import Candidate, Decision
from bot import followers
from bot.db import Sessions
from tests.conftest import NOON

FOUND = Decision("answer", (Candidate("SJ-006", 0.9),), "materials", "clear")
UNKNOWN = Decision("none", (Candidate("SJ-006", 0.1),), None, "weak")


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


def test_questions_go_with_who_asked_them(sessions: Sessions) -> None:
    ask(sessions, "外星人归谁管", who="oA")
    other = ask(sessions, "外星人归谁管", who="oB")

    with sessions.connect() as connection:
        followers.forget(connection, "oA")

    with sessions.read() as session:
        assert session.scalars(select(AskedQuestion.id)).all() == [other]


def test_what_an_asker_said_stays_with_that_asking(sessions: Sessions) -> None:
    ask(sessions, "低保怎么办", FOUND)
    identity = ask(sessions, "低保怎么办", FOUND)

    rate(sessions, identity, Rating.DID_NOT_HELP)

    with sessions.read() as session:
        rated = select(AskedQuestion.id).where(AskedQuestion.rating == Rating.DID_NOT_HELP)
        assert session.scalars(rated).all() == [identity]


def test_rating_what_is_no_longer_there_changes_nothing(sessions: Sessions) -> None:
    identity = ask(sessions, "低保怎么办", FOUND)

    rate(sessions, identity + 1, Rating.DID_NOT_HELP)

    with sessions.read() as session:
        assert session.scalars(select(AskedQuestion.rating)).all() == [None]


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
