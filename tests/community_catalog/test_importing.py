import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tables import TableError, csv_content, read_table
from community_catalog.commands import _cells
from community_catalog.elements import ELEMENTS, CatalogRow
from community_catalog.importing import COLUMNS, catalog_rows
from tests.community_catalog.builders import DIBAO, a_row

HEADINGS = ["事项编码", *ELEMENTS.values()]


def read(*rows: CatalogRow | dict[str, str]) -> tuple[CatalogRow, ...]:
    """Read rows back from a file; a dict is the usual row with some cells changed."""
    written = [_cells(row) if isinstance(row, CatalogRow) else cells(row) for row in rows]
    return catalog_rows(read_table("目录.csv", csv_content(HEADINGS, written), COLUMNS))


def cells(changes: dict[str, str]) -> list[str]:
    usual = dict(zip(["code", *ELEMENTS], _cells(DIBAO), strict=True))
    return list((usual | changes).values())


def problems_of(*rows: CatalogRow | dict[str, str]) -> list[str]:
    with pytest.raises(TableError) as caught:
        read(*rows)
    return [str(problem) for problem in caught.value.problems]


def test_an_exported_row_reads_back_the_same() -> None:
    assert read(DIBAO) == (DIBAO,)


def test_lists_may_be_written_with_any_separator_and_an_office_may_hold_a_comma() -> None:
    (row,) = read(
        {"subjects": "区发改局、区财政局;街道办事处", "channels": "政府网站、社区公示栏", "levels": "区级，社区"}
    )

    assert row.subjects == ("区发改局、区财政局", "街道办事处")
    assert row.channels == ("政府网站", "社区公示栏")
    assert row.levels == ("区级", "社区")


@pytest.mark.parametrize("code", ["sj-006", " SJ-006", "ＳＪ－００６"])
def test_a_code_is_understood_however_it_is_typed(code: str) -> None:
    assert read({"code": code}) == (DIBAO,)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"deadline": ""}, "第 2 行「公开时限（G 列）」：不能为空。"),
        ({"code": "低保1"}, "第 2 行「事项编码（A 列）」：「低保1」不是事项编码"),
        ({"domain": "外星事务"}, "第 2 行「领域（B 列）」：「外星事务」不认识，应为26 个试点领域之一"),
        ({"stage": "公告"}, "「公告」不认识，应为：决策、执行、管理、服务、结果。"),
        ({"levels": "区级;省级"}, "「省级」不认识，应为：区级、街镇、社区。"),
        ({"method": "不公开"}, "「不公开」不认识，应为：主动公开、依申请公开。"),
        ({"level2": "长" * 101}, "太长（101 个字），最多 100 个字。"),
    ],
)
def test_a_wrong_cell_is_named_by_row_and_column(change: dict[str, str], message: str) -> None:
    assert any(message in problem for problem in problems_of(change))


def test_every_problem_of_the_file_is_told_at_once() -> None:
    told = problems_of({"deadline": "", "basis": ""}, DIBAO, {"code": "SJ-008", "stage": "公告"})

    assert [problem[:5] for problem in told] == ["第 2 行", "第 2 行", "第 3 行", "第 4 行"]


def test_a_code_twice_in_a_file_is_refused() -> None:
    assert problems_of(DIBAO, a_row("SJ-007"), DIBAO) == ["第 4 行「事项编码（A 列）」：「SJ-006」和第 2 行重复。"]


def test_a_file_with_headings_alone_is_refused() -> None:
    assert problems_of() == ["表头下面一行事项也没有。"]


@given(st.lists(st.sampled_from(["SJ-001", "SJ-002", "GT-001", "YL-0001"]), unique=True, min_size=1))
def test_a_valid_file_keeps_every_row(codes: list[str]) -> None:
    rows = tuple(a_row(code) for code in codes)

    assert read(*rows) == rows
