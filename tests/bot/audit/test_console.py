"""The auditor reads, filters, takes away and verifies the trail; others do not even see the way."""

import pytest
from flask import Flask

from bot.app import Kit
from bot.audit import latest, record
from bot.audit.checks import AuditCheck
from bot.progress import SILENT
from bot.queue.worker import Worker
from tests.bot.console.browsing import Browsing
from tests.bot.console.conftest import StoppedClock
from tests.conftest import NOON


def test_events_are_read_in_words_and_filtered(kit: Kit, zheng: Browsing) -> None:
    page = zheng.open("/console/audit/?action=worker.grant&who=system&at-from=2026-11-23").text

    assert "给予角色" in page
    assert "地方：鼓楼区；角色：信息公开办" in page
    assert "找到 4 条" in page
    assert "找到 0 条" in zheng.open("/console/audit/?at-to=2026-11-22").text
    assert "找到 1 条" in zheng.open("/console/audit/?action=worker.grant&about=worker:lin").text


def test_one_event_tells_before_and_after_and_no_markup(kit: Kit, zheng: Browsing) -> None:
    with kit.sessions.begin() as session:
        details = {"before": {"state": "<b>旧</b>"}, "after": {"state": "新"}}
        record(session, actor="wang", action="test", subject="guide:1", details=details, at=NOON)
        number = latest(session, limit=1)[0].id

    page = zheng.open(f"/console/audit/{number}").text

    assert "王芳（wang）" in page
    assert "办事指南 1" in page
    assert "&lt;b&gt;旧&lt;/b&gt;" in page
    assert zheng.open("/console/audit/99999999999999999999").status_code == 404


def test_taking_the_trail_away_is_an_event_itself(kit: Kit, zheng: Browsing) -> None:
    zheng.open("/console/audit/")

    taken = zheng.send("/console/audit/export?action=worker.grant")

    assert taken.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert len(taken.text.strip().splitlines()) == 1 + 4
    with kit.sessions.read() as session:
        event = latest(session, limit=1)[0]
        assert (event.actor, event.action) == ("zheng", "audit.export")
        assert event.details == {"rows": 4, "narrowed_by": ["action"]}


def test_the_chain_is_verified_at_a_click(kit: Kit, zheng: Browsing) -> None:
    assert "还没有核验过" in zheng.open("/console/audit/").text

    zheng.send("/console/audit/verify")
    assert "<progress" in zheng.open("/console/audit/").text
    Worker(kit.sessions, kit.jobs, kit.clock).do_due()

    page = zheng.open("/console/audit/").text
    assert "由 郑平（zheng） 核验" in page
    assert "完好" in page


def test_a_check_nobody_hears_of_says_so_and_can_be_asked_for_again(kit: Kit, zheng: Browsing) -> None:
    zheng.open("/console/audit/")
    zheng.send("/console/audit/verify")
    assert "现在核验" not in zheng.open("/console/audit/").text

    assert isinstance(kit.clock, StoppedClock)
    kit.clock.pass_(SILENT * 1.1)

    page = zheng.open("/console/audit/").text
    assert "开始的核验没有做完" in page
    assert "现在核验" in page


def test_a_trail_cut_off_leads_to_no_event_that_is_not_there(kit: Kit, zheng: Browsing) -> None:
    with kit.sessions.begin() as session:
        cut_off = {"ended_at": NOON, "broken_id": 999, "reason": "链尾缺失"}
        session.add(AuditCheck(asked_by="zheng", asked_at=NOON, **cut_off))

    page = zheng.open("/console/audit/").text

    assert "链条在第 999 条处断开" in page
    assert "/console/audit/999" not in page


@pytest.mark.parametrize("login", ["part", "lin"])
@pytest.mark.parametrize("address", ["/console/audit/", "/console/audit/1"])
def test_who_has_no_role_for_the_whole_district_neither_sees_the_way_nor_opens_it(
    app: Flask, login: str, address: str
) -> None:
    browsing = Browsing(app.test_client())
    browsing.sign_in(login)

    assert "/console/audit/" not in browsing.open("/console/").text
    assert browsing.open(address).status_code == 403
