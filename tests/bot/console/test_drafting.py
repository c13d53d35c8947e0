"""What a worker has filled in is not lost: by a closed tab, a refusal, or a session that is over."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from bot.app import Kit
from bot.console import drafts, upkeep
from bot.console.models import ConsoleDraft
from bot.db import Session
from bot.queue.port import Jobs
from bot.schedule import Schedule
from bot.workers.accounts import disable, worker_by_login
from tests.bot.console.browsing import Browsing
from tests.bot.console.conftest import StoppedClock
from tests.bot.console.letters import with_letters
from tests.conftest import NOON

__all__ = ["with_letters"]

FORM = {"draft_key": "letter:1", "draft_title": "来信：低保", "draft_page": "/console/letters/1?from=list"}
CONTINUED = "/console/letters/1?from=list&draft=letter%3A1"
ESCAPED = CONTINUED.replace("&", "&amp;")


@pytest.fixture
def browsing(with_letters: Flask) -> Browsing:
    browsing = Browsing(with_letters.test_client())
    browsing.sign_in("wang")
    browsing.open("/console/letters/1?from=list")
    return browsing


def send(browsing: Browsing, address: str, headers: dict[str, str] | None = None, **fields: str) -> TestResponse:
    form = {"form_token": browsing.token, **FORM, **fields}
    return browsing.client.post(address, data=form, headers=headers)


def kept(kit: Kit) -> list[ConsoleDraft]:
    with kit.sessions.read() as session:
        return list(drafts.all_of(session, wang(session), now=kit.clock.now()))


def wang(session: Session) -> int:
    return worker_by_login(session, "wang").id


def test_what_is_sent_while_writing_is_offered_on_the_form_and_on_the_to_do_page(browsing: Browsing, kit: Kit) -> None:
    response = send(browsing, "/console/drafts/", subject="低保", topics="elderly", password="secret")
    assert (response.status_code, response.headers["X-Draft"]) == (204, "kept")

    form, to_do = browsing.open("/console/letters/1?from=list").text, browsing.open("/console/").text

    assert "有一份没有提交的草稿（2026-11-23 12:00）" in form
    assert f'href="?{ESCAPED.partition("?")[2]}">继续填写' in form
    assert f'<a href="{ESCAPED}">来信：低保</a>' in to_do
    assert [draft.fields for draft in kept(kit)] == [[["subject", "低保"], ["topics", "elderly"]]]


def test_going_on_fills_the_form_as_it_was_and_nothing_else(browsing: Browsing) -> None:
    send(browsing, "/console/drafts/", subject="低<保>", way="letter", topics="elderly", place="350102001")

    page = browsing.open(CONTINUED).text

    assert "这是 2026-11-23 12:00 存下的草稿" in page
    assert 'name="subject" type="text" value="低&lt;保&gt;"' in page
    assert 'value="letter" checked' in page
    assert 'value="elderly" checked' in page
    assert 'value="housing" checked' not in page
    assert 'value="350102001" checked' in page
    assert 'type="date" value=""' in page


def test_a_form_that_was_taken_has_no_draft_any_more(browsing: Browsing, kit: Kit) -> None:
    send(browsing, "/console/drafts/", subject="低保")

    done = send(browsing, "/console/letters/1", subject="低保", place="350102001001")

    assert done.status_code == 303
    assert kept(kit) == []


def test_a_form_that_was_refused_is_kept_without_any_script(browsing: Browsing, kit: Kit) -> None:
    refused = send(browsing, "/console/letters/1", subject="低保")

    assert refused.status_code == 422
    assert [draft.address for draft in kept(kit)] == ["/console/letters/1?from=list"]
    assert 'name="draft_page" value="/console/letters/1?from=list"' in refused.text


def test_a_refusal_by_a_page_of_its_own_leads_back_to_the_form(browsing: Browsing) -> None:
    browsing.token = "0" * 64
    same = {"Sec-Fetch-Site": "same-origin"}

    refused = send(browsing, "/console/letters/1", headers=same, subject="低保")

    assert refused.status_code == 403
    assert f'<a class="button" href="{ESCAPED}">回去接着改</a>' in refused.text


def test_nobody_else_can_plant_a_draft(browsing: Browsing, kit: Kit) -> None:
    browsing.token = "0" * 64
    send(browsing, "/console/drafts/", subject="转账到")
    send(browsing, "/console/drafts/", headers={"Sec-Fetch-Site": "cross-site"}, subject="转账到")

    assert kept(kit) == []


def test_when_the_session_is_over_the_form_is_found_after_signing_in(
    browsing: Browsing, kit: Kit, clock: StoppedClock
) -> None:
    clock.pass_(timedelta(hours=2))

    refused = send(browsing, "/console/letters/1", subject="低保")

    assert refused.status_code == 403
    assert "您刚才填的内容没有丢" in refused.text
    assert "/console/sign-in?next=/console/letters/1?from%3Dlist%26draft%3Dletter%253A1" in refused.text
    browsing.sign_in("wang")
    assert 'value="低保"' in browsing.open(CONTINUED).text


def test_who_signs_in_after_somebody_else_does_not_find_their_form(
    browsing: Browsing, clock: StoppedClock, with_letters: Flask
) -> None:
    clock.pass_(timedelta(hours=2))
    send(browsing, "/console/letters/1", subject="低保")

    browsing.sign_in("lin")

    assert "没有写完的" not in browsing.open("/console/").text


@pytest.mark.parametrize("change", ["token", "cookie", "disabled", "no draft"])
def test_a_stranger_has_nothing_kept(browsing: Browsing, kit: Kit, clock: StoppedClock, change: str) -> None:
    clock.pass_(timedelta(hours=2))
    if change == "token":
        browsing.token = "0" * 64
    if change == "cookie":
        browsing.client.set_cookie("console", "guessed")
    if change == "disabled":
        with kit.sessions.begin() as session:
            disable(session, worker_by_login(session, "wang"), by="system", at=NOON)

    refused = send(browsing, "/console/letters/1", subject="低保", draft_key="" if change == "no draft" else "letter:1")

    assert (refused.status_code, kept(kit)) == (403, [])


def test_what_is_thrown_away_is_gone_and_the_worker_stays_where_they_were(browsing: Browsing, kit: Kit) -> None:
    send(browsing, "/console/drafts/", subject="低保")

    response = browsing.send("/console/drafts/discard", key="letter:1", next="/console/letters/1?from=list")

    assert Browsing.path(response) == "/console/letters/1?from=list"
    assert kept(kit) == []


def test_a_draft_never_leads_away_from_the_console(browsing: Browsing, kit: Kit) -> None:
    send(browsing, "/console/drafts/", draft_page="https://evil.example/", subject="低保")

    assert [draft.address for draft in kept(kit)] == ["/console/"]
    assert "evil" not in browsing.open("/console/").text


def test_a_form_without_a_draft_is_never_kept(browsing: Browsing, kit: Kit) -> None:
    browsing.send("/console/letters/1", subject="低保")

    assert kept(kit) == []


def test_a_form_too_large_to_read_is_refused_and_not_kept(browsing: Browsing, kit: Kit) -> None:
    refused = send(browsing, "/console/letters/1", subject="长" * 7_000_000)

    assert (refused.status_code, kept(kit)) == (413, [])


def test_the_night_forgets_what_is_old(browsing: Browsing, kit: Kit, clock: StoppedClock) -> None:
    send(browsing, "/console/drafts/", subject="低保")
    clock.pass_(drafts.KEPT)
    at_night = replace(kit, jobs=Jobs(), schedule=Schedule())
    upkeep.register_upkeep(at_night)

    at_night.jobs.run(upkeep.JOB, {})

    with kit.sessions.read() as session:
        assert session.query(ConsoleDraft).count() == 0
