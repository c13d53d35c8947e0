"""What was learnt from wordings: which item a text means, whether any, and which part of it. Pure; made by training.

One value that never changes: trained once, kept as bytes, and loaded as it is by every process.
"""

import io
import json
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from answers.classifier import Classifier, Vocabulary
from answers.wordings import Wording

ON_TOPIC = "on"  # the class of texts that ask for some item; the other is OFF_TOPIC
OFF_TOPIC = "off"
WHOLE = "whole"  # the class of texts that ask for an item as a whole


class Learnt(NamedTuple):
    """A classifier with the features it knows."""

    vocabulary: Vocabulary
    classifier: Classifier


@dataclass(frozen=True)
class Knowledge:
    """`owners` sorts texts by item or off-topic topic, `topic` into on and off topic, `elements` by the part asked.

    The first two share their vocabulary.
    """

    wordings: tuple[Wording, ...]
    names: tuple[tuple[str, str], ...]  # code and name of the items whose names were learnt from
    owners: Learnt
    topic: Learnt
    elements: Learnt

    @cached_property
    def named(self) -> dict[str, str]:
        """What the items that were learnt are called, by code: as the catalog named them, or else as wordings do."""
        return {w.owner: w.name for w in self.wordings if w.on_topic} | dict(self.names)

    @cached_property
    def items(self) -> frozenset[tuple[str, str]]:
        """Code and name of the items that were learnt."""
        return frozenset(self.named.items())

    @cached_property
    def by_owner(self) -> dict[str, tuple[Wording, ...]]:
        """The wordings of each item, as it is called now, and of each topic."""
        owned: dict[str, list[Wording]] = {}
        for wording in self.wordings:
            if wording.on_topic and self.named[wording.owner] != wording.name:
                continue  # written for what the item was called before
            for owner in (wording.owner, *wording.also):
                owned.setdefault(owner, []).append(wording)
        return {owner: tuple(wordings) for owner, wordings in owned.items()}

    def to_bytes(self) -> bytes:
        """The knowledge to be kept."""
        rows = [wording._asdict() for wording in self.wordings]
        arrays = {"wordings": _as_text(rows), "names": _as_text(self.names)}
        arrays |= self.owners.vocabulary.arrays("texts") | self.elements.vocabulary.arrays("elements")
        for name in _LEARNT:
            arrays |= getattr(self, name).classifier.arrays(name)
        kept = io.BytesIO()
        np.savez_compressed(kept, allow_pickle=False, **arrays)
        return kept.getvalue()

    @classmethod
    def of_bytes(cls, kept: bytes) -> "Knowledge":
        """The knowledge that was kept. Nothing in it is run: arrays and text only."""
        with np.load(io.BytesIO(kept), allow_pickle=False) as arrays:
            rows = json.loads(str(arrays["wordings"]))
            wordings = tuple(Wording(**{**row, "also": tuple(row["also"])}) for row in rows)
            names = tuple((code, name) for code, name in json.loads(str(arrays["names"])))
            texts, elements = Vocabulary.kept("texts", arrays), Vocabulary.kept("elements", arrays)
            classifiers = (Classifier.kept(name, arrays) for name in _LEARNT)
            return cls(wordings, names, *map(Learnt, (texts, texts, elements), classifiers))


def _as_text(values: object) -> npt.NDArray[np.str_]:
    return np.array(json.dumps(values, ensure_ascii=False))


_LEARNT = ("owners", "topic", "elements")


def bare(text: str) -> str:
    """A normalised text without the signs around it."""
    return text.strip(" ,.!?;:，。！？；：、~…")
