"""A record's history says who did what when, in words, and shows what changed."""

from bot import audit
from bot.console.history import Change, history
from bot.db import Session, Sessions
from tests.conftest import NOON

LABELS = {"state": "状态", "topics": "主题", "reason": "原因"}


def note(session: Session, subject: str = "letter:1", **details: object) -> None:
    audit.record(session, actor="wang", action="letter.answer", subject=subject, details=details, at=NOON)


def test_each_step_is_in_words_the_newest_first(sqlite: Sessions) -> None:
    with sqlite.begin() as session:
        audit.record(session, actor="system", action="letter.came", subject="letter:1", details={}, at=NOON)
        note(session, reason="电话核实", rows=3)
        note(session, "letter:2")

        steps = history(
            session, "letter:1", actions={"letter.answer": "答复了"}, people={"wang": "王芳"}, labels=LABELS
        )

    assert [(step.who, step.what) for step in steps] == [("王芳", "答复了"), ("system", "letter.came")]
    assert steps[0].facts == [("原因", "电话核实")]


def test_what_changed_is_shown_before_and_after_and_what_stayed_is_not(sqlite: Sessions) -> None:
    with sqlite.begin() as session:
        note(
            session,
            before={"state": "草稿", "reason": "同"},
            after={"state": "发布", "reason": "同", "topics": ["养老", "住房"]},
        )

        (step,) = history(session, "letter:1", actions={}, people={}, labels=LABELS)

    shown = [(change.label, change.before, change.after) for change in step.changes]
    assert shown == [("状态", "草稿", "发布"), ("主题", "", "养老、住房")]


def test_what_changed_is_shown_even_where_nobody_has_named_it(sqlite: Sessions) -> None:
    with sqlite.begin() as session:
        note(session, before={"keeper": "wang", "odd": 1}, after={"keeper": "lin", "odd": 2})

        (step,) = history(session, "letter:1", actions={}, people={}, labels=LABELS)

    assert [(change.label, change.before) for change in step.changes] == [("谁处理", "wang"), ("odd", "1")]


def test_an_event_without_fields_shows_its_sides_as_one(sqlite: Sessions) -> None:
    with sqlite.begin() as session:
        note(session, before="草稿", after=None)

        (step,) = history(session, "letter:1", actions={}, people={}, labels=LABELS)

    assert step.changes == [Change("内容", "草稿", "")]
