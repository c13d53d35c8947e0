"""How well each item fits a question: by the words of its name and wordings, and by what was learnt. Pure."""

import re
from collections.abc import Sequence
from functools import lru_cache
from math import exp
from typing import NamedTuple

import numpy as np

from answers.classifier import Floats, Vector
from answers.decision import MOST, Candidate
from answers.documents import Document
from answers.elements import cues, element_features
from answers.index import Index, counted, highest
from answers.knowledge import ON_TOPIC, WHOLE, Knowledge
from answers.reading import Reader, Reading
from answers.text import normalise
from community_catalog.elements import element_text

# How prominent each part is in an item. All parts are one field: measured against matching each wording alone, it ranks
# better where all items have wordings, and is fairer to items that have few where some have many.
NAME, LEVEL1, DOMAIN, WORDING = 1.5, 0.5, 0.5, 1.0
ELEMENTS = {"content": 0.3, "audience": 0.3}

# What makes a fit: the classifier's margin and the share of words found, one for one. An item nobody wrote wordings for
# yet has words only; its words alone are worth this much.
UNLEARNT, UNLEARNT_WORDS = -0.8, 1.5
SHARPNESS = 5.0  # how fast the chance of an item falls with its distance from the first
UNLIKELY = 0.01  # an item less likely than this is not worth a resident's reading

# An element is asked for only if it lies this much further on its side of the border than the item as a whole: an
# answer that shows the whole item leaves nothing out, one that shows a part nobody asked for does.
LEAD = 0.1

# Going on about an item: how much what the item's name fits counts beside what was said, and what staying with the item
# or with its domain is worth; with the item once more where nothing else is named.
NAME_BEFORE, SAME_DOMAIN, SAME_ITEM, BARE = 0.4, 0.2, 0.2, 0.3

# Words of names that say which kind of document an item is, not what it is about.
_KIND_OF_ITEM = re.compile(
    r"办事指南|指南|信息|名单|办法|政策|文件|标准|公告|公示|情况|结果|目录|清单|法规|法律|规章|相关|投诉举报"
)

# The chance that some item is meant: a logistic curve over what was learnt about it, how well the best item and the
# best topic no item holds fit, and the shares of words found in the best item and in none. Fitted on wordings of
# writers the classifiers had not seen.
ANY, ANY_TOPIC, ANY_FIT, ANY_FOREIGN, ANY_WORDS, ANY_UNFAMILIAR = -2.63, 1.44, 2.07, -5.13, -1.14, -3.56


BEFORE = 64  # items spoken about before, whose worths are kept: each holds a number for every item


class Evidence(NamedTuple):
    """What there is to decide by. `on_topic` is the chance that some item is meant; None without knowledge."""

    candidates: tuple[Candidate, ...]
    on_topic: float | None = None
    foreign: str = ""  # the topic no item holds that the text is most like


class Ranking:
    """Ranks the items of one catalog. Safe to share between threads."""

    def __init__(self, documents: Sequence[Document], knowledge: Knowledge | None, reader: Reader) -> None:
        self._documents = {document.code: document for document in documents}
        self._codes = list(self._documents)
        self.knowledge = knowledge
        self._reader = reader
        self._before = lru_cache(maxsize=BEFORE)(self._worth_before)
        self._index = Index(_terms(reader, document) for document in documents)
        if knowledge:
            place = {(document.code, document.name): i for i, document in enumerate(documents)}
            named, said = knowledge.named, knowledge.by_owner
            owners = enumerate(knowledge.owners.classifier.classes)
            # What is known by its name alone is found by its words.
            known = [(i, place.get((owner, named.get(owner, ""))) if owner in said else None) for i, owner in owners]
            self._classes = np.array([i for i, at in known if at is not None], dtype=np.int32)
            self._places = np.array([at for _, at in known if at is not None], dtype=np.int32)
            self._foreign = np.array(
                [i for i, owner in enumerate(knowledge.owners.classifier.classes) if owner not in named]
            )
            self._on = knowledge.topic.classifier.classes.index(ON_TOPIC)

    def evidence(self, reading: Reading) -> Evidence:
        """The candidates for what was read, best first, and whether any is meant at all."""
        words = self._index.scores(reading.terms, reading.known)
        if self.knowledge is None:
            return Evidence(self._best(words, words > 0))
        vector = self.knowledge.owners.vocabulary.vector(reading.features)
        if not words.any() and not len(vector.rows):
            return Evidence((), 0.0)
        margins = self.knowledge.owners.classifier.margins(vector)
        fits = self._fits(words, margins)
        foreign, which = self._most_foreign(margins)
        topic = float(self.knowledge.topic.classifier.margins(vector)[self._on])
        seen = ANY_TOPIC * topic + ANY_FIT * fits.max() + ANY_FOREIGN * foreign + ANY_WORDS * words.max()
        seen += ANY_UNFAMILIAR * self._index.unfamiliar(reading.terms, reading.known)
        # Only what is more like that topic than like any item may be told the topic's answer.
        likelier = foreign > float(margins[self._classes].max(initial=-np.inf))
        return Evidence(self._likeliest(fits), 1 / (1 + exp(-ANY - seen)), which if likelier else "")

    def alike(self, reading: Reading, *, least: float, most: int) -> tuple[Candidate, ...]:
        """The items that have at least that share of the words read, best first, each with how well it fits."""
        words = self._index.scores(reading.terms, reading.known)
        fits = words if self.knowledge is None else self._all_fits(reading)
        enough = np.where(words >= least, fits, np.float32(-np.inf))
        places = highest(enough, most)
        return tuple(Candidate(self._codes[place], float(fits[place])) for place in places if words[place] >= least)

    def going_on(self, reading: Reading, code: str, *, bare: bool) -> tuple[Candidate, ...]:
        """The candidates for what was read when it goes on about an item: "那名单呢" after the item's guide.

        `bare`: it names nothing of its own, and only an item of the same domain that fits it much better is meant.
        """
        fits = self._all_fits(reading) + self._before(code)
        if bare:
            domain = self._documents[code].row.domain
            fits[[document.row.domain != domain for document in self._documents.values()]] = -np.inf
            fits[self._codes.index(code)] += BARE
        return self._likeliest(fits)

    def _worth_before(self, code: str) -> Floats:
        """What it is worth to each item that this one was spoken about before."""
        document = self._documents[code]
        about = _KIND_OF_ITEM.sub("", document.name) or document.name
        worth: Floats = NAME_BEFORE * self._all_fits(self._reader.read(normalise(about)))
        for place, other in enumerate(self._documents.values()):
            worth[place] += SAME_DOMAIN * (other.row.domain == document.row.domain) + SAME_ITEM * (other is document)
        return worth

    def _all_fits(self, reading: Reading) -> Floats:
        words = self._index.scores(reading.terms, reading.known)
        if self.knowledge is None:
            return words
        vector = self.knowledge.owners.vocabulary.vector(reading.features)
        return self._fits(words, self.knowledge.owners.classifier.margins(vector))

    def _fits(self, words: Floats, margins: Floats) -> Floats:
        fits: Floats = UNLEARNT + UNLEARNT_WORDS * words
        fits[self._places] = margins[self._classes] + words[self._places]
        return fits

    def _likeliest(self, fits: Floats) -> tuple[Candidate, ...]:
        chances = np.exp(SHARPNESS * (fits - fits.max()))
        chances /= chances.sum()
        return self._best(chances, chances >= min(UNLIKELY, chances.max()))

    def element(self, reading: Reading, document: Document) -> str | None:
        """The part of an item that is asked for, None for the item as a whole."""
        found = cues(reading.text)
        if not found:
            return None
        if self.knowledge is None or (document.code, document.name) not in self.knowledge.items:
            return found[0]
        seen = element_features(reading.text, reading.features, self._reader.name_words(document.name))
        vocabulary, classifier = self.knowledge.elements
        margins = classifier.margins(vocabulary.vector(seen))
        margins[classifier.classes.index(WHOLE)] += LEAD
        asked = classifier.classes[int(margins.argmax())]
        return None if asked == WHOLE else asked

    def _most_foreign(self, margins: Floats) -> tuple[float, str]:
        if self.knowledge is None or not len(self._foreign):
            return -1.0, ""
        place = int(self._foreign[margins[self._foreign].argmax()])
        return float(margins[place]), self.knowledge.owners.classifier.classes[place]

    def _best(self, scores: Floats, allowed: np.ndarray) -> tuple[Candidate, ...]:
        ranked = highest(scores, MOST)
        return tuple(Candidate(self._codes[place], float(scores[place])) for place in ranked if allowed[place])

    def words(self, reading: Reading, code: str) -> list[tuple[str, float]]:
        """The terms of what was read that an item has, with what each adds, most first: for explaining."""
        return self._index.matches(reading.terms, self._codes.index(code))

    def learnt(self, reading: Reading, code: str) -> list[tuple[str, float]]:
        """The features that speak for an item, with what each adds, most first: for explaining."""
        if self.knowledge is None or code not in self.knowledge.owners.classifier.classes:
            return []
        vector: Vector = self.knowledge.owners.vocabulary.vector(reading.features)
        strongest = self.knowledge.owners.classifier.strongest(
            vector, self.knowledge.owners.classifier.classes.index(code)
        )
        return [(self.knowledge.owners.vocabulary.features[row], worth) for row, worth in strongest]


@lru_cache(maxsize=512)  # a new wording is answered within two seconds: only the items that changed are read again
def _terms(reader: Reader, document: Document) -> dict[str, float]:
    row = document.row
    parts = [(row.name, NAME), (row.level1, LEVEL1), (row.domain, DOMAIN)]
    parts += [(element_text(row.element(name)), prominence) for name, prominence in ELEMENTS.items()]
    parts += [(wording, WORDING) for wording in document.wordings]
    return counted((reader.terms(text), prominence) for text, prominence in parts)
