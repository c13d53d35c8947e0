from math import inf

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select

from bench.filling import add_communities, add_items
from bench.pageload import PageLoad, request
from bench.pagereport import FEW, MANY, Results, figures, product_name, report, verdicts
from bench.pages import measure, product_addresses
from bench.peers.page import application as peer
from bench.sizes import Size
from bot import places
from bot.db import Sessions
from bot.places import communities
from community_catalog.models import Item
from tests.bench.test_load import answering, http
from tests.conftest import NOON

QUICK, SLOW = [5.0] * 100, [5.0] * 98 + [31.0] * 2


def results(few: list[float] = QUICK, many: list[float] = QUICK, size: Size | None = None) -> Results:
    found = Results(seconds=1, count=1, workers=2)
    found.add(product_name(FEW), "item", few, [])
    found.add(product_name(MANY), "item", many, [])
    found.sizes = {"item": size or Size(100_000, 10_000)}
    return found


def missed(found: Results) -> list[str]:
    return [line for line in verdicts(found) if line.startswith("MISSED")]


def test_quick_small_pages_reach_everything() -> None:
    assert missed(results()) == []


def test_two_slow_pages_of_a_hundred_miss_the_mark_with_few_items_only() -> None:
    assert len(missed(results(few=SLOW))) == 1
    assert missed(results(many=SLOW)) == []


def test_a_page_that_never_comes_misses_the_mark() -> None:
    found = results()
    found.add(product_name(FEW), "item", [*QUICK, inf], ["status 500"])

    assert "1 lost" in missed(found)[0]
    assert "status 500" in report(found)


@pytest.mark.parametrize("size", [Size(150_001, 1), Size(1, 20_001)])
def test_a_heavy_page_misses_the_mark(size: Size) -> None:
    assert len(missed(results(size=size))) == 1


def test_what_was_not_measured_is_said_and_kept() -> None:
    found = results(many=[inf])
    found.notes.append("no Chromium")

    assert report(found).endswith("no Chromium")
    assert "inf" not in str(figures(found)).lower()


def test_the_peer_is_compared_round_by_round() -> None:
    found = results()
    found.add("page", "item", [2.0], [])

    assert any("item: p50 of ours ÷ page 2.50" in line for line in verdicts(found))


def test_only_a_whole_page_counts() -> None:
    assert PageLoad.problem(200, b"<html>") is None
    assert PageLoad.problem(200, b"")
    assert PageLoad.problem(429, b"<html>")


def test_pages_are_opened_at_their_times() -> None:
    with answering(lambda _: http(b"page")) as address:
        run = PageLoad(address, [request("/", address[1], 1)] * 5, connections=1, seconds=1, rate=500).run()

    assert (len(run.latencies), run.failures) == (5, [])


def test_fewer_items_than_are_bundled_are_refused() -> None:
    outcome = CliRunner().invoke(measure, ["--sizes", "359"])

    assert outcome.exit_code == 2
    assert "359" in outcome.output


def test_a_database_is_filled_with_items_and_communities(sqlite: Sessions) -> None:
    with sqlite.begin() as session:
        places.setup(session, NOON)
        add_items(session, 365)
        add_communities(session, 69)

    with sqlite.read() as session:
        assert session.scalar(select(func.count()).select_from(Item)) == 365
        assert len(communities(session)) == 69


def test_every_address_can_stand_in_a_request() -> None:
    addresses = product_addresses(FEW)

    assert {"home", "domain", "item", "search", "place"} <= set(addresses)
    for some in addresses.values():
        assert b" HTTP/1.1" in request(some[0], 80, 0)


def test_the_peer_shows_what_the_product_shows(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv("BENCH_FOLDER", str(tmp_path))
    app: Flask = peer()
    client = app.test_client()

    assert "最低生活保障" in client.get("/items/SJ-006").text
    assert "SJ-006" in client.get("/").text
    assert "最低生活保障" in client.get("/search?q=最低生活保障").text
    assert client.get("/items/none").status_code == 404
