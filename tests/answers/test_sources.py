from answers.bundled import bundled_knowledge
from answers.sources import bundled_documents, document, live_engine
from bot.db import Sessions
from community_catalog.bundled import AS_OF, bundled_rows
from community_catalog.guides.text import Part
from community_catalog.guides.upkeep import edit
from community_catalog.models import Item
from tests.answers.builders import a_row
from tests.conftest import NOON


def store(sessions: Sessions, code: str) -> None:
    with sessions.begin() as session:
        session.add(Item(code=code, revision=1, as_of=NOON.date(), updated_at=NOON, **a_row().snapshot()))


def test_a_bundled_item_becomes_a_document_with_its_wordings() -> None:
    found = {document.code: document for document in bundled_documents(bundled_knowledge())}["SJ-006"]

    assert found.name == "最低生活保障办事指南"
    assert "、".join(found.row.subjects) == "区民政局、街道办事处"
    assert "低保怎么办" in found.wordings


def test_every_item_has_wordings_and_every_wording_a_bundled_item() -> None:
    assert bundled_knowledge().items == {(row.code, row.level2) for row in bundled_rows()}


def test_another_item_under_the_same_code_gets_no_wordings() -> None:
    row = a_row(level2="别的事项")

    assert row.code == "YL-008"
    assert document(row, AS_OF, bundled_knowledge()).wordings == ()


def test_the_live_engine_answers_from_the_database(sessions: Sessions) -> None:
    store(sessions, "YL-008")

    live = live_engine(sessions)

    assert list(live.current().documents) == ["YL-008"]


def test_the_live_engine_notices_nothing_while_nothing_was_imported(sessions: Sessions) -> None:
    live = live_engine(sessions)
    store(sessions, "YL-008")

    assert not live.refresh()


def test_a_document_carries_the_guide_of_its_item() -> None:
    found = {document.code: document.guide for document in bundled_documents(None)}

    assert found["SJ-006"] is not None
    assert found["SJ-007"] is None


def test_the_live_engine_is_rebuilt_when_a_guide_changes(sessions: Sessions) -> None:
    store(sessions, "SJ-006")
    live = live_engine(sessions)

    with sessions.begin() as session:
        edit(session, "SJ-006", Part.MATERIALS, "申请书", "《社会救助暂行办法》第十一条", by="林小雨", now=NOON)

    assert live.refresh()
    guide = live.current().documents["SJ-006"].guide
    assert guide is not None
    assert guide.of(Part.MATERIALS)[0].text == "申请书"
