"""Unsent forms are kept for who began them, for a month, without secrets, and not without end."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.console import drafts
from bot.console.models import ConsoleDraft
from bot.db import Session, Sessions
from tests.bot.workers.builders import a_worker
from tests.conftest import NOON


@pytest.fixture
def session(sessions: Sessions) -> Iterator[Session]:
    with sessions.begin() as session:
        yield session


def keep(session: Session, worker_id: int, key: str = "letter:1", text: str = "低保", *, days: int = 0) -> bool:
    now = NOON + timedelta(days=days)
    return drafts.keep(session, worker_id, key, [("text", text)], title="来信", address="/console/letters/1", now=now)


def test_what_was_kept_last_is_found_by_who_kept_it(session: Session) -> None:
    wang, lin = a_worker(session, "wang", "王芳").id, a_worker(session, "lin", "林强").id

    keep(session, wang, text="低")
    keep(session, wang, text="低保")

    found = drafts.find(session, wang, "letter:1", now=NOON)
    assert found
    assert (found.fields, found.title, found.address) == ([["text", "低保"]], "来信", "/console/letters/1")
    assert drafts.find(session, lin, "letter:1", now=NOON) is None
    assert drafts.find(session, wang, "letter:2", now=NOON) is None


def test_after_a_month_it_is_gone_and_the_night_deletes_it(session: Session) -> None:
    wang = a_worker(session, "wang", "王芳").id
    keep(session, wang)

    assert drafts.find(session, wang, "letter:1", now=NOON + drafts.KEPT - timedelta(seconds=1))
    assert drafts.find(session, wang, "letter:1", now=NOON + drafts.KEPT) is None
    drafts.forget_old(session, now=NOON + drafts.KEPT)
    assert session.query(ConsoleDraft).count() == 0


def test_one_too_old_gives_way_to_a_new_one(session: Session) -> None:
    wang = a_worker(session, "wang", "王芳").id
    keep(session, wang)

    assert keep(session, wang, text="新的", days=31)

    assert session.query(ConsoleDraft).one().fields == [["text", "新的"]]


def test_of_very_many_the_oldest_goes(session: Session) -> None:
    wang = a_worker(session, "wang", "王芳").id

    for number in range(drafts.MOST + 2):
        keep(session, wang, f"letter:{number}")

    kept = [draft.key for draft in drafts.all_of(session, wang, now=NOON)]
    assert len(kept) == drafts.MOST
    assert not {"letter:0", "letter:1"} & set(kept)


@pytest.mark.parametrize("name", ["password", "new_password", "form_token", "one_time_code"])
def test_no_secret_is_kept(session: Session, name: str) -> None:
    wang = a_worker(session, "wang", "王芳").id

    kept = drafts.keep(session, wang, "account", [(name, "榕树下")], title="", address="", now=NOON)

    assert not kept
    assert drafts.all_of(session, wang, now=NOON) == []


@pytest.mark.parametrize(
    ("key", "text"),
    [("letter:1", ""), ("", "低保"), ("letter\0", "低保"), ("x" * 201, "低保"), ("letter:1", "长" * 200_001)],
)
def test_nothing_and_too_much_are_not_kept(session: Session, key: str, text: str) -> None:
    wang = a_worker(session, "wang", "王芳").id

    assert not keep(session, wang, key, text)


@given(name=st.text(), value=st.text(max_size=50))
def test_a_name_that_tells_of_a_secret_is_never_among_what_is_kept(name: str, value: str) -> None:
    kept = drafts.worth_keeping([(name, value), ("a password of mine", value)])

    assert all(value for _, value in kept)
    assert "a password of mine" not in dict(kept)
