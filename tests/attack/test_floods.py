"""Too much, too long, too deep, or nothing a text could be: everything is refused in a sentence, nothing breaks."""

from io import BytesIO
from urllib.parse import unquote

import pytest

from bot.workers.roles import Role
from tests.attack.rounds import is_of_console, one_each, opened, tables, with_token
from tests.district import District, login_of

OFFICE = login_of(Role.DISCLOSURE_OFFICE)
NAMES = ("q", "page", "next", "sort", "state", "show", "place", "code", "from", "to", "days", "updated_since", "cursor")
STRANGE = (
    "\0",
    "%00",
    "%ff%fe",
    "%ed%a0%80",  # half of a pair that makes one character
    "-1",
    "99999999999999999999",
    "1e309",
    "NaN",
    "٣",  # a digit, but not one of ours
    "2026-13-45",
    "9999-12-31T23:59:59%2b99:99",
    "' OR 1=1 --",
    "../../../../etc/passwd",
    "${7*7}",
    "%25%25%25s",
    "a" * 3_000,
    "低" * 500,
    "🀄" * 100,
    "\u202e\u2066",
)


@pytest.mark.parametrize("turn", range(0, len(STRANGE), 5))
def test_no_query_breaks_a_page(district: District, turn: int) -> None:
    clients = {True: district.client(OFFICE), False: district.client()}
    query = "&".join(f"{name}={STRANGE[(turn + place) % len(STRANGE)]}" for place, name in enumerate(NAMES))

    broken = [
        address
        for rule, address in one_each(district, "GET")
        if opened(clients[is_of_console(rule)], f"{address}?{query}").status_code >= 500
    ]

    assert broken == []


@pytest.mark.parametrize("text", STRANGE, ids=map(str, range(len(STRANGE))))
def test_no_path_breaks_a_page(district: District, text: str) -> None:
    client = district.client(OFFICE)

    broken = [
        address
        for rule, address in one_each(district, "GET")
        if rule.arguments and opened(client, f"{address.rsplit('/', 1)[0]}/{text}").status_code >= 500
    ]

    assert broken == []


@pytest.mark.parametrize("turn", range(0, len(STRANGE), 5))
def test_no_form_breaks_a_page(district: District, turn: int) -> None:
    browsing = with_token(district, login_of(Role.AUDITOR))
    names = ("text", "reason", "code", "topic", "change", "asked", "due_on", "role", "place", "source", "part", "login")
    fields = {name: unquote(STRANGE[(turn + place) % len(STRANGE)]) for place, name in enumerate(names)}

    broken = [
        address
        for rule, address in one_each(district, "POST")
        if is_of_console(rule) and not rule.endpoint.endswith("sign_out")
        if browsing.send(address, headers=None, **fields).status_code >= 500
    ]

    assert broken == []


def test_a_form_with_ten_thousand_fields_is_not_taken(district: District) -> None:
    browsing, before = with_token(district, OFFICE), tables(district)
    fields = {f"f{number}": "x" for number in range(10_000)}

    for rule, address in one_each(district, "POST"):
        if is_of_console(rule) and not rule.endpoint.endswith("sign_out"):
            assert browsing.client.post(address, data=fields).status_code in {400, 403, 404, 413}, address

    assert tables(district) == before


def test_a_body_larger_than_any_form_is_not_read(district: District) -> None:
    stranger = district.client()
    for rule, address in one_each(district, "POST"):
        body = BytesIO(b"form_token=" + b"x" * 30_000_000)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = stranger.post(address, input_stream=body, content_length=30_000_011, headers=headers)
        assert answer.status_code in {303, 403, 404, 413, 429}, address
        assert body.tell() < 25_000_000 or not is_of_console(rule), address


@pytest.mark.parametrize("kind", ["application/json", "text/xml", "multipart/form-data; boundary=x", "nonsense"])
def test_no_body_of_another_kind_is_taken_for_a_form(district: District, kind: str) -> None:
    browsing, before = with_token(district, OFFICE), tables(district)
    body = b'{"form_token": "x"}<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>--x\r\n\r\n'

    for rule, address in one_each(district, "POST"):
        if is_of_console(rule):
            answer = browsing.client.post(address, data=body, content_type=kind)
            assert answer.status_code in {400, 403, 404, 413, 415}, address
            assert "root:" not in answer.text

    assert tables(district) == before


def test_a_very_long_list_is_not_paged_through_to_its_end_at_once(district: District) -> None:
    client = district.client(OFFICE)
    for rule, address in one_each(district, "GET"):
        answer = opened(client, f"{address}?page=999999999&limit=1000000&size=1000000&per_page=1000000")
        assert answer.status_code < 500, address
        if answer.is_json:
            assert len(answer.data) < 2_000_000, rule
