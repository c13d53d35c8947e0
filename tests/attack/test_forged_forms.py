"""Another site makes a worker's browser send forms; a link changes something; somebody sends what no form sends."""

from collections.abc import Sequence

import pytest
from sqlalchemy import text

from bot.workers.roles import Role
from tests.attack.rounds import FLEETING, Whose, all_pages, is_of_console, opened, routes, tables, with_token
from tests.district import EVERYBODY, District, login_of

# Forms outside the console are sent by people nobody knows; what each is safe by. A new one has to be thought about.
OF_STRANGERS = {
    "shell.switch": "changes nothing but how pages look in this browser",
}
# What strangers see of the console: how to get in, and the handbook that says how.
OPEN = ("console.sign_in", "console.ask_", "console.welcome", "help.")
COPIES = {"list.export", "audit.export"}
MEANT = {"reason": "因为", "text": "试", "name": "试", "code": "YL-008", "version": "1", "act": "item", "asked": "1"}


def test_no_form_of_the_console_is_taken_without_its_token(district: District) -> None:
    before = tables(district)
    client = district.client(login_of(Role.DISCLOSURE_OFFICE))

    answers = {
        address: client.post(address, data=MEANT).status_code
        for rule, address in routes(district, "POST")
        if is_of_console(rule)
    }

    assert len(answers) > 15
    assert set(answers.values()) <= {403, 404}, answers
    assert tables(district) == before


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
    ids=["another origin", "no origin", "another site"],
)
def test_no_form_of_the_console_is_taken_from_another_site_even_with_the_token(
    district: District, headers: dict[str, str]
) -> None:
    before = tables(district)
    browsing = with_token(district, login_of(Role.DISCLOSURE_OFFICE))

    answers = {
        address: browsing.send(address, headers=headers, **MEANT).status_code
        for rule, address in routes(district, "POST")
        if is_of_console(rule)
    }

    assert set(answers.values()) <= {403, 404}, answers
    assert tables(district) == before


def test_forms_that_strangers_send_are_known_one_by_one(district: District) -> None:
    changing = {
        rule.endpoint
        for method in ("POST", "PUT", "PATCH", "DELETE")
        for rule, _ in routes(district, method)
        if not is_of_console(rule)
    }

    assert changing == set(OF_STRANGERS)


def test_no_link_changes_anything_but_notes_who_takes_copies(district: District) -> None:
    before, noted = tables(district, without=FLEETING | {"audit_events"}), len(actions(district))

    seen = all_pages(district)

    assert len(seen) > len(EVERYBODY)
    assert tables(district, without=FLEETING | {"audit_events"}) == before
    assert set(actions(district)[noted:]) <= COPIES


def actions(district: District) -> Sequence[str]:
    with district.kit.sessions.read() as session:
        return session.scalars(text("SELECT action FROM audit_events ORDER BY id")).all()


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
def test_no_route_knows_other_methods(district: District, method: str) -> None:
    client = district.client(login_of(Role.DISCLOSURE_OFFICE))

    answers = {address: client.open(address, method=method).status_code for _, address in routes(district, "GET")}

    assert set(answers.values()) <= {404, 405}, answers


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_a_get_cannot_pretend_to_be_a_post(district: District, header: str) -> None:
    before = tables(district)
    browsing = with_token(district, login_of(Role.DISCLOSURE_OFFICE))
    query = {"form_token": browsing.token, "_method": "POST", **MEANT}

    for rule, address in routes(district, "POST"):
        if is_of_console(rule):
            browsing.client.get(address, query_string=query, headers={header: "POST"})

    assert tables(district) == before


def test_the_token_lies_in_no_address(pages: list[Whose]) -> None:
    assert [page.address for _, page in pages if "form_token" in page.address] == []


def test_a_stranger_learns_of_no_page_what_is_on_it(district: District) -> None:
    client = district.client()

    for rule, address in routes(district, "GET"):
        if is_of_console(rule):
            answer = opened(client, address)
            assert answer.status_code in {200, 303, 403, 404}, address
            if answer.status_code == 200:
                assert rule.endpoint.startswith(OPEN), address
