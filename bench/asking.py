"""What is asked for measuring, and how well and how fast it is found."""

import csv
import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from bench.figures import percentile

MOST = 3  # texts that count as found
WARM_UP = "怎么办"  # asked once before the clock starts: something may be loaded at the first question

Find = Callable[[str], Sequence[str]]  # from a question to the ids of the texts found, best first


class Unreadable(Exception):
    """A file of questions cannot be used; the message says why."""


class Asked(NamedTuple):
    """A question and the ids of the texts that answer it."""

    text: str
    right: frozenset[str]


class Found(NamedTuple):
    """How many questions were asked, the share found first and among the first three, and the time of each."""

    asked: int
    top1: float
    top3: float
    p50_ms: float
    p99_ms: float


def measured(find: Find, questions: Sequence[Asked]) -> Found:
    """Ask all questions once. Raises ValueError without questions."""
    find(WARM_UP)
    found, times = zip(*(_timed(find, question.text) for question in questions), strict=True)
    pairs = list(zip(found, questions, strict=True))
    return Found(
        len(questions),
        sum(bool(question.right.intersection(ids[:1])) for ids, question in pairs) / len(questions),
        sum(bool(question.right.intersection(ids[:MOST])) for ids, question in pairs) / len(questions),
        percentile(times, 0.5),
        percentile(times, 0.99),
    )


def _timed(find: Find, text: str) -> tuple[Sequence[str], float]:
    before = time.perf_counter()
    found = find(text)
    return found, (time.perf_counter() - before) * 1e3


def read_questions(path: Path) -> list[Asked]:
    """Questions from a spreadsheet (text; codes, joined by ";") or JSON lines (query, question or text; relevant).

    Raises Unreadable.
    """
    read = _lines_of_json if path.suffix == ".jsonl" else _rows
    try:
        questions = list(read(path))
    except (OSError, KeyError, ValueError) as error:
        raise Unreadable(f"{path} holds no questions as expected: {error!r}") from None
    if not questions:
        raise Unreadable(f"{path} holds no questions")
    return questions


def _rows(path: Path) -> Iterator[Asked]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            yield Asked(row["text"], frozenset(row["codes"].split(";")))


def _lines_of_json(path: Path) -> Iterator[Asked]:
    for row in _json_lines(path):
        text = next((row[name] for name in ("query", "question", "text") if name in row), None)
        if text is None:
            raise KeyError("query")
        yield Asked(text, frozenset(map(str, row["relevant"])))


def read_stard(folder: Path) -> tuple[dict[str, str], list[Asked]]:
    """STARD's statute articles by id, and the lay questions about them."""
    articles = {str(row["id"]): f"{row['title']} {row['text']}" for row in _json_lines(folder / "corpus.jsonl")}
    return articles, read_questions(folder / "queries.jsonl")


def _json_lines(path: Path) -> Iterable[dict[str, Any]]:
    return (json.loads(line) for line in path.read_text("utf-8").splitlines() if line)
