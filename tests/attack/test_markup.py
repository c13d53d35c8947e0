"""Somebody writes markup and scripts wherever text can be written; every page shows it as text, everywhere."""

import json
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from lxml import etree, html
from playwright.sync_api import Browser

from tests.accessibility.walk import distinct
from tests.attack.rounds import Whose, all_pages, opened, routes
from tests.district import EVERYBODY, MISSED, District, a_district

PROBE = "\"'><svg/onload=probe()>{{7*7}}"  # short enough for every field
SHOWN = "&#34;&#39;&gt;&lt;svg/onload=probe()&gt;{{7*7}}"
IN_ADDRESSES = f"javascript:probe()//{PROBE}' onfocus=probe() autofocus x='</title><script>probe()</script>"
RUNNING = "() => { window.probed = 0; window.probe = () => { window.probed += 1; }; }"


@pytest.fixture(scope="module")
def bewitched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[District]:
    """A district where every text that somebody could have written ends in the probe."""
    with a_district(tmp_path_factory.mktemp("bewitched"), lambda text: f"{text}{PROBE}") as built:
        yield built


@pytest.fixture(scope="module")
def bewitched_pages(bewitched: District) -> list[Whose]:
    return all_pages(bewitched)


def smuggled(text: str) -> list[str]:
    """Elements and attributes of the probe that became real; scripts and styles written into the page."""
    tree = html.fromstring(text.encode())
    found = [f"{node.tag} {name}" for node in tree.iter() for name in map(str, node.attrib) if name.startswith("on")]
    found += [f"script {node.text}" for node in tree.iter("script") if (node.text or "").strip() and not is_data(node)]
    found += [f"style on {node.tag}" for node in tree.iter() if node.get("style") is not None]
    links = [node.get(name, "").strip().lower() for node in tree.iter() for name in ("href", "src", "action")]
    return found + [link for link in links if link.startswith(("javascript:", "data:text", "vbscript:"))]


def is_data(script: html.HtmlElement) -> bool:
    """Whether a script element holds data no browser runs."""
    return (script.get("type") or "").endswith("json")


def test_no_page_makes_markup_of_what_somebody_wrote(bewitched: District, bewitched_pages: list[Whose]) -> None:
    clients = {login: bewitched.client(login) for login in EVERYBODY}

    texts = {(login, page.address): opened(clients[login], page.address).text for login, page in bewitched_pages}

    assert {key: found for key, text in texts.items() if (found := smuggled(text))} == {}
    assert sum(SHOWN in text for text in texts.values()) > 20


@pytest.mark.parametrize("words", MISSED)
def test_what_residents_ask_is_shown_to_workers_with_the_probe_in_it(
    bewitched: District, bewitched_pages: list[Whose], words: str
) -> None:
    client = bewitched.client("disclosure-office")
    shown = "".join(
        opened(client, page.address).text for login, page in bewitched_pages if login == "disclosure-office"
    )

    assert words + SHOWN in shown


@pytest.mark.parametrize("login", ["disclosure-office", None])
def test_no_address_becomes_markup(district: District, pages: list[Whose], login: str | None) -> None:
    client = district.client(login)
    addresses = {one for whose, page in pages if whose == login for one in haunted(page.address)}

    answers = {address: opened(client, address) for address in addresses}

    assert len(answers) > 2
    as_pages = {address: answer.text for address, answer in answers.items() if answer.mimetype == "text/html"}
    assert {address: found for address, text in as_pages.items() if (found := smuggled(text))} == {}


def haunted(address: str) -> Iterator[str]:
    """The address with probes in place of the values of its query, one after the other."""
    parts = urlsplit(address)
    names = [name for name, _ in parse_qsl(parts.query, keep_blank_values=True)] or ["q", "next", "page"]
    for name in names:
        pairs = [pair for pair in parse_qsl(parts.query) if pair[0] != name]
        yield parts._replace(path=parts.path, query=urlencode([*pairs, (name, IN_ADDRESSES)])).geturl()


def test_no_path_becomes_markup(district: District) -> None:
    for rule, address in routes(district, "GET"):
        if rule.arguments:
            client = district.client("disclosure-office")
            answer = opened(client, address.rsplit("/", 1)[0] + "/%3Cscript%3Eprobe()%3C%2Fscript%3E")
            assert "<script>probe" not in answer.text, address


def test_no_script_of_a_resident_runs_in_a_browser(
    bewitched: District, bewitched_pages: list[Whose], chromium: Browser
) -> None:
    chosen = {id(page) for page in distinct(page for _, page in bewitched_pages)}

    ran: list[str] = []
    for login in EVERYBODY:
        context = chromium.new_context(locale="zh-CN")
        context.add_init_script(f"({RUNNING})()")
        if login:
            context.add_cookies([{"name": "console", "value": bewitched.sign_in(login), "url": bewitched.url}])
        page = context.new_page()
        for address in [one.address for whose, one in bewitched_pages if whose == login and id(one) in chosen]:
            page.goto(bewitched.url + address)
            if page.evaluate("window.probed"):
                ran.append(address)
        context.close()

    assert ran == []


def test_what_is_not_a_page_says_so_and_stays_well_formed(bewitched: District) -> None:
    for rule, address in routes(bewitched, "GET"):
        answer = bewitched.client().get(address)
        if rule.endpoint == "static" or (not answer.is_json and not (answer.mimetype or "").endswith("xml")):
            continue
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        if answer.is_json:
            json.loads(answer.text)
        else:
            etree.fromstring(answer.data)
