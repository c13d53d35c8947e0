"""Finding every page there is: by the links of pages, by the sitemap, and by trying what a page's address lacks.

Of pages that are made of the same kinds of elements one is enough to look at.
"""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from tests.district import ALLOWANCE, COMMUNITY, DISTRICT, MINIMUM, WELCOME, WITHDRAWN, District

ARGUMENTS: Mapping[str, tuple[str, ...]] = {
    "code": (MINIMUM, COMMUNITY, DISTRICT, ALLOWANCE),
    "name": ("yanglao", "社会救助"),
    "token": (WELCOME,),
}
OTHERWISE = ("1", "2", *(code for codes in ARGUMENTS.values() for code in codes))
ALSO = (
    *(f"/search?q={text}" for text in ("低保", "什么条件能申请低保", "qqqqq", "")),
    "/api/v1/search?q=低保",
    f"/items/{WITHDRAWN}",
    "/items/XX-999",
    "/nowhere",
    "/console/nowhere",
    "/console/sign-in?left=1",
    "/console/answers/try?q=低保怎么办",
    "/console/answers/try?q=qqqqq",
    "/console/answers/wordings?q=低保",
    "/console/answers/changes/999",
)
MOST_OF_ONE_KIND = 4  # addresses of one endpoint with the same names in the query that are opened to compare them
READABLE = {"Accept": "text/html"}

Kind = tuple[str, frozenset[str]]
Piece = tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """One page somebody may open: its address with the query, its status, and what kinds of elements it has."""

    endpoint: str
    address: str
    status: int
    pieces: frozenset[Piece]


@dataclass
class Walk:
    """One browser's way through the pages for residents or through the console."""

    app: Flask
    client: FlaskClient
    console: bool
    pages: list[Page] = field(default_factory=list)
    opened: set[str] = field(default_factory=set)  # endpoints something other than an error came from
    _enough: Counter[Kind] = field(default_factory=Counter)

    def go(self, starts: Iterable[str]) -> None:
        """Open the addresses and whatever they lead to."""
        waiting, seen = deque(starts), set[str]()
        while waiting:
            address = waiting.popleft()
            kind = self._kind(address)
            if address in seen or kind is None or self._enough[kind] >= MOST_OF_ONE_KIND:
                continue
            seen.add(address)
            waiting.extend(self._open(address, kind))

    def _kind(self, address: str) -> Kind | None:
        """Endpoint and names in the query; None for what is no page of ours."""
        parts = urlsplit(address)
        if parts.scheme or parts.netloc or parts.path.startswith("/console") is not self.console:
            return None
        return self._endpoint(parts.path), frozenset(parse_qs(parts.query, keep_blank_values=True))

    def _endpoint(self, path: str) -> str:
        try:
            endpoint, _arguments = self.app.url_map.bind("localhost").match(path, "GET")
        except HTTPException:
            return ""
        return str(endpoint)

    def _open(self, address: str, kind: Kind) -> Iterator[str]:
        response, endpoint = self.client.get(address, headers=READABLE), kind[0]
        if response.status_code < 400:
            self.opened.add(endpoint)
            self._enough[kind] += 1
        if 300 <= response.status_code < 400:
            yield _local(urljoin(address, response.headers["Location"]))
        elif response.mimetype == "text/html" and b"<html" in response.get_data()[:200]:  # not a piece of a page
            tree = html.fromstring(response.get_data())
            self.pages.append(Page(endpoint, address, response.status_code, _pieces(tree)))
            yield from (_local(urljoin(address, link)) for link in _links(tree))
        response.close()


def _links(tree: html.HtmlElement) -> Iterator[str]:
    """Where a page leads, and its pictures; not to files that are offered to be kept."""
    yield from (link.get("href", "") for link in tree.iter("a") if link.get("download") is None)
    yield from (picture.get("src", "") for picture in tree.iter("img"))


def _local(address: str) -> str:
    """The address without our own host and without the place in the page."""
    parts = urlsplit(address)
    ours = parts.netloc in {"", "localhost", "127.0.0.1"}
    return parts._replace(scheme="", netloc="", fragment="").geturl() if ours else address


def _pieces(tree: html.HtmlElement) -> frozenset[Piece]:
    """The kinds of elements on a page: tag, classes, role and type."""
    return frozenset(
        (str(node.tag), *(node.get(name, "") for name in ("class", "role", "type")))
        for node in tree.iter()
        if isinstance(node.tag, str)
    )


def distinct(pages: Iterable[Page]) -> list[Page]:
    """Those that have an element the pages before, of the same endpoint, do not have; all errors are of one."""
    known: dict[str, set[Piece]] = {}
    chosen = []
    for page in pages:
        seen = known.setdefault(page.endpoint if page.status < 400 else "an error", set())
        if not page.pieces <= seen:
            chosen.append(page)
            seen |= page.pieces
    return chosen


def starts(district: District, *, console: bool) -> list[str]:
    """Where to begin: every page without arguments, those with, filled in, what the sitemap names, what is known."""
    rules = [rule for rule in district.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    filled = [address for rule in rules for address in addresses_of(rule)]
    if not console:
        with district.app.test_request_context(), district.kit.sessions.read() as session:
            filled += [one.path for addresses in district.kit.site.addresses for one in addresses(session)]
    return [address for address in (*ALSO, *filled) if address.startswith("/console") is console]


def is_file(endpoint: str) -> bool:
    """Whether it serves style sheets, scripts and pictures."""
    return endpoint == "static" or endpoint.endswith(".static")


def addresses_of(rule: Rule) -> list[str]:
    """Addresses that may lead to a page: its rule with what its arguments may be."""
    if is_file(rule.endpoint):
        return []
    values = {name: ARGUMENTS.get(name, OTHERWISE) for name in rule.arguments}
    longest = max(map(len, values.values()), default=1)
    filled = [{name: some[min(turn, len(some) - 1)] for name, some in values.items()} for turn in range(longest)]
    return list(dict.fromkeys(address for one in filled if (address := _built(rule, one))))


def _built(rule: Rule, values: Mapping[str, str]) -> str | None:
    try:
        built = rule.build(values)
    except ValueError:  # the rule wants a number
        return None
    return built[1] if built else None
