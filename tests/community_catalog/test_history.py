"""A history tells every changed element before and after, the latest step first."""

from sqlalchemy import select

from bot.db import Sessions
from community_catalog.elements import CatalogRow
from community_catalog.history import Difference, Step, history
from community_catalog.models import Item
from tests.community_catalog.builders import a_row, load


def steps_of(sessions: Sessions, *versions: CatalogRow | None) -> list[Step]:
    for row in versions:
        with sessions.begin() as session:
            load(session, *([row] if row else []), a_row("ZZ-001"))
    with sessions.read() as session:
        item = session.scalars(select(Item).where(Item.code == "SJ-006")).one()
        return history(item.code, item.revisions)


def test_a_change_is_told_before_and_after_in_plain_words(sessions: Sessions) -> None:
    steps = steps_of(sessions, a_row(), a_row(deadline="7个工作日", levels=("社区",)))

    assert steps[0].words == "修改了内容"
    assert list(steps[0].differences) == [
        Difference("公开时限", ["信息形成之日起20个工作日内"], ["7个工作日"]),
        Difference("公开层级", ["区", "街道、镇"], ["社区"]),
    ]


def test_the_first_step_has_nothing_before_it(sessions: Sessions) -> None:
    steps = steps_of(sessions, a_row())

    assert [(step.number, step.words, list(step.differences)) for step in steps] == [(1, "列入目录", [])]


def test_what_left_and_came_back_changed_tells_all_three_steps(sessions: Sessions) -> None:
    steps = steps_of(sessions, a_row(), None, a_row(content="新的内容"))

    assert [step.words for step in steps] == ["重新列入目录", "从目录撤下", "列入目录"]
    assert [one.official for one in steps[0].differences] == ["公开内容"]
    assert steps[1].differences == []


def test_an_editorial_change_says_that_the_meaning_stayed(sessions: Sessions) -> None:
    steps = steps_of(sessions, a_row(), a_row(content="办理条件，办理材料，办理流程"))

    assert steps[0].words == "改了标点或格式，意思没有变"
    assert steps[0].number == steps[1].number
