"""Going round the whole product: its routes with arguments filled in, its pages, its tables."""

import hashlib
from collections.abc import Iterator, Mapping

from flask.testing import FlaskClient
from sqlalchemy import MetaData, select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.accessibility.walk import Page, Walk, addresses_of, starts
from tests.bot.console.browsing import Browsing
from tests.district import EVERYBODY, District

Whose = tuple[str | None, Page]

READABLE = {"Accept": "text/html"}
# What a visit leaves behind whatever the visitor does: who is there, what they are told once, what they half wrote.
FLEETING = frozenset({"worker_sessions", "console_messages", "sign_in_attempts"})


def routes(district: District, method: str) -> Iterator[tuple[Rule, str]]:
    """Every route that takes this method, with addresses that lead there."""
    for rule in district.app.url_map.iter_rules():
        if method in (rule.methods or ()):
            for address in addresses_of(rule) or [rule.rule]:
                yield rule, address


def one_each(district: District, method: str) -> list[tuple[Rule, str]]:
    """Every route that takes this method, with one address."""
    return list({(rule.rule, rule.endpoint): (rule, address) for rule, address in routes(district, method)}.values())


def is_of_console(rule: Rule) -> bool:
    """Whether it belongs to the workers' pages."""
    return rule.rule == "/console" or rule.rule.startswith("/console/")


def pages_of(district: District, login: str | None, *, console: bool) -> list[Page]:
    """All pages somebody finds."""
    walk = Walk(district.app, district.client(login), console=console)
    walk.go(starts(district, console=console))
    return walk.pages


def all_pages(district: District) -> list[Whose]:
    """All pages of everybody, with whose they are; None: a stranger."""
    of_workers = [(login, page) for login in EVERYBODY for page in pages_of(district, login, console=True)]
    return of_workers + [(None, page) for page in pages_of(district, None, console=False)]


def opened(client: FlaskClient, address: str, **headers: str) -> TestResponse:
    """Open an address as a browser would, without following where it leads."""
    sent = {**READABLE, **{name.replace("_", "-"): text for name, text in headers.items()}}
    answer = client.get(address, headers=sent)
    answer.get_data()  # now; closing lets go of the file it may come from
    answer.close()
    return answer


def with_token(district: District, login: str) -> Browsing:
    """Somebody signed in, who holds the token their own forms carry."""
    browsing = Browsing(district.client(login))
    browsing.open("/console/")
    assert browsing.token
    return browsing


def tables(district: District, *, without: frozenset[str] = FLEETING) -> Mapping[str, str]:
    """What each table holds, as a digest."""
    found = MetaData()
    with district.kit.sessions.engine.connect() as connection:
        found.reflect(connection)
        return {
            table.name: hashlib.sha256(repr(sorted(map(repr, connection.execute(select(table))))).encode()).hexdigest()
            for table in found.sorted_tables
            if table.name not in without
        }
