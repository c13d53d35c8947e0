"""Building the engine over so many items and asking it, in a process of its own; prints the figures as JSON."""

import gc
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from random import Random
from statistics import median

import click
import psutil

from answers.bundled import bundled_knowledge
from answers.documents import Document
from answers.engine import Engine
from answers.reading import bundled_reader
from answers.sources import bundled_documents
from answers.text import normalise, shortened
from answers.words import shared_words
from bench.asking import Asked, measured
from bench.deliveries import Question, in_other_words
from bench.rankers import PEERS, NotHere, made
from bench.servers import ROOT
from bench.variations import grown

ROUNDS = 3
SEED = 1


@dataclass(frozen=True)
class Scaled:
    """One size. Times are medians of the rounds. Memory is what the process holds, resident, in MB.

    `ready_mb` counts all that does not depend on the number of items: Python, the words, the knowledge.
    """

    items: int
    wordings: int
    build_s: float
    p50_ms: float
    p99_ms: float
    ready_mb: float
    documents_mb: float
    engine_mb: float
    peers: dict[str, tuple[float, float]]  # p50 and p99 in ms


def in_its_own_process(items: int, questions: int) -> Scaled:
    """Measure in a fresh process, so that no other measurement's memory counts. Raises CalledProcessError."""
    command = [sys.executable, "-m", "bench.scale", str(items), "--questions", str(questions)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    return Scaled(**json.loads(done.stdout))


@click.command(help=__doc__)
@click.argument("items", type=int)
@click.option("--questions", default=1000, show_default=True, help="asked in each of the rounds")
def main(*, items: int, questions: int) -> None:
    """Measure and print."""
    click.echo(json.dumps(asdict(scaled(items, questions))))


def scaled(items: int, questions: int) -> Scaled:
    """Measure in this process."""
    knowledge, words, reader = bundled_knowledge(), shared_words(), bundled_reader()
    reader.read("低保怎么办")
    ready = _resident_mb()
    documents = grown(bundled_documents(knowledge), items, words)
    held = _resident_mb()
    before = time.perf_counter()
    engine = Engine(documents, knowledge)
    build_s = time.perf_counter() - before
    grown_to = _resident_mb()
    rounds = [asked(documents, questions, seed) for seed in range(SEED, SEED + ROUNDS)]
    times = [
        measured(lambda text: [one.code for one in engine.decide(text).candidates], questions) for questions in rounds
    ]
    return Scaled(
        items=len(documents),
        wordings=sum(len(document.wordings) for document in documents),
        build_s=build_s,
        p50_ms=median(found.p50_ms for found in times),
        p99_ms=median(found.p99_ms for found in times),
        ready_mb=ready,
        documents_mb=held - ready,
        engine_mb=grown_to - held,
        peers=_peers(documents, rounds[0]),
    )


def asked(documents: Sequence[Document], most: int, seed: int) -> list[Asked]:
    """Wordings of items picked at random, with the small words people put round them: none the engine has heard."""
    random = Random(seed)  # noqa: S311
    said = [(text, document.code) for document in documents for text in document.wordings]
    picked = random.sample(said, min(most, len(said)))
    spoken = [in_other_words(Question(*one), random) for one in picked]
    texts = {normalise(shortened(question.text)): question.code for question in spoken}
    return [Asked(text, frozenset({code})) for text, code in texts.items()]


def _peers(documents: Sequence[Document], questions: Sequence[Asked]) -> dict[str, tuple[float, float]]:
    times = {}
    texts = {document.code: field_text(document) for document in documents}
    for name, make in PEERS.items():
        try:
            found = measured(made(make, texts), questions)
        except NotHere:
            continue
        times[name] = found.p50_ms, found.p99_ms
    return times


def field_text(document: Document) -> str:
    """An item as the one text that search engines are given: name, what it stands under, content, wordings."""
    row = document.row
    return " ".join([row.name, row.level1, row.domain, row.content, *document.wordings])


def _resident_mb() -> float:
    gc.collect()
    return float(psutil.Process().memory_info().rss) / 2**20


if __name__ == "__main__":
    main()
