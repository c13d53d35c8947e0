"""The pages about the government catalog, as workers use them."""

import io
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from bot.app import Kit
from bot.tables import MAX_BYTES
from community_catalog.items import item_by_code
from community_catalog.models import CatalogUpload, Item
from tests.bot.console.browsing import Browsing
from tests.community_catalog.builders import a_row
from tests.community_catalog.test_uploading import a_file

As = Callable[[str], Browsing]
HERE = "/console/catalog"


def send(browsing: Browsing, content: bytes, name: str = "新目录.xlsx", **fields: str) -> TestResponse:
    """Choose a file and press the button."""
    browsing.open(f"{HERE}/uploads/new")
    data = {"form_token": browsing.token, "file": (io.BytesIO(content), name), **fields}
    return browsing.client.post(f"{HERE}/uploads/new", data=data, content_type="multipart/form-data")


def count(kit: Kit, table: type) -> int:
    with kit.sessions.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_items_are_found_by_what_they_say_where_they_are_published_and_whether_they_are_in_force(as_: As) -> None:
    chen = as_("chen")

    def codes(query: str) -> list[str]:
        page = chen.open(f"{HERE}/items?{query}").text
        return [code for code in ("SJ-006", "SJ-007", "YL-001") if f">{code}<" in page]

    assert codes("") == ["SJ-006", "SJ-007", "YL-001"]
    assert codes("q=办理时限") == ["SJ-006"]
    assert codes("level=社区") == ["YL-001"]
    assert codes("domain=养老服务") == ["YL-001"]
    assert codes("stage=结果") == ["YL-001"]
    assert codes("state=withdrawn") == ["SJ-007"]


def test_an_item_shows_every_change_before_and_after_and_where_it_came_from(as_: As) -> None:
    page = as_("lin").open(f"{HERE}/items/sj-006").text

    assert "办理条件、办理材料、办理流程</del>" in page
    assert "办理条件、办理时限</ins>" in page
    assert "目录第二版.csv" in page


def test_a_withdrawn_item_says_so(as_: As) -> None:
    assert "撤销：不在《目录第二版.csv》中" in as_("chen").open(f"{HERE}/items/SJ-007").text


def test_an_item_there_is_not_leads_to_a_page_that_says_so(as_: As) -> None:
    missing = as_("chen").open(f"{HERE}/items/XX-999")

    assert missing.status_code == 404
    assert "目录里没有这个事项" in missing.text


def test_imports_are_listed_with_what_each_changed(as_: As) -> None:
    chen = as_("chen")

    assert "目录第二版.csv" in chen.open(f"{HERE}/imports").text
    page = chen.open(f"{HERE}/imports/2").text
    assert "公开内容" in page
    assert "撤销" in page
    assert chen.open(f"{HERE}/imports/99").status_code == 404


def test_a_file_is_looked_at_and_then_applied(kit: Kit, as_: As) -> None:
    chen = as_("chen")
    content = a_file(
        a_row(content="办理条件"), a_row("YL-001", domain="养老服务", level2="养老机构信息"), a_row("JY-001")
    )

    sent = send(chen, content, reason="机构改革")
    plan = chen.open(chen.path(sent)).text

    assert "+ JY-001" in plan
    assert "~ SJ-006" in plan
    assert "办理条件、办理时限</del>" in plan
    assert "新增 1 项" in plan
    assert count(kit, Item) == 3
    applied = chen.send(f"{chen.path(sent)}/apply", follows="2")
    assert chen.path(applied) == f"{HERE}/imports/3"
    assert "目录现在是第 3 版" in chen.open(f"{HERE}/imports/3").text
    with kit.sessions.read() as session:
        assert item_by_code(session, "JY-001")


def test_what_is_wrong_in_a_file_is_named_row_by_row_and_nothing_is_kept(kit: Kit, as_: As) -> None:
    wrong = a_file(a_row("乱写"), a_row("SJ-008", stage="开会"), a_row("SJ-009", content=""))

    refused = send(as_("chen"), wrong, reason="机构改革")

    assert refused.status_code == 422
    for place in ("第 2 行", "第 3 行", "第 4 行"):
        assert place in refused.text
    assert "文件里有 3 处问题，什么都没有导入" in refused.text
    assert 'value="机构改革"' in refused.text
    assert count(kit, CatalogUpload) == 0


@pytest.mark.parametrize("name", ["目录.xls", "目录.xlsm", "../../目录.exe", ""])
def test_a_file_of_another_kind_is_refused_beside_its_field(as_: As, name: str) -> None:
    refused = send(as_("chen"), b"MZ", name)

    assert refused.status_code == 422
    assert 'id="file-error"' in refused.text


def test_a_day_there_is_not_is_refused_beside_its_field(as_: As) -> None:
    refused = send(as_("chen"), a_file(a_row()), as_of="2026-02-30")

    assert refused.status_code == 422
    assert 'id="as_of-error"' in refused.text


@pytest.mark.parametrize("size", [MAX_BYTES + 1, MAX_BYTES + 200_000, 21_000_000])
def test_a_file_beyond_all_use_is_refused_in_words(kit: Kit, as_: As, size: int) -> None:
    chen = as_("chen")
    chen.open(f"{HERE}/uploads/new")
    # Written out by hand: the test client would leave a file open behind it.
    token = f'--b\r\nContent-Disposition: form-data; name="form_token"\r\n\r\n{chen.token}\r\n'
    head = '--b\r\nContent-Disposition: form-data; name="file"; filename="x.csv"\r\n\r\n'
    body = token.encode() + head.encode() + b"0" * size + b"\r\n--b--\r\n"

    refused = chen.client.post(f"{HERE}/uploads/new", data=body, content_type="multipart/form-data; boundary=b")

    assert refused.status_code in {413, 422}
    assert "太大" in refused.text
    assert "工作台" in refused.text
    assert count(kit, CatalogUpload) == 0


def test_headings_nobody_asked_for_are_named(as_: As) -> None:
    chen = as_("chen")
    content = a_file(a_row(), suffix="csv").decode("utf-8-sig").replace("五公开\r\n", "五公开,备注\r\n").encode()

    sent = send(chen, content, "目录.csv")

    assert "这些列没有用到：备注" in chen.open(chen.path(sent)).text


def test_a_plan_that_withdraws_most_is_not_applied_by_one_click(kit: Kit, as_: As) -> None:
    chen = as_("chen")
    sent = send(chen, a_file(a_row("JY-001")))
    assert "比留下的还多" in chen.open(chen.path(sent)).text

    refused = chen.send(f"{chen.path(sent)}/apply", follows="2")

    assert refused.status_code == 409
    assert count(kit, CatalogUpload) == 1


def test_a_cancelled_file_changes_nothing(kit: Kit, as_: As) -> None:
    chen = as_("chen")
    sent = send(chen, a_file(a_row("JY-001")))

    chen.send(f"{chen.path(sent)}/cancel")

    assert count(kit, CatalogUpload) == 0
    assert count(kit, Item) == 3
    assert chen.open(chen.path(sent)).status_code == 404


@pytest.mark.parametrize("login", ["zheng", "lin", "xu"])
def test_only_who_keeps_the_catalog_of_the_whole_district_imports(kit: Kit, as_: As, login: str) -> None:
    with kit.sessions.begin() as session:
        session.add(
            CatalogUpload(
                file_name="x", sha256="0", keep_missing=False, reason="", rows=[], by="chen", at=kit.clock.now()
            )
        )
    browsing = as_(login)

    assert browsing.open(f"{HERE}/uploads/new").status_code == 403
    assert browsing.open(f"{HERE}/uploads/1").status_code == 403
    for action in ("apply", "cancel"):
        assert browsing.send(f"{HERE}/uploads/1/{action}", follows="2", sure="1").status_code == 403
    assert count(kit, CatalogUpload) == 1


@pytest.mark.parametrize(("login", "items", "imports"), [("zheng", 200, 200), ("lin", 200, 403), ("xu", 403, 403)])
def test_who_sees_items_and_imports(as_: As, login: str, items: int, imports: int) -> None:
    browsing = as_(login)

    assert browsing.open(f"{HERE}/items").status_code == items
    assert browsing.open(f"{HERE}/imports").status_code == imports
    assert ("目录导入" in browsing.open("/console/").text) == (imports == 200)


def test_what_a_file_says_is_shown_as_words(as_: As) -> None:
    chen = as_("chen")
    evil = "<script>alert(1)</script>"

    sent = send(chen, a_file(a_row(content=evil, level2=evil)), f"{evil}.xlsx", keep_missing="1", reason=evil)

    assert "<script>alert" not in chen.open(chen.path(sent)).text
