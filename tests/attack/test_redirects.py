"""A link to our site that leads to another one, and text that breaks out of a header."""

from http.client import HTTPConnection
from urllib.parse import quote, urlsplit

import pytest
from werkzeug.test import TestResponse

from bot.workers.roles import Role
from tests.attack.rounds import one_each, opened
from tests.bot.console.browsing import Browsing
from tests.bot.workers.builders import PASSWORD
from tests.district import District, login_of

ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "/console/..//evil.example",
    "/console/\\..\\..\\evil.example",
    "/\t/evil.example/",
    "\x01https://evil.example/",
    "https:evil.example",
    "javascript:alert(1)",
    "/%0d%0aLocation:%20https://evil.example",
    "@evil.example",
    "/console/@evil.example/%2f..",
    "/console/\r\nSet-Cookie: a=b",
)
BREAKS = ("\r\nX-Evil: 1", "%0d%0aX-Evil:%201", "\nSet-Cookie: evil=1", "\u560d\u560aX-Evil: 1")


def leads_home(answer: TestResponse) -> bool:
    """Whether a redirect stays here; so does what is none."""
    target = answer.headers.get("Location", "/")
    parts = urlsplit(target)
    clean = "\\" not in target and target.isprintable() and not target.startswith("//")
    return clean and parts.netloc in {"", "localhost"} and parts.scheme in {"", "http"}


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_signing_in_leads_nowhere_else(district: District, wanted: str) -> None:
    browsing = Browsing(district.client())
    browsing.client.environ_base["REMOTE_ADDR"] = "203.0.113.60"
    shown = browsing.client.get("/console/sign-in", query_string={"next": wanted})

    browsing.open("/console/sign-in")
    sent = browsing.send("/console/sign-in", login=login_of(Role.FINAL_REVIEWER), password=PASSWORD, next=wanted)

    assert f'value="{wanted}"' not in shown.text or wanted.startswith("/console/")
    assert sent.status_code == 303
    assert leads_home(sent)
    assert urlsplit(sent.headers["Location"]).path.startswith("/console/")


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_changing_to_large_letters_leads_nowhere_else(district: District, wanted: str) -> None:
    for to in (wanted, quote(wanted)):
        assert leads_home(district.client().post("/elder", data={"on": "1", "to": to}))


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_no_address_of_ours_leads_elsewhere(district: District, wanted: str) -> None:
    client = district.client(login_of(Role.CATALOG_ADMIN))
    names = ("next", "to", "url", "back", "return", "place", "item", "code", "q", "domain", "page")
    for rule, address in one_each(district, "GET"):
        if not rule.arguments:
            answer = client.get(address, query_string=dict.fromkeys(names, wanted))
            assert leads_home(answer), address


@pytest.mark.parametrize("wanted", ["//evil.example", "//evil.example/..", "/\\evil.example", "/%5cevil.example"])
def test_no_path_of_ours_is_read_as_a_host(district: District, wanted: str) -> None:
    parts = urlsplit(district.url)
    for prefix in ("", "/items", "/domains", "/console", "/places", "/static", "/kiosk"):
        connection = HTTPConnection(parts.netloc, timeout=20)
        connection.request("GET", prefix + wanted)
        target = connection.getresponse().headers.get("Location", "/")
        connection.close()
        assert urlsplit(target).netloc in {"", parts.netloc}, target


@pytest.mark.parametrize("text", BREAKS)
def test_nothing_typed_becomes_a_header(district: District, text: str) -> None:
    client = district.client(login_of(Role.DISCLOSURE_OFFICE))
    for rule, address in one_each(district, "GET"):
        answer = opened(client, f"{address}?q={quote(text)}&next={quote(text)}&format={quote(text)}&name={quote(text)}")
        assert "X-Evil" not in answer.headers, address
        assert not any("evil" in one for one in answer.headers.getlist("Set-Cookie")), address
        if rule.arguments:
            odd = opened(client, address.rsplit("/", 1)[0] + "/" + quote(text, safe="%"))
            assert "X-Evil" not in odd.headers, address
            assert odd.status_code < 500, address
