"""Feeds tell what is added, changed and withdrawn: each step once, under a name that stays."""

from datetime import timedelta

from flask.testing import FlaskClient
from lxml import etree
from sqlalchemy.orm import Session

from bot.api.atom import NAMESPACE
from bot.app import Kit
from bot.redirects.rules import add_redirect
from community_catalog.api import formerly
from community_catalog.api.feeds import LONGEST
from community_catalog.domains import DOMAINS
from community_catalog.elements import CatalogRow
from community_catalog.revision import apply_plan, plan_for
from tests.community_catalog.builders import DIBAO, a_row, a_source, load
from tests.conftest import NOON


def load_later(session: Session, *rows: CatalogRow) -> None:
    later = NOON + timedelta(hours=1)
    apply_plan(session, plan_for(session, rows), source=a_source(), by="林小雨", at=later, reason="合并")


def feed(client: FlaskClient, name: str = "changes") -> etree._Element:
    response = client.get(f"/feeds/{name}.atom")
    assert (response.status_code, response.mimetype) == (200, "application/atom+xml")
    return etree.fromstring(response.data)


def texts(document: etree._Element, name: str) -> list[str | None]:
    return [one.text for one in document.iterfind(f"{{{NAMESPACE}}}entry/{{{NAMESPACE}}}{name}")]


def test_the_newest_change_stands_first_and_says_what_changed(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, DIBAO, a_row("SJ-007"))
    with kit.sessions.begin() as session:
        load_later(session, a_row(deadline="7个工作日内"))

    document = feed(client)

    assert [str(title).partition("：")[0] for title in texts(document, "title")] == ["撤销", "修订", "新增", "新增"]
    assert "理由：合并" in str(texts(document, "summary")[0])
    assert "公开时限" in str(texts(document, "summary")[1])
    assert document.findtext(f"{{{NAMESPACE}}}updated") == "2026-11-23T05:00:00Z"


def test_each_step_has_a_name_of_its_own_that_stays(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, DIBAO)
    before = texts(feed(client), "id")
    with kit.sessions.begin() as session:
        load_later(session, a_row(deadline="7个工作日内"))

    after = texts(feed(client), "id")

    assert before == ["tag:juwutong.example,2026:items/SJ-006/1"]
    assert after == ["tag:juwutong.example,2026:items/SJ-006/2", *before]


def test_a_change_of_punctuation_is_no_news(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, DIBAO)
        load(session, a_row(content="办理条件，办理材料，办理流程"))

    assert len(texts(feed(client), "id")) == 1


def test_each_domain_has_a_feed(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, DIBAO, a_row("YL-001", domain="养老服务"))

    assert {domain.slug: len(texts(feed(client, domain.slug), "id")) for domain in DOMAINS[:3]} == {
        "yanglao": 1,
        "jiuzhu": 1,
        "zhufang": 0,
    }
    assert client.get("/feeds/养老服务.atom").headers["Location"] == "/feeds/yanglao.atom"
    assert client.get("/feeds/nothing.atom").status_code == 404


def test_a_feed_does_not_grow_without_end(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, *(a_row(f"SJ-{number:03}") for number in range(1, LONGEST + 10)))

    assert len(texts(feed(client), "id")) == LONGEST


def test_a_feed_is_not_sent_again_unchanged_and_any_website_may_read_it(client: FlaskClient, kit: Kit) -> None:
    first = client.get("/feeds/changes.atom")

    again = client.get("/feeds/changes.atom", headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304
    assert first.headers["Access-Control-Allow-Origin"] == "*"


def test_an_items_page_says_which_items_were_merged_into_it(kit: Kit, client: FlaskClient) -> None:
    with kit.sessions.begin() as session:
        load(session, DIBAO)
        old, new = "/items/SJ-001", "/items/SJ-006"
        add_redirect(session, old, new, since=NOON.date(), reason="<编码>调整", by="林小雨", now=NOON)
        add_redirect(session, "/old/dibao", new, since=NOON.date(), reason="搬家", by="林小雨", now=NOON)

    with kit.sessions.read() as session:
        assert formerly(session, "SJ-006") == (
            "<p>2026年11月23日起，SJ-001 的网页并到这一页。原因：&lt;编码&gt;调整</p>"
        )
        assert formerly(session, "SJ-007") is None
