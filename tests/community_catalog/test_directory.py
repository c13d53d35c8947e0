"""The directory holds every item in force under each of its headings, and follows the catalog's version."""

from datetime import date
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from bot.db import Sessions
from community_catalog.directory import Directory, Entry, LiveDirectory
from community_catalog.domains import DOMAINS
from community_catalog.elements import LEVELS, STAGES
from tests.community_catalog.builders import a_row, load

ENTRIES = st.builds(
    Entry,
    code=st.from_regex(r"[A-Z]{2}-[0-9]{3}", fullmatch=True),
    name=st.just("低保"),
    domain=st.sampled_from([domain.name for domain in DOMAINS] + ["未知"]),
    level1=st.sampled_from(["甲", "乙"]),
    offices=st.lists(st.sampled_from(["一局", "二局"]), min_size=1, unique=True).map(tuple),
    levels=st.lists(st.sampled_from(LEVELS), unique=True).map(tuple),
    stage=st.sampled_from(STAGES),
)


@given(st.lists(ENTRIES, unique_by=lambda entry: entry.code))
def test_an_entry_stands_under_each_of_its_headings_and_no_other(entries: list[Entry]) -> None:
    made = Directory.of(entries, version=1, as_of=None)

    for office, listed in made.by_office.items():
        assert {entry.code for entry in listed} == {entry.code for entry in entries if office in entry.offices}
    for level, domain in product(LEVELS, made.by_domain):
        expected = {entry.code for entry in entries if level in entry.levels and entry.domain == domain}
        assert {entry.code for entry in made.at_level(domain, level)} == expected
    assert sum(map(len, made.by_domain.values())) == sum(map(len, made.by_stage.values())) == len(entries)


@given(st.lists(ENTRIES, unique_by=lambda entry: entry.code))
def test_whatever_the_order_they_come_in_the_lists_are_the_same(entries: list[Entry]) -> None:
    forwards = Directory.of(entries, version=1, as_of=None)
    backwards = Directory.of(reversed(entries), version=1, as_of=None)

    assert backwards.entries == forwards.entries
    assert (backwards.by_domain, backwards.by_office) == (forwards.by_domain, forwards.by_office)


def test_it_is_made_once_for_a_version_and_again_for_the_next(sessions: Sessions) -> None:
    live = LiveDirectory()
    with sessions.begin() as session:
        load(session, a_row("SJ-001"), a_row("SJ-002"))
    with sessions.read() as session:
        first, again = live.now(session), live.now(session)

    with sessions.begin() as session:
        load(session, a_row("SJ-002", levels=("区级",)), as_of=date(2026, 12, 1))
    with sessions.read() as session:
        later = live.now(session)

    assert first is again
    assert [entry.code for entry in later.entries] == ["SJ-002"]
    assert [len(later.at_level("社会救助", level)) for level in LEVELS] == [1, 0, 0]
    assert later.as_of == date(2026, 12, 1)


def test_before_the_first_import_it_is_empty(sessions: Sessions) -> None:
    with sessions.read() as session:
        found = LiveDirectory().now(session)

    assert (found.version, found.as_of, list(found.entries)) == (0, None, [])


def test_neighbours_share_domain_and_level1() -> None:
    one = Entry("SJ-001", "甲", "社会救助", "低保", ("民政局",), ("区级",), "服务")
    other = Entry("YL-001", "乙", "养老服务", "低保", ("民政局",), ("区级",), "服务")

    made = Directory.of([one, other], version=1, as_of=None)

    assert made.beside("社会救助", "低保") == [one]
    assert made.beside("社会救助", "特困") == ()
