"""What wordings teach: how long learning takes, and how much better the engine knows unseen wordings for each more."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from answers.bundled import names_of
from answers.decision import Decision
from answers.engine import Engine
from answers.knowledge import Knowledge
from answers.sources import document
from answers.wordings import Wording
from bench.asking import MOST
from community_catalog.bundled import AS_OF
from community_catalog.elements import CatalogRow

_ROUND = "居务通编写组"
FIRST, SECOND = f"{_ROUND}甲", f"{_ROUND}乙"
# Whose wordings of items are learnt from, and whose are asked: they wrote blind to one another. What no item holds is
# learnt from all who are not asked.
DIRECTIONS = (
    ((FIRST,), (SECOND,)),
    ((SECOND,), (FIRST,)),
    ((_ROUND,), (FIRST, SECOND)),
    ((FIRST, SECOND), (f"{_ROUND}戊", f"{_ROUND}庚", f"{_ROUND}壬")),
)
SEED = 1


@dataclass(frozen=True)
class Cost:
    """What it takes to learn from all wordings, to keep what was learnt, and to load it."""

    wordings: int
    learn_s: float
    kept_bytes: int
    load_s: float


@dataclass(frozen=True)
class Step:
    """One point of a curve: what was learnt, how many questions were asked, and what became of them.

    `answered` is the share of questions answered with one item, `right` the share of these that are right, `silent` the
    share of messages no item should answer that none was shown for; the last two are None where there was none.
    """

    learnt: str
    asked_of: str
    an_item: int | None  # wordings of each item; None for all there are
    wordings: int  # of items
    asked: int
    top1: float
    top3: float
    answered: float
    right: float | None
    silent: float | None


def cost(wordings: Sequence[Wording], rows: Sequence[CatalogRow]) -> Cost:
    """Learn once, with the clock."""
    from answers.training import learn  # slow to load

    before = time.perf_counter()
    kept = learn(wordings, names_of(rows)).to_bytes()
    learnt = time.perf_counter()
    Knowledge.of_bytes(kept)
    return Cost(len(wordings), learnt - before, len(kept), time.perf_counter() - learnt)


def step(
    wordings: Sequence[Wording],
    rows: Sequence[CatalogRow],
    direction: tuple[tuple[str, ...], tuple[str, ...]],
    an_item: int | None,
    most: int,
) -> Step | None:
    """Learn from so many wordings an item of some writers and ask the others'; None where there are not so many."""
    from answers.training import learn

    writers, others = direction
    learnt = first_of_each((said for said in wordings if said.on_topic and said.added_by in writers), an_item)
    unseen = held_out(wordings, learnt, others)[:most]
    if not unseen or not reaches(learnt, an_item or 1):
        return None
    off_topic = [said for said in wordings if not said.on_topic and said.added_by not in others]
    knowledge = learn([*learnt, *off_topic], names_of(rows))
    engine = Engine([document(row, AS_OF, knowledge) for row in rows], knowledge)
    told = [(wording, engine.decide(wording.text)) for wording in unseen]
    return outcome(told, (" + ".join(writers), " + ".join(others)), an_item, len(learnt))


def first_of_each(wordings: Iterable[Wording], most: int | None) -> list[Wording]:
    """So many wordings of each item, the same each time, fewer always among more; all for None."""
    mixed = shuffled(wordings)
    taken: dict[str, int] = {}
    kept = []
    for wording in mixed:
        taken[wording.owner] = taken.get(wording.owner, 0) + 1
        if most is None or taken[wording.owner] <= most:
            kept.append(wording)
    return kept


def reaches(learnt: Sequence[Wording], an_item: int) -> bool:
    """Whether the items have nearly so many wordings each: a point with fewer is not what it says."""
    return len(learnt) >= 0.9 * an_item * len({wording.owner for wording in learnt}) > 0


def held_out(wordings: Sequence[Wording], learnt: Iterable[Wording], others: Sequence[str]) -> list[Wording]:
    """The other writers' wordings without those that were learnt, in an order by chance."""
    texts = {wording.text for wording in learnt}
    return shuffled(said for said in wordings if said.added_by in others and said.text not in texts)


def shuffled(wordings: Iterable[Wording]) -> list[Wording]:
    """The wordings in an order that is by chance but always the same."""
    mixed = list(wordings)
    Random(SEED).shuffle(mixed)  # noqa: S311
    return mixed


def outcome(
    told: Sequence[tuple[Wording, Decision]], names: tuple[str, str], an_item: int | None, wordings: int
) -> Step:
    """The figures of what was decided about each wording."""
    asked = [(decision, {wording.owner, *wording.also}) for wording, decision in told if wording.on_topic]
    off_topic = [decision for wording, decision in told if not wording.on_topic]
    answers = [(decision, right) for decision, right in asked if decision.kind == "answer"]
    return Step(
        learnt=names[0],
        asked_of=names[1],
        an_item=an_item,
        wordings=wordings,
        asked=len(asked),
        top1=_share([_among(decision, right, 1) for decision, right in asked]) or 0.0,
        top3=_share([_among(decision, right, MOST) for decision, right in asked]) or 0.0,
        answered=len(answers) / len(asked) if asked else 0.0,
        right=_share([_among(decision, right, 1) for decision, right in answers]),
        silent=_share([decision.kind == "none" for decision in off_topic]),
    )


def _among(decision: Decision, right: set[str], most: int) -> bool:
    return any(candidate.code in right for candidate in decision.candidates[:most])


def _share(values: Sequence[bool]) -> float | None:
    return sum(values) / len(values) if values else None
