"""Who practises may look at everything and change nothing that is real; nothing made up is seen outside."""

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from bot.app import Kit
from bot.audit import AuditEvent
from bot.practice import world
from casework.models import Enquiry, EnquiryState
from tests.bot.console.browsing import Browsing
from tests.bot.workers.builders import PASSWORD

OWN = ("console.", "account.check_confirm", "console_drafts.", "console_undo.", "practice.", "casework_console.")


def events(kit: Kit) -> int:
    with kit.sessions.read() as session:
        return session.scalar(select(func.count()).select_from(AuditEvent)) or 0


def test_every_page_of_who_practises_says_so(browsing: Browsing) -> None:
    browsing.sign_in("lianxi1")

    for address in ("/console/", "/console/enquiries/", "/console/practice/", "/console/answers/try"):
        assert "您在练习社区" in browsing.open(address).text, address


def test_pages_of_who_works_say_nothing_of_practice(browsing: Browsing) -> None:
    browsing.sign_in("wang")

    assert "练习" not in browsing.open("/console/").text
    assert browsing.open("/console/practice/").status_code == 404


def test_every_form_that_could_change_something_real_is_refused(app: Flask, kit: Kit, browsing: Browsing) -> None:
    browsing.sign_in("lianxi5")
    before = events(kit)
    forms = [
        rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/console/") and "POST" in (rule.methods or ()) and not rule.endpoint.startswith(OWN)
    ]

    answers = {rule.endpoint: browsing.send(re.sub(r"<[^>]+>", "1", rule.rule)) for rule in forms}

    assert len(answers) > 10
    assert {endpoint for endpoint, answer in answers.items() if answer.status_code != 403} == set()
    assert "练习账号改不了这里" in next(iter(answers.values())).text
    assert events(kit) == before


@pytest.mark.parametrize("address", ["password", "phone", "sessions/1/end", "sessions/end-others"])
def test_nobody_takes_a_shared_account_away_from_the_others(browsing: Browsing, address: str) -> None:
    browsing.sign_in("lianxi1")

    response = browsing.send(f"/console/account/{address}", password=PASSWORD, new="x" * 20, again="x" * 20)

    assert response.status_code == 403
    assert "大家一起用的" in response.text


def test_who_practises_sees_and_answers_what_invented_residents_left(kit: Kit, browsing: Browsing) -> None:
    browsing.sign_in("lianxi1")
    listed = browsing.open("/console/enquiries/").text
    with kit.sessions.read() as session:
        enquiry = session.scalars(select(Enquiry).where(Enquiry.text.contains("楼道的灯"))).one()
    browsing.open(f"/console/enquiries/{enquiry.id}")

    response = browsing.send(f"/console/enquiries/{enquiry.id}/reply", text="已经报修，明天来换。", seen="0")

    assert "楼道的灯坏了" in listed
    assert response.status_code == 303
    with kit.sessions.read() as session:
        assert session.get_one(Enquiry, enquiry.id).state is EnquiryState.ANSWERED


def test_the_district_sees_nothing_of_what_is_made_up(kit: Kit, browsing: Browsing) -> None:
    browsing.sign_in("wang")
    with kit.sessions.read() as session:
        made_up = session.scalars(select(Enquiry.id)).first()

    assert "楼道的灯" not in browsing.open("/console/enquiries/").text
    assert "楼道的灯" not in browsing.open("/console/").text
    assert browsing.open(f"/console/enquiries/{made_up}").status_code in {403, 404}


def test_who_practises_puts_everything_back_with_one_key(kit: Kit, browsing: Browsing) -> None:
    browsing.sign_in("lianxi2")
    browsing.open("/console/practice/")

    response = browsing.send("/console/practice/reset")

    assert response.status_code == 303
    assert events(kit)
    assert "已恢复原样" in browsing.open("/console/practice/").text


def test_who_works_cannot_put_practice_back(browsing: Browsing) -> None:
    browsing.sign_in("wang")

    assert browsing.send("/console/practice/reset").status_code == 404


@pytest.mark.parametrize("address", ["/", "/places/", "/sitemap.xml", "/api/v1/places", "/kiosk"])
def test_no_list_outside_the_console_holds_the_practice_community(browsing: Browsing, address: str) -> None:
    response = browsing.client.get(address, follow_redirects=True)

    assert response.status_code == 200
    assert "练习" not in response.text
    assert world.COMMUNITY not in response.text


@pytest.mark.parametrize("code", [world.STREET, world.COMMUNITY])
@pytest.mark.parametrize("address", ["/places/{}", "/places/{}/yanglao"])
def test_no_page_outside_the_console_is_about_the_practice_community(
    browsing: Browsing, address: str, code: str
) -> None:
    assert browsing.client.get(address.format(code)).status_code == 404


def test_no_screen_stands_in_the_practice_community(kit: Kit) -> None:
    from kiosk.pages import hall_name

    with kit.sessions.read() as session:
        assert hall_name(session, world.COMMUNITY) == ""
        assert hall_name(session, "350102001001") == "鼓东街道中山社区"
