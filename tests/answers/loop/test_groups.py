from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from answers.asked_models import AskedQuestion, Rating
from answers.loop import changes, groups
from answers.loop.changes import Owner
from answers.loop.groups import GroupClosed, Keeper, NoGroup, NoGuideYet, NothingChosen, NothingNew, NoWorker
from answers.loop.models import GroupState, QuestionGroup, Telling
from bot import followers
from bot.audit import latest
from bot.db import Session
from bot.queue import EmbeddedQueue
from bot.queue.models import QueuedJob
from bot.workers.roles import Role
from community_catalog.guides.text import Part
from community_catalog.guides.upkeep import edit
from tests.answers.loop.builders import ALLOWANCE, MINIMUM, NAMES, knowledge
from tests.answers.loop.conftest import DRAFTER, OTHER, Office
from tests.bot.workers.builders import a_worker
from tests.conftest import NOON

ITEM = Owner(ALLOWANCE, NAMES[ALLOWANCE])
OLD_AGE = ("姥姥年纪大了国家给钱吗", "姥姥年纪大了给钱吗", "姥姥年纪大国家给钱")
OTHER_THING = "家里没有收入怎么活"


def ask(
    session: Session, text: str, openid: str = "o1", *, kind: str = "none", reason: str = "weak", hours_ago: int = 1
) -> AskedQuestion:
    follower = followers.meet(session.connection(), openid, now=NOON)
    at = NOON - timedelta(hours=hours_ago)
    asked = AskedQuestion(follower_id=follower.id, asked_at=at, text=text, kind=kind, reason=reason)
    session.add(asked)
    session.flush()
    return asked


def gather(session: Session) -> int:
    return groups.put(session, groups.sort_new(session, knowledge), now=NOON)


def texts(session: Session) -> list[list[str]]:
    session.expire_all()
    return [[question.text for question in groups.questions_of(group)] for group in groups.waiting(session)]


@pytest.fixture
def group_id(office: Office) -> Iterator[int]:
    """A group of one question two residents asked, one of them three days ago."""
    with office.sessions.begin() as session:
        ask(session, OLD_AGE[0], "o1")
        ask(session, OLD_AGE[0], "o2", hours_ago=72)
        gather(session)
        group_id = session.scalars(select(QuestionGroup.id)).one()
    yield group_id


def test_like_questions_share_a_group_and_others_do_not(office: Office) -> None:
    with office.sessions.begin() as session:
        for text in (*OLD_AGE, OTHER_THING):
            ask(session, text)

        assert gather(session) == 4

        assert sorted(map(len, texts(session))) == [1, 3]


def test_a_new_question_joins_the_group_that_waits(office: Office) -> None:
    with office.sessions.begin() as session:
        ask(session, OLD_AGE[0])
        gather(session)
        ask(session, OLD_AGE[1], "o2")

        gather(session)

        assert texts(session) == [[OLD_AGE[0], OLD_AGE[1]]]


def test_the_same_words_share_a_group_though_none_of_them_is_known(office: Office) -> None:
    with office.sessions.begin() as session:
        for openid in ("o1", "o2"):
            ask(session, "龘靐齉爩", openid)

        gather(session)

        assert texts(session) == [["龘靐齉爩"]]


def test_nothing_is_sorted_twice(office: Office) -> None:
    with office.sessions.begin() as session:
        ask(session, OLD_AGE[0])
        gather(session)

        assert gather(session) == 0


def test_two_who_sort_at_once_put_each_question_once(office: Office) -> None:
    with office.sessions.begin() as session:
        ask(session, OLD_AGE[0])
        places = groups.sort_new(session, knowledge)

        assert [groups.put(session, places, now=NOON) for _ in range(2)] == [1, 0]

        assert texts(session) == [[OLD_AGE[0]]]


def test_who_leaves_while_questions_are_sorted_is_passed_over(office: Office) -> None:
    with office.sessions.begin() as session:
        ask(session, OLD_AGE[0])
        places = groups.sort_new(session, knowledge)
        followers.forget(session.connection(), "o1")

        assert groups.put(session, places, now=NOON) == 0


def test_what_is_answered_or_nobodys_business_is_not_gathered(office: Office) -> None:
    with office.sessions.begin() as session:
        ask(session, "低保怎么办", kind="answer", reason="clear")
        ask(session, "哈哈哈", reason="chatter")
        ask(session, "股票涨了没有？", reason="near_missing")

        assert gather(session) == 0


def test_an_answer_that_did_not_help_is_gathered(office: Office) -> None:
    with office.sessions.begin() as session:
        ask(session, "低保怎么办", kind="answer", reason="clear").rating = Rating.DID_NOT_HELP

        assert gather(session) == 1


def test_a_group_belongs_to_the_disclosure_office_for_five_working_days(office: Office, group_id: int) -> None:
    with office.sessions.read() as session:
        group = groups.find(session, group_id)

        assert (group.owner_role, group.due_on) == (Role.DISCLOSURE_OFFICE, date(2026, 11, 30))


def given(session: Session, group_id: int, login: str) -> None:
    due_on = date(2026, 11, 24)
    keeper = Keeper(Role.CATALOG_ADMIN, None, login)
    groups.assign(session, group_id, keeper, due_on=due_on, by=OTHER, at=NOON)


def test_a_group_is_given_to_nobody_who_is_not_there_and_the_trail_tells_who_gave_it(
    office: Office, group_id: int
) -> None:
    with office.sessions.begin() as session:
        a_worker(session, "lin", "林强")
        with pytest.raises(NoWorker):
            given(session, group_id, "nobody" * 20)

        given(session, group_id, "lin")

        event = latest(session)[0]
        assert (event.actor, event.action, event.details["login"]) == (OTHER, "questions.assign", "lin")


def test_a_group_can_be_given_to_somebody_else(office: Office, group_id: int) -> None:
    with office.sessions.begin() as session:
        a_worker(session, "lin", "林强")
        given(session, group_id, "lin")

        group = groups.find(session, group_id)
        assert (group.owner_role, group.owner_login, group.due_on) == (Role.CATALOG_ADMIN, "lin", date(2026, 11, 24))
        assert groups.count_waiting(session, due_before=date(2026, 11, 25)) == 1
        assert groups.count_waiting(session, due_before=date(2026, 11, 24)) == 0


def test_a_question_says_how_many_asked_and_since_when(office: Office, group_id: int) -> None:
    with office.sessions.read() as session:
        group = groups.find(session, group_id)
        question = groups.questions_of(group)[0]

        assert (question.askers, groups.askers_of(group)) == (2, 2)
        assert question.first_at == NOON - timedelta(hours=72)
        assert question.last_at == NOON - timedelta(hours=1)


def test_a_group_whose_residents_left_is_gone(office: Office, group_id: int) -> None:
    with office.sessions.begin() as session:
        for openid in ("o1", "o2"):
            followers.forget(session.connection(), openid)
        session.expire_all()

        assert groups.waiting(session) == []
        with pytest.raises(NoGroup):
            groups.find(session, group_id)


def drafted(office: Office, group_id: int, owner: Owner = ITEM, advice: str | None = None) -> int:
    with office.sessions.begin() as session:
        asked = [question.asked_id for question in groups.questions_of(groups.find(session, group_id))]
        return groups.draft(session, group_id, asked, owner, by=DRAFTER, at=NOON, advice=advice).id


def test_chosen_questions_become_a_draft(office: Office, group_id: int) -> None:
    change_id = drafted(office, group_id)

    assert [(line.text, line.owner) for line in office.change(change_id).lines] == [(OLD_AGE[0], ALLOWANCE)]
    with office.sessions.read() as session:
        assert groups.find(session, group_id).state is GroupState.DRAFTED
        assert groups.count_waiting(session) == 0


def test_something_must_be_chosen_and_a_group_is_drafted_once(office: Office, group_id: int) -> None:
    with office.sessions.begin() as session, pytest.raises(NothingChosen):
        groups.draft(session, group_id, [], ITEM, by=DRAFTER, at=NOON)

    drafted(office, group_id)

    with pytest.raises(GroupClosed):
        drafted(office, group_id)


def test_taking_the_draft_back_opens_the_group_again(office: Office, group_id: int) -> None:
    change_id = drafted(office, group_id)

    with office.sessions.begin() as session:
        changes.take_back(session, change_id, by=DRAFTER, at=NOON)

        assert groups.find(session, group_id).state is GroupState.OPEN


def release(office: Office, change_id: int) -> None:
    office.check(change_id)
    office.accept_all(change_id)
    office.release(change_id)


def test_a_release_closes_the_group_and_tells_who_asked_within_two_days(office: Office, group_id: int) -> None:
    release(office, drafted(office, group_id))

    with office.sessions.read() as session:
        group = groups.find(session, group_id)
        assert (group.state, group.code, group.closed_by) == (GroupState.DONE, ALLOWANCE, OTHER)
        telling = session.scalars(select(Telling)).one()
        assert telling.follower.openid == "o1"
        assert [job.payload for job in session.scalars(select(QueuedJob).where(QueuedJob.job == groups.TELL))] == [
            {"telling_id": telling.id}
        ]


def test_what_is_not_ours_is_told_only_with_advice(office: Office, group_id: int) -> None:
    release(office, drafted(office, group_id, Owner("other_place", "")))

    with office.sessions.read() as session:
        assert groups.find(session, group_id).state is GroupState.NOT_OURS
        assert session.scalars(select(Telling)).all() == []


def test_advice_is_stored_and_told(office: Office, group_id: int) -> None:
    release(office, drafted(office, group_id, Owner("other_place", ""), "请打长乐区 0591-12345。"))

    with office.sessions.read() as session:
        assert groups.find(session, group_id).advice == "请打长乐区 0591-12345。"
        assert len(session.scalars(select(Telling)).all()) == 1
        assert groups.advice_for(session.connection(), OLD_AGE[0] + "？") == "请打长乐区 0591-12345。"
        assert groups.advice_for(session.connection(), "别的") is None


def test_a_guide_closes_a_group_once_it_is_there(office: Office, group_id: int) -> None:
    with office.sessions.begin() as session, pytest.raises(NoGuideYet):
        groups.answer_with_guide(session, EmbeddedQueue(), group_id, MINIMUM, by=DRAFTER, at=NOON)

    with office.sessions.begin() as session:
        edit(session, MINIMUM, Part.MATERIALS, "申请书", "《社会救助暂行办法》第十一条", by="林小雨", now=NOON)
        groups.answer_with_guide(session, EmbeddedQueue(), group_id, MINIMUM, by=DRAFTER, at=NOON)

    with office.sessions.read() as session:
        assert groups.find(session, group_id).state is GroupState.DONE
        assert len(session.scalars(select(Telling)).all()) == 1


def draft_of(session: Session, *chosen: str) -> int:
    """Draft these of all that wait."""
    group = groups.waiting(session)[0]
    ids = [question.asked_id for question in groups.questions_of(group) if question.text in chosen]
    return groups.draft(session, group.id, ids, ITEM, by=DRAFTER, at=NOON).id


def told(office: Office) -> list[str]:
    with office.sessions.read() as session:
        return sorted(telling.follower.openid for telling in session.scalars(select(Telling)))


def test_whose_text_was_not_chosen_is_not_told_and_still_waits(office: Office) -> None:
    with office.sessions.begin() as session:
        for number, text in enumerate(OLD_AGE):
            ask(session, text, f"o{number}")
        gather(session)
        change_id = draft_of(session, OLD_AGE[0])

    release(office, change_id)

    assert told(office) == ["o0"]
    with office.sessions.read() as session:
        assert [sorted(group) for group in texts(session)] == [sorted(OLD_AGE[1:])]
        assert groups.count_waiting(session) == 1


def test_whose_line_was_taken_out_again_is_not_told_and_still_waits(office: Office) -> None:
    with office.sessions.begin() as session:
        for number, text in enumerate(OLD_AGE):
            ask(session, text, f"o{number}")
        gather(session)
        change_id = draft_of(session, *OLD_AGE)
        line = next(line for line in changes.find(session, change_id).lines if line.text == OLD_AGE[1])
        changes.remove_line(session, change_id, line.id, by=DRAFTER)

    release(office, change_id)

    assert told(office) == ["o0", "o2"]
    with office.sessions.read() as session:
        assert texts(session) == [[OLD_AGE[1]]]


def test_nothing_joins_a_group_somebody_has_drafted_for(office: Office, group_id: int) -> None:
    change_id = drafted(office, group_id)
    with office.sessions.begin() as session:
        ask(session, OLD_AGE[0], "o3")
        gather(session)

    release(office, change_id)

    assert told(office) == ["o1"]
    with office.sessions.read() as session:
        assert texts(session) == [[OLD_AGE[0]]]


def test_a_question_whose_group_closed_meanwhile_begins_a_new_one(office: Office, group_id: int) -> None:
    with office.sessions.begin() as session:
        ask(session, OLD_AGE[1], "o3")
        places = groups.sort_new(session, knowledge)
        groups.find(session, group_id).state = GroupState.DONE

        assert groups.put(session, places, now=NOON) == 1

        assert texts(session) == [[OLD_AGE[1]]]


def test_doubles_known_and_very_long_ones_are_left_out_of_a_draft(office: Office, group_id: int) -> None:
    with office.sessions.begin() as session:
        known, long = ask(session, "高龄津贴怎么领"), ask(session, "姥姥" * 150)
        ask(session, OLD_AGE[0] + "？", "o3")
        places = [groups.Sorted(asked, group_id) for asked in (known.id, long.id, long.id + 1)]
        groups.put(session, places, now=NOON)
        session.expire_all()
        change_id = draft_of(session, *texts(session)[0])

    assert len(office.change(change_id).lines) == 1
    release(office, change_id)
    assert told(office) == ["o1", "o3"]


def test_where_nothing_can_be_added_that_is_said(office: Office) -> None:
    with office.sessions.begin() as session:
        ask(session, "高龄津贴怎么领").rating = Rating.DID_NOT_HELP
        gather(session)

        with pytest.raises(NothingNew):
            draft_of(session, "高龄津贴怎么领")


def test_a_guide_does_not_close_what_somebody_has_drafted_for(office: Office, group_id: int) -> None:
    drafted(office, group_id)
    with office.sessions.begin() as session:
        edit(session, MINIMUM, Part.MATERIALS, "申请书", "《社会救助暂行办法》第十一条", by="林小雨", now=NOON)

        with pytest.raises(GroupClosed, match="先撤回"):
            groups.answer_with_guide(session, EmbeddedQueue(), group_id, MINIMUM, by=DRAFTER, at=NOON)


def test_a_change_taken_back_leaves_a_group_closed_otherwise_alone(office: Office, group_id: int) -> None:
    change_id = drafted(office, group_id)
    with office.sessions.begin() as session:
        groups.find(session, group_id).state = GroupState.DONE

        changes.take_back(session, change_id, by=DRAFTER, at=NOON)

        assert groups.find(session, group_id).state is GroupState.DONE


def test_nothing_residents_said_stays_in_a_change_taken_back(office: Office, group_id: int) -> None:
    change_id = drafted(office, group_id)

    with office.sessions.begin() as session:
        changes.take_back(session, change_id, by=DRAFTER, at=NOON)

    assert office.change(change_id).lines == []


def test_advice_brings_no_link_of_its_own(office: Office, group_id: int) -> None:
    release(office, drafted(office, group_id, Owner("other_place", ""), '<a href="x">点我</a>'))

    with office.sessions.read() as session:
        advice = groups.advice_for(session.connection(), OLD_AGE[0])

    assert advice is not None
    assert "<" not in advice
