"""What every response says to the browser: no foreign scripts, no frames, nothing private kept by anybody."""

import re

import pytest
from werkzeug.test import TestResponse

from bot.workers.roles import Role
from tests.accessibility.walk import distinct, is_file
from tests.attack.rounds import READABLE, Whose, is_of_console, one_each, opened
from tests.district import District, login_of

# The one page that other sites are meant to show in a frame: the search box for the district's website.
IN_FRAMES = "/embed/"
OFFICE = login_of(Role.DISCLOSURE_OFFICE)


def everything(district: District) -> list[tuple[str, TestResponse]]:
    """A response of each route, open or not, and of what is no route."""
    client = district.client(OFFICE)
    addresses = [address for rule, address in one_each(district, "GET") if not is_file(rule.endpoint)]
    addresses += ["/static/site.css", "/nowhere", "/console/nowhere"]
    found = [(address, opened(client, address)) for address in addresses]
    found += [(address, client.post(address)) for address in ("/", "/console/", "/console/sign-in", "/nowhere")]
    return [*found, ("/console/", opened(district.client(), "/console/"))]


@pytest.fixture(scope="module")
def responses(district: District) -> list[tuple[str, TestResponse]]:
    return everything(district)


def policy(response: TestResponse) -> dict[str, set[str]]:
    """The content security policy: sources by directive."""
    parts = [part.split() for part in response.headers.get("Content-Security-Policy", "").split(";") if part.strip()]
    return {name: set(sources) for name, *sources in parts}


def test_every_response_forbids_scripts_that_are_not_ours(responses: list[tuple[str, TestResponse]]) -> None:
    for address, response in responses:
        found = policy(response)
        assert found.get("script-src", found.get("default-src")) in ({"'self'"}, {"'none'"}), address
        assert found.get("style-src", found.get("default-src")) in ({"'self'"}, {"'none'"}), address
        assert found.get("object-src", found.get("default-src")) == {"'none'"}, address
        assert found.get("base-uri") == {"'none'"}, address
        assert "unsafe" not in str(found), address


def test_no_other_site_puts_our_pages_into_a_frame(responses: list[tuple[str, TestResponse]]) -> None:
    for address, response in responses:
        allowed = {"'none'"} if address.startswith("/console") else {"'self'"}
        if not address.startswith(IN_FRAMES):
            assert policy(response).get("frame-ancestors") in (allowed, {"'none'"}), address


def test_no_response_is_taken_for_something_else(responses: list[tuple[str, TestResponse]]) -> None:
    for address, response in responses:
        assert response.headers["X-Content-Type-Options"] == "nosniff", address
        if response.data and response.status_code != 304:
            assert response.mimetype, address


def test_nobody_keeps_a_page_of_the_console(responses: list[tuple[str, TestResponse]]) -> None:
    for address, response in responses:
        if address.startswith("/console"):
            assert response.headers.get("Cache-Control") == "no-store", address


def test_no_error_is_kept(responses: list[tuple[str, TestResponse]]) -> None:
    for address, response in responses:
        if response.status_code in {400, 403, 405, 429, 500}:
            assert "public" not in response.headers.get("Cache-Control", ""), address


def test_what_everybody_may_keep_sets_no_cookie_and_names_no_worker(district: District, pages: list[Whose]) -> None:
    client, stranger = district.client(OFFICE), district.client()
    for address in dict.fromkeys(
        page.address for whose, page in pages if whose is None and "/console" not in page.address
    ):
        mine, theirs = opened(client, address), opened(stranger, address)
        assert "Set-Cookie" not in mine.headers, address
        if "public" in theirs.headers.get("Cache-Control", ""):
            assert mine.text == theirs.text, address


def residents(pages: list[Whose]) -> list[str]:
    """Addresses of pages for residents, one of each kind."""
    return [page.address for page in distinct(page for _, page in pages) if not page.address.startswith("/console")]


@pytest.mark.parametrize(
    "header",
    ["X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix", "X-Original-URL", "X-Rewrite-URL", "Forwarded"],
)
def test_no_header_poisons_what_others_are_shown_from_a_cache(district: District, header: str) -> None:
    client = district.client()
    for rule, address in one_each(district, "GET"):
        if not is_of_console(rule) and not is_file(rule.endpoint):
            poisoned = client.get(address, headers={header: "evil.example", **READABLE})
            assert b"evil" not in poisoned.data + str(poisoned.headers).encode(), address


def test_links_lead_to_our_site_whatever_host_was_asked_for(district: District) -> None:
    client = district.client(OFFICE)
    for rule, address in one_each(district, "GET"):
        if not is_file(rule.endpoint):
            answer = client.get(address, headers={"Host": "evil.example", **READABLE})
            assert b"evil.example" not in answer.data, address
            assert "evil.example" not in answer.headers.get("Location", ""), address


def test_pages_that_look_different_in_large_letters_are_not_mixed_up(district: District, pages: list[Whose]) -> None:
    plain, elder = district.client(), district.client()
    elder.set_cookie("elder", "1", domain="localhost")
    for address in residents(pages):
        one, other = opened(plain, address), opened(elder, address)
        if one.text != other.text and "public" in one.headers.get("Cache-Control", ""):
            assert "Cookie" in re.split(r",\s*", one.headers.get("Vary", "")), address
