"""A prepared statement does what the same statement does the usual way, on both databases."""

from datetime import datetime
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import JSON, String, Table, Text, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, Key, Sessions
from bot.prepared import Prepared
from tests.conftest import NOON


class Thing(Base):
    __tablename__ = "test_things"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(40), unique=True)
    note: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime | None]
    good: Mapped[bool]
    more: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


T = cast("Table", Thing.__table__)
COLUMNS = ("name", "note", "at", "good", "more")
ADD = Prepared(insert(T).returning(T.c.id), *COLUMNS)
FIND = Prepared(select(T.c.name, T.c.note, T.c.at, T.c.good, T.c.more).where(T.c.name == bindparam("wanted")))
CHANGE = Prepared(update(T).where(T.c.name == bindparam("wanted")), "note")
A_THING = {"name": "甲", "note": None, "at": NOON, "good": True, "more": {"codes": ["SJ-006"], "element": None}}


def test_what_is_inserted_comes_back_as_it_was(sessions: Sessions) -> None:
    with sessions.connect() as connection:
        [(number,)] = ADD.rows(connection, **A_THING)

    with sessions.read() as session:
        assert FIND.rows(session.connection(), wanted="甲") == [tuple(A_THING.values())]
        assert session.scalars(select(Thing.id)).one() == number


def test_nothing_found_is_no_row(sessions: Sessions) -> None:
    with sessions.read() as session:
        assert FIND.rows(session.connection(), wanted="乙") == []


def test_an_update_changes_what_it_names_and_returns_nothing(sessions: Sessions) -> None:
    with sessions.connect() as connection:
        ADD.rows(connection, **A_THING)
        assert CHANGE.rows(connection, wanted="甲", note="改过") == []

    with sessions.read() as session:
        assert FIND.rows(session.connection(), wanted="甲")[0][:2] == ("甲", "改过")


def test_it_belongs_to_the_sessions_transaction(sessions: Sessions) -> None:
    with pytest.raises(RuntimeError), sessions.connect() as connection:
        ADD.rows(connection, **A_THING)
        raise RuntimeError

    with sessions.read() as session:
        assert FIND.rows(session.connection(), wanted="甲") == []


def test_a_broken_rule_is_the_same_exception(sessions: Sessions) -> None:
    with pytest.raises(IntegrityError), sessions.connect() as connection:
        ADD.rows(connection, **A_THING)
        ADD.rows(connection, **A_THING)


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)
things = st.fixed_dictionaries(
    {
        "name": texts,
        "note": st.none() | texts,
        "at": st.none() | st.just(NOON),
        "good": st.booleans(),
        "more": st.none() | st.dictionaries(texts, st.integers() | texts | st.none(), max_size=3),
    }
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(things)
def test_every_value_is_what_the_usual_way_would_store_and_read(sessions: Sessions, thing: dict[str, Any]) -> None:
    with sessions.connect() as connection:
        connection.execute(delete(Thing))
        ADD.rows(connection, **thing)

    with sessions.read() as session:
        usual = session.execute(select(T.c.name, T.c.note, T.c.at, T.c.good, T.c.more)).one()
        prepared = FIND.rows(session.connection(), wanted=thing["name"])
    assert prepared == [tuple(usual)] == [tuple(thing[column] for column in COLUMNS)]
