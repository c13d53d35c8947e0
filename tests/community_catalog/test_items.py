from datetime import date

from bot.db import Sessions
from community_catalog.bundled import bundled_rows
from community_catalog.domains import DOMAINS, KEY_DOMAINS, find_domain
from community_catalog.items import catalog_version, current_items, domain_counts, item_by_code, items_of
from community_catalog.models import Item
from tests.conftest import NOON


def an_item(code: str = "SJ-001", **changes: object) -> Item:
    row = next(row for row in bundled_rows() if row.code == code)
    return Item(code=code, revision=1, as_of=date(2026, 11, 23), updated_at=NOON, **{**row.snapshot(), **changes})


def test_the_bundled_catalog_has_360_items_in_the_26_domains() -> None:
    rows = bundled_rows()

    assert len({row.code for row in rows}) == 360
    assert {row.domain for row in rows} == {domain.name for domain in DOMAINS}


def test_the_five_key_domains_stand_first() -> None:
    names = [domain.name for domain in DOMAINS]

    assert names[:5] == ["养老服务", "社会救助", "保障性住房", "义务教育", "医疗卫生"]
    assert len(set(names)) == len({domain.slug for domain in DOMAINS}) == 26


def test_a_domain_is_found_by_its_name_and_by_its_address() -> None:
    assert find_domain("社会救助") == find_domain("jiuzhu") == KEY_DOMAINS[1]
    assert find_domain("外星事务") is None


def test_current_items_come_in_catalog_order_without_withdrawn_ones(sessions: Sessions) -> None:
    with sessions.begin() as session:
        session.add_all([an_item("GT-001"), an_item("SJ-002"), an_item("SJ-001"), an_item("YL-001")])
        session.add(an_item("YL-002", withdrawn_at=NOON, withdrawn_reason="不再公开"))

    with sessions.read() as session:
        assert [item.code for item in current_items(session)] == ["YL-001", "SJ-001", "SJ-002", "GT-001"]
        assert [item.code for item in items_of(session, KEY_DOMAINS[0])] == ["YL-001"]


def test_an_item_is_found_by_its_code_however_it_is_typed(sessions: Sessions) -> None:
    with sessions.begin() as session:
        session.add(an_item("SJ-001"))

        found = item_by_code(session, " sj-001 ")

        assert found is not None
        assert found.name == "社会救助政策法规文件"
        assert item_by_code(session, "SJ-999") is None
        assert item_by_code(session, "SJ-\0") is None


def test_an_item_keeps_every_element_of_its_row(sessions: Sessions) -> None:
    row = bundled_rows()[0]
    with sessions.begin() as session:
        session.add(an_item(row.code))

    with sessions.read() as session:
        found = item_by_code(session, row.code)

        assert found is not None
        assert found.row() == row


def test_every_domain_is_counted_also_an_empty_one(sessions: Sessions) -> None:
    with sessions.begin() as session:
        session.add_all([an_item("SJ-001"), an_item("SJ-002")])

        counts = {domain.name: count for domain, count in domain_counts(session)}

        assert counts["社会救助"] == 2
        assert counts["养老服务"] == 0


def test_an_empty_catalog_has_version_zero(sessions: Sessions) -> None:
    with sessions.read() as session:
        assert catalog_version(session) == 0
