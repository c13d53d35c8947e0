"""A catalog file from a browser: what is refused, what is kept, and that only what was looked at is applied."""

import io
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.audit import latest
from bot.db import Sessions
from bot.tables import TableError, csv_content, xlsx_content
from community_catalog import uploading
from community_catalog.bundled import bundled_rows
from community_catalog.elements import ELEMENTS, CatalogRow, element_text
from community_catalog.items import item_by_code
from community_catalog.models import CatalogImport, CatalogUpload, Item
from community_catalog.revision import CatalogMoved
from community_catalog.uploading import KEPT, Wish
from tests.community_catalog.builders import a_row, load
from tests.conftest import NOON

HEADINGS = ["事项编码", *ELEMENTS.values()]
BOMB = 60_000_000


def cells(row: CatalogRow) -> list[str]:
    return [row.code, *(element_text(row.element(name)) for name in ELEMENTS)]


def a_file(*rows: CatalogRow, suffix: str = "xlsx") -> bytes:
    content = xlsx_content if suffix == "xlsx" else csv_content
    return content(HEADINGS, [cells(row) for row in rows])


def with_part(content: bytes, name: str, data: bytes) -> bytes:
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr(name, data)
    return file.getvalue()


def kept(session: Session, *rows: CatalogRow, wish: Wish = Wish()) -> int:  # noqa: B008  (a frozen value)
    read = uploading.read_upload("目录.xlsx", a_file(*rows))
    return uploading.keep(session, read, wish, by="wang", at=NOON).id


def apply(session: Session, upload_id: int, *, follows: int | None, sure: bool = False) -> CatalogImport | None:
    return uploading.apply(session, upload_id, follows=follows, sure=sure, by="wang", at=NOON)


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_a_file_is_read_as_it_was_written(suffix: str) -> None:
    rows = (a_row(), a_row("YL-001", domain="养老服务", content="第一行\n第二行"))

    assert uploading.read_upload(f"目录.{suffix}", a_file(*rows, suffix=suffix)).rows == rows


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("", b"", "请先选一个文件"),
        ("目录.xlsx", b"", "文件是空的"),
        ("目录.xls", b"\xd0\xcf\x11\xe0", "只能导入 .xlsx 和 .csv"),
        ("目录.xlsm", a_file(a_row()), "只能导入 .xlsx 和 .csv"),
        ("目录.exe", b"MZ", "只能导入 .xlsx 和 .csv"),
        ("目录.csv", a_file(a_row()), "里面却是 Excel"),
        ("目录.xlsx", b"MZ\x90\x00", "不是完好的 .xlsx"),
        ("目录.xlsx", b"\x89PNG\r\n", "不是完好的 .xlsx"),
        ("目录.csv", b"<html><script>alert(1)</script></html>", "没有找到表头"),
        ("目录.xlsx", with_part(a_file(a_row()), "xl/vbaProject.bin", b"x"), "文件里有宏"),
        ("目录.xlsx", with_part(a_file(a_row()), "xl/bomb.xml", b"\0" * BOMB), "文件解开后太大"),
        ("目录.csv", a_file(suffix="csv"), "一行事项也没有"),
        ("目录.csv", b"0" * 10_000_001, "文件太大"),
    ],
)
def test_a_trick_is_refused_in_words(name: str, content: bytes, words: str) -> None:
    with pytest.raises(TableError, match=words):
        uploading.read_upload(name, content)


def test_too_many_rows_are_refused_in_words() -> None:
    with pytest.raises(TableError, match="行数太多，最多 20000 行"):
        uploading.read_upload("目录.csv", b"\n".join([b"code"] * 20_002))


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        ("C:\\文件\\目录.xlsx", "目录.xlsx"),
        ("../../etc/目录.csv", "目录.csv"),
        ("目\x00\u202e录.csv", "目录.csv"),
        ("", "未命名"),
        ("长" * 300 + ".csv", "长" * 196 + ".csv"),
    ],
)
def test_a_file_keeps_only_the_last_part_of_its_name(given: str, plain: str) -> None:
    assert uploading.plain_name(given) == plain


def test_what_is_kept_changes_no_item(sessions: Sessions) -> None:
    with sessions.begin() as session:
        kept(session, a_row())

        assert session.scalar(select(func.count()).select_from(Item)) == 0
        assert latest(session)[0].action == "catalog.upload"


def test_what_was_looked_at_is_applied_and_the_file_is_gone(sessions: Sessions) -> None:
    with sessions.begin() as session:
        number = kept(session, a_row(), wish=Wish(reason="机构改革"))
        planned = uploading.plan_of(session, uploading.find(session, number))

        made = apply(session, number, follows=planned.follows)

        assert made is not None
        assert (made.file_name, made.by, made.added) == ("目录.xlsx", "wang", 1)
        assert item_by_code(session, "SJ-006") is not None
        with pytest.raises(uploading.NoUpload):
            uploading.find(session, number)


def test_a_plan_of_yesterday_is_not_applied_today(sessions: Sessions) -> None:
    with sessions.begin() as session:
        number = kept(session, a_row())
        follows = uploading.plan_of(session, uploading.find(session, number)).follows
        load(session, a_row("YL-001", domain="养老服务"))

    with sessions.begin() as session, pytest.raises(CatalogMoved):
        apply(session, number, follows=follows)

    with sessions.read() as session:
        assert uploading.find(session, number)
        assert item_by_code(session, "SJ-006") is None


def test_withdrawing_more_than_stays_wants_a_second_thought(sessions: Sessions) -> None:
    with sessions.begin() as session:
        made = load(session, *(a_row(f"SJ-00{number}") for number in range(1, 5)))
        assert made
        number = kept(session, a_row("SJ-001"))

    with sessions.begin() as session, pytest.raises(uploading.NotSure):
        apply(session, number, follows=made.id)

    with sessions.begin() as session:
        applied = apply(session, number, follows=made.id, sure=True)
        assert applied
        assert applied.withdrawn == 3


def test_a_part_of_the_catalog_withdraws_nothing(sessions: Sessions) -> None:
    with sessions.begin() as session:
        made = load(session, *(a_row(f"SJ-00{number}") for number in range(1, 5)))
        assert made
        number = kept(session, a_row("SJ-001", content="新的"), wish=Wish(keep_missing=True))

        applied = apply(session, number, follows=made.id)

        assert applied
        assert (applied.changed, applied.withdrawn) == (1, 0)


def test_a_cancelled_file_leaves_nothing_but_a_note(sessions: Sessions) -> None:
    with sessions.begin() as session:
        number = kept(session, a_row())

        uploading.cancel(session, number, by="wang", at=NOON)

        assert session.scalar(select(func.count()).select_from(CatalogUpload)) == 0
        assert latest(session)[0].action == "catalog.cancel_upload"


def test_a_file_nobody_applies_goes_after_a_week(sessions: Sessions) -> None:
    with sessions.begin() as session:
        kept(session, a_row())

        uploading.forget_old(session, now=NOON + KEPT - timedelta(seconds=1))
        assert session.scalar(select(func.count()).select_from(CatalogUpload)) == 1
        uploading.forget_old(session, now=NOON + KEPT)
        assert session.scalar(select(func.count()).select_from(CatalogUpload)) == 0


def test_the_bundled_catalog_can_be_taken_out_and_sent_back() -> None:
    rows = bundled_rows()

    assert uploading.read_upload("目录.xlsx", a_file(*rows)).rows == rows
