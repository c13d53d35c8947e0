"""`bench pages`: residents' pages at 100 a second, with few items and many, beside a bare Flask page; their size."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import asdict, replace
from http.client import HTTPConnection, HTTPException
from math import inf
from pathlib import Path
from random import Random
from urllib.parse import quote

import click

from bench.deliveries import Account, in_other_words, questions
from bench.filling import made_items
from bench.pageload import PageJob, PageTimes
from bench.pagereport import COMMUNITIES, FEW, MANY, RATE, Results, figures, product_name, report
from bench.servers import PRODUCT, ROOT, DidNotStart, Running, Subject, peer
from bench.sizes import NoChromium, sizes
from bot.place_list import COLUMNS, PlaceKind, place_rows
from bot.places import FILE
from bot.tables import read_file
from community_catalog.domains import DOMAINS

WARM_UP_S = 2.0
DRAWN = 1000  # addresses of one kind, one after the other: hardly a search comes twice
PEER = peer("page", "the catalog in one Flask file")

Addresses = Mapping[str, Sequence[str]]


def _sizes(_context: click.Context, _option: click.Parameter, given: str) -> list[int]:
    if not all(number.isdecimal() and int(number) >= FEW for number in given.split(",")):
        raise click.BadParameter(f"{given}: numbers of items from {FEW} on are wanted, joined by commas")
    return [int(number) for number in given.split(",")]


@click.command(help=__doc__)
@click.option("--seconds", default=10.0, show_default=True, help="of each kind of page, of each round")
@click.option("--rounds", default=3, show_default=True, help="each round measures everything once, in turn")
@click.option("--connections", default=32, show_default=True)
@click.option("--workers", default=2, show_default=True, help="processes of each server")
@click.option("--sizes", "items", callback=_sizes, default=f"{FEW},{MANY}", show_default=True, help="items")
@click.option("--json", "file", type=click.Path(dir_okay=False, path_type=Path), help="write the figures there as well")
def measure(*, seconds: float, rounds: int, connections: int, workers: int, items: list[int], file: Path | None) -> int:
    """Measure and print; the exit status is 0 unless something did not run."""
    results = Results(seconds, rounds, workers)
    try:
        with tempfile.TemporaryDirectory(prefix="juwutong-bench-") as folder, ExitStack() as stack:
            sites = [stack.enter_context(site) for site in _sites(Path(folder), workers, items)]
            for site in sites:
                _get_ready(site, results, connections)
            for number in range(rounds):
                click.echo(f"round {number + 1} of {rounds} …", err=True)
                for site in sites:
                    _one_round(site, results, seconds, connections)
            _weigh(sites[0], results)
    except DidNotStart as error:
        raise click.ClickException(str(error)) from None
    click.echo(report(results))
    if file:
        file.write_text(json.dumps(figures(results), ensure_ascii=False, indent=2) + "\n", "utf-8")
    return 0


class Site(Running):
    """A server of pages, with the addresses that are opened there; the product's database is filled first."""

    def __init__(self, subject: Subject, addresses: Addresses, *, items: int, workers: int, folder: Path) -> None:
        super().__init__(subject, "granian", Account.fresh(), workers=workers, folder=folder)
        self.addresses = dict(addresses)
        self._items = items

    @property
    def name(self) -> str:
        """As the table calls it."""
        return self.subject.name

    def status(self, address: str) -> int:
        """What it answers there; 0 for nothing."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        with suppress(OSError, HTTPException):
            connection.request("GET", address, headers={"Accept": "text/html"})
            return connection.getresponse().status
        return 0

    def _set_up(self) -> None:
        super()._set_up()
        command = [sys.executable, "-m", "bench.filling", str(self._items), str(COMMUNITIES)]
        done = subprocess.run(  # noqa: S603
            command, cwd=ROOT, env=self._environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise DidNotStart(f"filling the database failed:\n{done.stderr[-2000:]}")

    def _answers(self) -> bool:
        return self.status("/") == 200


def _sites(folder: Path, workers: int, items: Sequence[int]) -> Iterator[Site]:
    for number in items:
        subject = replace(PRODUCT, name=product_name(number))
        yield Site(subject, product_addresses(number), items=number, workers=workers, folder=folder)
    yield Site(PEER, peer_addresses(), items=FEW, workers=workers, folder=folder)


def product_addresses(items: int) -> Addresses:
    """What residents open, kind by kind, in an order nobody foresees and that is the same every time."""
    random = Random(items)  # noqa: S311
    codes = _drawn([row.code for row in made_items(items)], random)
    rows = place_rows(read_file(FILE, COLUMNS), ())
    places = [f"/places/{row.code}" for row in rows if row.kind is PlaceKind.COMMUNITY]
    return {
        "home": ["/"],
        "domain": _drawn([f"/domains/{domain.slug}" for domain in DOMAINS], random),
        "item": [f"/items/{code}" for code in codes],
        "search": [f"/search?q={text}" for text in _searches(random)],
        "place": _drawn(places, random),
        "api item": [f"/api/v1/items/{code}" for code in codes],
        "api list": ["/api/v1/items"],
    }


def peer_addresses() -> Addresses:
    """What the peer has."""
    return {kind: addresses for kind, addresses in product_addresses(FEW).items() if kind in {"home", "item", "search"}}


def _drawn(choices: Sequence[str], random: Random) -> list[str]:
    return [quote(random.choice(choices), safe="/?=") for _ in range(DRAWN)]


def _searches(random: Random) -> list[str]:
    asked = [question for question in questions() if question.code]
    return [quote(in_other_words(random.choice(asked), random).text) for _ in range(DRAWN)]


def _get_ready(site: Site, results: Results, connections: int) -> None:
    """Wait for it, leave out what it does not have, and open everything for a moment."""
    click.echo(f"{site.name}: starting …", err=True)
    site.wait_until_up()
    missing = [kind for kind, addresses in site.addresses.items() if site.status(addresses[0]) != 200]
    for kind in missing:
        results.notes.append(f"{site.name}: {site.addresses.pop(kind)[0]} is not there and was not measured")
    for kind in site.addresses:
        _open(site, kind, WARM_UP_S, connections)


def _one_round(site: Site, results: Results, seconds: float, connections: int) -> None:
    for kind in site.addresses:
        times = _open(site, kind, seconds, connections)
        # A page that never comes is waited for forever.
        waits = [*times.waits_ms, *(inf for _ in times.failures)]
        results.add(site.name, kind, waits, times.failures)


def _open(site: Site, kind: str, seconds: float, connections: int) -> PageTimes:
    job = PageJob(site.port, site.addresses[kind], RATE, seconds, connections)
    command, told = [sys.executable, "-m", "bench.pageload"], json.dumps(asdict(job))
    done = subprocess.run(command, input=told, stdout=subprocess.PIPE, text=True, cwd=ROOT, check=True)  # noqa: S603
    return PageTimes(**json.loads(done.stdout))


def _weigh(site: Site, results: Results) -> None:
    click.echo("sizes …", err=True)
    weighed = {kind: addresses[0] for kind, addresses in site.addresses.items() if not kind.startswith("api")}
    try:
        results.sizes = sizes(f"http://127.0.0.1:{site.port}", weighed, seen_before="/")
    except NoChromium:
        results.notes.append("sizes were not measured: there is no Chromium on this machine")
