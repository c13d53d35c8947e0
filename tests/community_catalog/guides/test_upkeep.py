from datetime import timedelta

import pytest

from bot.audit import latest
from bot.db import Session, Sessions
from community_catalog.guides.text import Part
from community_catalog.guides.upkeep import (
    BadFact,
    GuideMoved,
    NoGuide,
    NoItem,
    OwnGuide,
    confirm,
    current_guides,
    edit,
    fingerprint,
    guide_by_code,
    hold_unmoved,
    load,
)
from tests.community_catalog.builders import a_row
from tests.community_catalog.builders import load as load_catalog
from tests.community_catalog.guides.builders import SOURCE, a_fact, a_guide
from tests.conftest import NOON


def given_the_guide(session: Session) -> None:
    load_catalog(session, a_row())
    load(session, [a_guide()], now=NOON)


def write_materials(session: Session, text: str = "申请书\n授权书", source: str = SOURCE, by: str = "林小雨") -> None:
    edit(session, "SJ-006", Part.MATERIALS, text, source, by=by, now=NOON)


def test_a_shipped_guide_is_an_example_until_someone_confirms_it(sessions: Sessions) -> None:
    with sessions.begin() as session:
        given_the_guide(session)
        assert not current_guides(session)[0].is_confirmed

        confirm(session, "SJ-006", by="陈主任", now=NOON)

        (guide,) = current_guides(session)
        assert (guide.confirmed_by, guide.confirmed_on) == ("陈主任", NOON.date())


def test_a_worker_fills_in_how_often_one_has_to_go_in_one_sentence(sessions: Sessions) -> None:
    with sessions.begin() as session:
        given_the_guide(session)

        edit(session, "SJ-006", Part.VISITS, "最多跑一次", SOURCE, by="林小雨", now=NOON)
        with pytest.raises(BadFact, match="只写一句"):
            edit(session, "SJ-006", Part.VISITS, "最多跑一次\n最多跑两次", SOURCE, by="林小雨", now=NOON)

        assert current_guides(session)[0].visits == 1


def test_an_edit_replaces_one_part_line_by_line(sessions: Sessions) -> None:
    with sessions.begin() as session:
        given_the_guide(session)

        write_materials(session, "申请书\n\n授权书", f"{SOURCE}\n《民法典》第一条")

        (guide,) = current_guides(session)
        assert [(fact.text, fact.source) for fact in guide.of(Part.MATERIALS)] == [
            ("申请书", SOURCE),
            ("授权书", "《民法典》第一条"),
        ]
        assert guide.of(Part.CONDITIONS) == (a_fact(),)


def test_an_edit_voids_the_confirmation(sqlite: Sessions) -> None:
    with sqlite.begin() as session:
        given_the_guide(session)
        confirm(session, "SJ-006", by="陈主任", now=NOON)

        write_materials(session)

        assert not current_guides(session)[0].is_confirmed


def test_an_empty_text_takes_the_part_out(sqlite: Sessions) -> None:
    with sqlite.begin() as session:
        given_the_guide(session)
        write_materials(session)

        write_materials(session, "")

        assert current_guides(session)[0].facts == (a_fact(),)


def test_a_guide_can_be_begun_for_an_item_without_one(sqlite: Sessions) -> None:
    with sqlite.begin() as session:
        load_catalog(session, a_row())

        write_materials(session)

        assert [guide.code for guide in current_guides(session)] == ["SJ-006"]


def test_every_change_of_a_guide_is_in_the_audit_trail(sqlite: Sessions) -> None:
    with sqlite.begin() as session:
        given_the_guide(session)
        write_materials(session, "申请书")
        confirm(session, "SJ-006", by="陈主任", now=NOON)

        confirmed, edited, loaded = latest(session, subject="guide:SJ-006")

        assert [confirmed.action, edited.action, loaded.action] == ["guide.confirm", "guide.edit", "guide.load"]
        assert edited.details["before"] == {"content": [], "sources": []}
        assert edited.details["after"] == {"content": ["申请书"], "sources": [SOURCE]}


def test_a_guide_is_not_shown_once_its_item_means_something_else(sessions: Sessions) -> None:
    with sessions.begin() as session:
        given_the_guide(session)

        load_catalog(session, a_row(content="办理条件、办理材料、办理流程、公示"))

        guide = guide_by_code(session, "SJ-006")
        assert guide is not None
        assert guide.is_outdated
        assert current_guides(session) == []


def test_an_editorial_change_of_the_item_leaves_its_guide_current(sqlite: Sessions) -> None:
    with sqlite.begin() as session:
        given_the_guide(session)

        load_catalog(session, a_row(content="办理条件；办理材料；办理流程"))

        assert len(current_guides(session)) == 1


def test_an_outdated_guide_is_current_again_once_someone_confirms_it(sessions: Sessions) -> None:
    with sessions.begin() as session:
        given_the_guide(session)
        load_catalog(session, a_row(content="别的内容"))

        write_materials(session)
        assert current_guides(session) == []

        confirm(session, "SJ-006", by="陈主任", now=NOON)
        assert len(current_guides(session)) == 1


def test_an_edit_after_a_confirmation_leaves_the_guide_current(sqlite: Sessions) -> None:
    with sqlite.begin() as session:
        given_the_guide(session)
        load_catalog(session, a_row(content="别的内容"))
        confirm(session, "SJ-006", by="陈主任", now=NOON)

        write_materials(session)

        assert [guide.is_confirmed for guide in current_guides(session)] == [False]


def test_a_withdrawn_items_guide_is_neither_shown_nor_changed(sqlite: Sessions) -> None:
    with sqlite.begin() as session:
        given_the_guide(session)
        load_catalog(session, a_row("SJ-007"))

        assert current_guides(session) == []
        with pytest.raises(NoItem):
            write_materials(session)
        with pytest.raises(NoItem):
            confirm(session, "SJ-006", by="陈主任", now=NOON)


def test_nobody_confirms_what_they_wrote(sqlite: Sessions) -> None:
    with sqlite.begin() as session:
        given_the_guide(session)
        write_materials(session, by="林小雨")

        with pytest.raises(OwnGuide):
            confirm(session, "SJ-006", by="林小雨", now=NOON)


def test_nobody_confirms_what_they_have_not_seen(sqlite: Sessions) -> None:
    with sqlite.begin() as session:
        given_the_guide(session)
        seen = guide_by_code(session, "SJ-006")
        assert seen is not None
        version = seen.version
        write_materials(session)

        with pytest.raises(GuideMoved):
            confirm(session, "SJ-006", by="陈主任", now=NOON, version=version)


def test_without_a_guide_there_is_nothing_to_confirm(sqlite: Sessions) -> None:
    with sqlite.begin() as session:
        load_catalog(session, a_row())

        with pytest.raises(NoGuide):
            confirm(session, "SJ-006", by="陈主任", now=NOON)


@pytest.mark.parametrize(
    ("text", "source", "complaint"),
    [
        ("申请书\n授权书\n照片", f"{SOURCE}\n{SOURCE}", "有 3 句，出处有 2 行"),
        ("申请书", "", "出处有 0 行"),
        ("申请书\n请打13800138000", SOURCE, "第 2 句：像是个人手机号"),
    ],
)
def test_a_bad_edit_says_what_is_wrong_and_changes_nothing(
    sqlite: Sessions, text: str, source: str, complaint: str
) -> None:
    with sqlite.begin() as session:
        given_the_guide(session)

        with pytest.raises(BadFact, match=complaint):
            write_materials(session, text, source)

        assert current_guides(session)[0].facts == (a_fact(),)


def test_loading_the_same_guides_again_changes_nothing(sessions: Sessions) -> None:
    with sessions.begin() as session:
        given_the_guide(session)
        before = current_guides(session)

        assert load(session, [a_guide()], now=NOON + timedelta(days=1)) == 0
        assert current_guides(session) == before


def test_a_newer_shipped_guide_replaces_the_older_one(sqlite: Sessions) -> None:
    with sqlite.begin() as session:
        given_the_guide(session)

        assert load(session, [a_guide(a_fact("新的条件"))], now=NOON) == 1
        assert current_guides(session)[0].facts == (a_fact("新的条件"),)


@pytest.mark.parametrize("touched", ["edited", "confirmed"])
def test_what_people_edited_or_confirmed_is_never_overwritten(sqlite: Sessions, touched: str) -> None:
    with sqlite.begin() as session:
        given_the_guide(session)
        if touched == "edited":
            write_materials(session)
        else:
            confirm(session, "SJ-006", by="陈主任", now=NOON)

        assert load(session, [a_guide(a_fact("新的条件"))], now=NOON) == 0


def test_a_guide_is_not_given_to_another_item_of_the_same_code(sqlite: Sessions) -> None:
    with sqlite.begin() as session:
        load_catalog(session, a_row(level2="别的事项"))

        assert load(session, [a_guide()], now=NOON) == 0


def test_a_part_somebody_else_has_written_meanwhile_has_moved(sessions: Sessions) -> None:
    with sessions.begin() as session:
        given_the_guide(session)
        found = fingerprint(current_guides(session)[0].of(Part.MATERIALS))
        write_materials(session, by="王芳")

        with pytest.raises(GuideMoved):
            hold_unmoved(session, "SJ-006", Part.MATERIALS, found)


def test_another_part_does_not_move_with_it(sessions: Sessions) -> None:
    with sessions.begin() as session:
        given_the_guide(session)
        found = fingerprint(current_guides(session)[0].of(Part.VISITS))
        write_materials(session, by="王芳")

        hold_unmoved(session, "SJ-006", Part.VISITS, found)


def test_a_guide_nobody_has_begun_is_unmoved_as_long_as_nobody_begins_it(sessions: Sessions) -> None:
    with sessions.begin() as session:
        load_catalog(session, a_row())
        hold_unmoved(session, "SJ-006", Part.MATERIALS, fingerprint(()))
        write_materials(session)

        with pytest.raises(GuideMoved):
            hold_unmoved(session, "SJ-006", Part.MATERIALS, fingerprint(()))
