"""What `bench pages` found: its tables, and whether what is required was reached. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from math import isfinite
from statistics import median

from bench.figures import percentile, ratio
from bench.sizes import Size
from bench.tables import aligned, verdict

FEW, MANY = 360, 50_000  # items
COMMUNITIES = 69
RATE = 100  # pages a second
LATE_MS, TIMES_LATER = 30.0, 2.0  # p99 with FEW items; how much later it may be with MANY
FIRST_BYTES, LATER_BYTES = 150_000, 20_000
PROMISED = ("item", "search")  # the kinds of pages the promise names; the others are measured as well

Row = Sequence[str]


@dataclass
class Measured:
    """Pages of one kind of one server: waiting times in ms of each round; what never came is waited for forever."""

    name: str
    kind: str
    rounds: list[list[float]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def within(self, share: float) -> float:
        """The time within which so many (0…1) of the pages came, in the middle one of the rounds."""
        return median(percentile(one, share) for one in self.rounds)


@dataclass
class Results:
    """How was measured, everything that was, and what was not and why."""

    seconds: float
    count: int
    workers: int
    pages: list[Measured] = field(default_factory=list)
    sizes: dict[str, Size] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def add(self, name: str, kind: str, waits_ms: list[float], failures: Sequence[str]) -> None:
        """Keep one round."""
        found = self.of(name, kind)
        if found is None:
            self.pages.append(found := Measured(name, kind))
        found.rounds.append(waits_ms)
        found.failures += failures

    def of(self, name: str, kind: str) -> Measured | None:
        """What was measured of a server's pages of this kind."""
        return next((one for one in self.pages if (one.name, one.kind) == (name, kind)), None)


def product_name(items: int) -> str:
    """What the product with so many items is called."""
    return f"{items} items"


def report(results: Results) -> str:
    """Tables, verdicts and notes."""
    title = (
        f"{results.count} rounds of {results.seconds:g} s at {RATE} pages/s, {results.workers} processes, "
        f"{COMMUNITIES} communities; medians of the rounds, waiting counts from when a page was due."
    )
    lines = [title, "", *aligned(time_rows(results.pages)), ""]
    if results.sizes:
        lines += ["Bytes over the wire in Chromium, all files of a page", *aligned(size_rows(results)), ""]
    return "\n".join([*lines, *verdicts(results), *_lost(results.pages), *results.notes])


def _lost(pages: Sequence[Measured]) -> list[str]:
    """What became of pages that did not come."""
    losing = [one for one in pages if one.failures]
    return [f"{one.name}, {one.kind}: {len(one.failures)} lost, as in: {one.failures[0]}" for one in losing]


def time_rows(pages: Sequence[Measured]) -> list[Row]:
    """A line for each kind of page of each server."""
    rows: list[Row] = [("", "p50 ms", "p99 ms", "max ms", "lost")]
    for one in pages:
        times = (f"{one.within(share):.1f}" for share in (0.5, 0.99, 1.0))
        rows.append((f"{one.name}: {one.kind}", *times, str(len(one.failures))))
    return rows


def size_rows(results: Results) -> list[Row]:
    """A line for each kind of page."""
    rows: list[Row] = [("", "first visit", "after the home page")]
    rows += [(kind, f"{size.first:,}", f"{size.later:,}") for kind, size in results.sizes.items()]
    return rows


def verdicts(results: Results) -> Iterator[str]:
    """A line for each thing that is required and was measured, then the comparisons with the peer."""
    for kind in PROMISED:
        for items, limit in ((FEW, LATE_MS), (MANY, LATE_MS * TIMES_LATER)):
            if found := results.of(product_name(items), kind):
                late, lost = found.within(0.99), len(found.failures)
                words = f"{items} items, {kind}: p99 {late:.1f} ms, wanted at most {limit:.0f}; {lost} lost"
                yield verdict(words, good=late <= limit and not lost)
    if results.sizes:
        yield from _size_verdicts(results)
    yield from _comparisons(results)


def _size_verdicts(results: Results) -> Iterator[str]:
    kind, size = max(results.sizes.items(), key=lambda pair: pair[1].first)
    yield verdict(
        f"largest first visit: {kind}, {size.first:,} bytes, wanted at most {FIRST_BYTES:,}",
        good=size.first <= FIRST_BYTES,
    )
    kind, size = max(results.sizes.items(), key=lambda pair: pair[1].later)
    yield verdict(
        f"largest page afterwards: {kind}, {size.later:,} bytes, wanted at most {LATER_BYTES:,}",
        good=size.later <= LATER_BYTES,
    )


def _comparisons(results: Results) -> Iterator[str]:
    peers = [one for one in results.pages if not one.name.endswith(" items")]
    for theirs in peers:
        ours = results.of(product_name(FEW), theirs.kind)
        if ours:
            found = ratio(*([percentile(one, 0.5) for one in whose.rounds] for whose in (ours, theirs)))
            yield f"         {theirs.kind}: p50 of ours ÷ {theirs.name} {found}"
    for kind in PROMISED:
        few, many = (results.of(product_name(items), kind) for items in (FEW, MANY))
        if few and many:
            yield f"         {kind}: p99 at {MANY} ÷ {FEW} items {many.within(0.99) / few.within(0.99):.2f}"


def figures(results: Results) -> dict[str, object]:
    """Everything as plain numbers, for keeping."""
    return {
        "how": {"seconds": results.seconds, "rounds": results.count, "workers": results.workers, "rate": RATE},
        "pages": [_figures(one) for one in results.pages],
        "sizes": {kind: asdict(size) for kind, size in results.sizes.items()},
        "notes": results.notes,
    }


def _figures(one: Measured) -> dict[str, object]:
    waits = {share: one.within(float(share)) for share in ("0.5", "0.9", "0.99", "1")}
    finite = {share: wait if isfinite(wait) else None for share, wait in waits.items()}
    return {"server": one.name, "kind": one.kind, "wait_ms": finite, "lost": len(one.failures)}
