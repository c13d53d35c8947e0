"""`bench answers`: how well and how fast items are found, with and without wordings, beside other search engines."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import click

from answers.bundled import bundled_knowledge
from answers.documents import Document
from answers.engine import Engine
from answers.knowledge import bare
from answers.sources import bundled_documents
from answers.text import normalise
from answers.wordings import bundled_wordings
from bench.asking import Asked, Find, Found, Unreadable, measured, read_questions, read_stard
from bench.learning import DIRECTIONS, cost, step
from bench.rankers import PEERS, Make, NotHere, Texts, made, ours
from bench.report import BUNDLED, MANY, OURS, VERY_MANY, Results, figures, report
from bench.scale import field_text, in_its_own_process
from bench.servers import ROOT
from community_catalog.bundled import bundled_rows

STARD = ROOT.parent / "shared" / "eval" / "stard"
QUESTIONS = ROOT / "tests" / "answers" / "questions.csv"
POINTS = (1, 2, 5, 8, 12, 17, 20, 30)
PARTS = ("stard", "catalog", "learning", "scale")


@dataclass(frozen=True)
class Plan:
    """What to measure, and with what."""

    only: Sequence[str]
    stard: Path
    questions: Path
    sizes: Sequence[int]
    asked: int
    curve: bool
    points: Sequence[int]


def _parts(_context: click.Context, _option: click.Parameter, given: str) -> list[str]:
    unknown = set(given.split(",")).difference(PARTS)
    if unknown:
        raise click.BadParameter(f"{', '.join(sorted(unknown))}: choose among {', '.join(PARTS)}")
    return given.split(",")


def _numbers(_context: click.Context, _option: click.Parameter, given: str) -> list[int]:
    if not all(number.isdecimal() and int(number) for number in given.split(",")):
        raise click.BadParameter(f"{given}: whole numbers above 0 are wanted, joined by commas")
    return [int(number) for number in given.split(",")]


def _listed(numbers: Sequence[int]) -> str:
    return ",".join(map(str, numbers))


@click.command(help=__doc__)
@click.option("--stard", type=click.Path(path_type=Path), default=STARD, help="folder of the outside check")
@click.option("--questions", type=click.Path(path_type=Path), default=QUESTIONS, help="of residents: .csv or .jsonl")
@click.option("--only", callback=_parts, default=",".join(PARTS), show_default=True)
@click.option("--sizes", callback=_numbers, default=_listed((BUNDLED, MANY, VERY_MANY)), show_default=True)
@click.option("--asked", default=1000, show_default=True, help="questions of a round at one size, or at one point")
@click.option("--curve", is_flag=True, help="also learn from ever more wordings and ask others'; takes many minutes")
@click.option("--points", callback=_numbers, default=_listed(POINTS), show_default=True, help="wordings an item")
@click.option("--json", "file", type=click.Path(dir_okay=False, path_type=Path), help="write the figures there as well")
def measure(*, file: Path | None, **what: Any) -> int:  # noqa: ANN401
    """Measure and print; the exit status is 0 unless something did not run."""
    results = Results()
    try:
        for coming in _measuring(results, Plan(**what)):
            click.echo(f"{coming} …", err=True)
    except Unreadable as error:
        raise click.ClickException(str(error)) from None
    click.echo(report(results))
    if file:
        file.write_text(json.dumps(figures(results), ensure_ascii=False, indent=2) + "\n", "utf-8")
    return 0


def _measuring(results: Results, plan: Plan) -> Iterator[str]:
    """Fill in the results, saying before each what comes."""
    if "stard" in plan.only:
        yield "STARD"
        measure_stard(results, plan.stard)
    if "catalog" in plan.only:
        yield "residents' questions"
        measure_catalog(results, read_questions(plan.questions))
    if "learning" in plan.only:
        yield "learning"
        results.learning = cost(bundled_wordings(), bundled_rows())
    if "scale" in plan.only:
        bundled_knowledge()  # learnt here if need be: the memory that takes is not what the engine needs
        for size in plan.sizes:
            yield f"{size} items"
            results.scale.append(in_its_own_process(size, plan.asked))
    if plan.curve:
        yield from _measuring_curve(results, plan)


def measure_stard(results: Results, folder: Path) -> None:
    """Ranking alone: statute articles to lay questions."""
    if not folder.is_dir():
        results.note("STARD was not measured: its folder is not there; --stard names another")
        return
    articles, questions = read_stard(folder)
    results.stard = {OURS: measured(ours(articles), questions)} | beside(results, articles, questions)


def measure_catalog(results: Results, questions: Sequence[Asked]) -> None:
    """Residents' questions for all engines, without wordings and with them, and what learning adds to ours."""
    knowledge = bundled_knowledge()
    plain, worded = bundled_documents(None), bundled_documents(knowledge)
    for fields, documents in (("no wordings", plain), ("with wordings", worded)):
        texts = {document.code: field_text(document) for document in documents}
        found = {
            OURS: measured(ours(texts), questions),
            "the engine, by words": measured(asking(Engine(documents)), questions),
            **beside(results, texts, questions),
        }
        results.catalog |= {f"{name}, {fields}": one for name, one in found.items()}
    results.catalog["the engine, with all it learnt"] = measured(asking(Engine(worded, knowledge)), questions)
    results.note(f"{already_wordings(questions, worded)} of the {len(questions)} questions are also wordings")


def already_wordings(questions: Sequence[Asked], documents: Sequence[Document]) -> int:
    """How many questions stand among the wordings, apart from the signs around them: these are no proof."""
    wordings = {bare(normalise(text)) for document in documents for text in document.wordings}
    return sum(bare(normalise(question.text)) in wordings for question in questions)


def asking(engine: Engine) -> Find:
    """The codes of the engine's candidates, whether it would show them or not."""
    return lambda text: [candidate.code for candidate in engine.decide(text).candidates]


def beside(
    results: Results, texts: Texts, questions: Sequence[Asked], peers: Mapping[str, Make] = PEERS
) -> dict[str, Found]:
    """The peers that are installed; a note about the others."""
    found = {}
    for name, make in peers.items():
        try:
            found[name] = measured(made(make, texts), questions)
        except NotHere as error:
            results.note(f"{name} was not measured: {error}")
    return found


def _measuring_curve(results: Results, plan: Plan) -> Iterator[str]:
    learn_and_ask = partial(step, bundled_wordings(), bundled_rows(), most=plan.asked)
    for direction in DIRECTIONS:
        for an_item in (*plan.points, None):
            yield f"{an_item or 'all'} wordings an item by {' and '.join(direction[0])}"
            if found := learn_and_ask(direction, an_item):
                results.curve.append(found)
