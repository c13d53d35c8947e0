"""What `bench answers` found: its tables, and whether what is required was reached. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from bench.asking import Found
from bench.learning import Cost, Step
from bench.scale import Scaled
from bench.tables import aligned, verdict

OURS = "our index"
LEAST_STARD = 0.42
BUNDLED, MANY, VERY_MANY = 360, 5_000, 100_000
LIMITS_MS = {BUNDLED: 5.0, VERY_MANY: 25.0}  # p99
LIMIT_BUILD_S = 3.0  # at MANY items

Row = Sequence[str]


@dataclass
class Results:
    """What was measured, and what was not and why."""

    stard: dict[str, Found] = field(default_factory=dict)
    catalog: dict[str, Found] = field(default_factory=dict)
    scale: list[Scaled] = field(default_factory=list)
    learning: Cost | None = None
    curve: list[Step] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def note(self, text: str) -> None:
        """Say something once, below the tables."""
        if text not in self.notes:
            self.notes.append(text)


def report(results: Results) -> str:
    """Tables, verdicts and notes."""
    lines: list[str] = []
    for title, rows in (
        ("STARD: ranking alone, without wordings and residents' words", found_rows(results.stard)),
        ("Residents' questions about the bundled catalog", found_rows(results.catalog)),
        ("The engine with all wordings, at several sizes; MB resident, medians of rounds", scale_rows(results.scale)),
        ("Learning from all wordings", cost_rows(results.learning)),
        ("Wordings an item → what becomes of unseen wordings of other writers", curve_rows(results.curve)),
    ):
        if len(rows) > 1:
            lines += [title, *aligned(rows), ""]
    return "\n".join([*lines, *verdicts(results), *results.notes])


def found_rows(found: Mapping[str, Found]) -> list[Row]:
    """A line an engine."""
    rows: list[Row] = [("", "asked", "top1", "top3", "p50 ms", "p99 ms")]
    for name, one in found.items():
        rows.append(
            (name, str(one.asked), _share(one.top1), _share(one.top3), f"{one.p50_ms:.2f}", f"{one.p99_ms:.2f}")
        )
    return rows


def scale_rows(scale: Sequence[Scaled]) -> list[Row]:
    """A line a size, and below it the peers over the same items."""
    rows: list[Row] = [("items", "wordings", "built in s", "p50 ms", "p99 ms", "before MB", "items MB", "engine MB")]
    for one in scale:
        memory = (f"{size:.0f}" for size in (one.ready_mb, one.documents_mb, one.engine_mb))
        times = f"{one.build_s:.2f}", f"{one.p50_ms:.2f}", f"{one.p99_ms:.2f}"
        rows.append((f"{one.items}", f"{one.wordings}", *times, *memory))
        for name, (p50, p99) in one.peers.items():
            rows.append((f"  {name}", "", "", f"{p50:.2f}", f"{p99:.2f}", "", "", ""))
    return rows


def cost_rows(cost: Cost | None) -> list[Row]:
    """One line."""
    rows: list[Row] = [("wordings", "learnt in s", "kept MB", "loaded in s")]
    if cost:
        rows.append((f"{cost.wordings}", f"{cost.learn_s:.1f}", f"{cost.kept_bytes / 2**20:.1f}", f"{cost.load_s:.2f}"))
    return rows


def curve_rows(curve: Sequence[Step]) -> list[Row]:
    """A line a point."""
    rows: list[Row] = [
        (
            "learnt from",
            "asked of",
            "an item",
            "learnt",
            "asked",
            "top1",
            "top3",
            "answered",
            "of these right",
            "silent",
        )
    ]
    for one in curve:
        amounts = (str(one.an_item or "all"), f"{one.wordings}", f"{one.asked}")
        shares = (one.top1, one.top3, one.answered, one.right, one.silent)
        rows.append((one.learnt, one.asked_of, *amounts, *map(_share, shares)))
    return rows


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def verdicts(results: Results) -> Iterator[str]:
    """A line for each thing that is required and was measured."""
    if ours := results.stard.get(OURS):
        yield verdict(
            f"STARD: {ours.top1:.3f} found first, wanted at least {LEAST_STARD}", good=ours.top1 >= LEAST_STARD
        )
    for one in results.scale:
        if limit := LIMITS_MS.get(one.items):
            good = one.p99_ms <= limit
            yield verdict(f"{one.items} items: p99 {one.p99_ms:.1f} ms, wanted at most {limit:.0f}", good=good)
        if one.items == MANY:
            good = one.build_s <= LIMIT_BUILD_S
            yield verdict(f"{MANY} items: built in {one.build_s:.1f} s, wanted at most {LIMIT_BUILD_S:.0f}", good=good)


def figures(results: Results) -> dict[str, Any]:
    """Everything as plain numbers, for keeping."""
    return {
        "stard": {name: one._asdict() for name, one in results.stard.items()},
        "catalog": {name: one._asdict() for name, one in results.catalog.items()},
        "scale": [asdict(one) for one in results.scale],
        "learning": asdict(results.learning) if results.learning else None,
        "curve": [asdict(one) for one in results.curve],
        "notes": results.notes,
    }
