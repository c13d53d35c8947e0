"""What the screen can show: the items of each topic, and the labels by which they are found. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from answers.documents import Document
from answers.lexicon import CONCEPTS, Subject, bundled_lexicon, read_expressions
from community_catalog.bundled import bundled_rows
from community_catalog.domains import DOMAINS, Domain
from kiosk.search import Label, LetterIndex

LONGEST_WORDING = 10  # characters: nobody taps the first letters of a long sentence
LONGEST_EXPRESSION = 8
_UNKNOWN = Subject((), ())


class Contents:
    """The catalog as the screen shows it. Safe to share between threads; a changed catalog wants new contents."""

    def __init__(self, documents: Iterable[Document]) -> None:
        # What says how something is done stands first everywhere: that is what people come for.
        useful_first = sorted(documents, key=lambda document: document.guide is None)
        self.items: Mapping[str, Document] = {document.code: document for document in useful_first}
        self._index = LetterIndex(label for document in self.items.values() for label in labels(document))

    def topic(self, domain: Domain) -> Sequence[Document]:
        """The items of a domain, those with a guide first."""
        return [document for document in self.items.values() if document.row.domain == domain.name]

    def topics(self) -> Sequence[Domain]:
        """The domains that have items, the five key ones first."""
        held = {document.row.domain for document in self.items.values()}
        return [domain for domain in DOMAINS if domain.name in held]

    def search(self, letters: str) -> Sequence[Document]:
        """The items found by first letters, best first."""
        return [self.items[code] for code in self._index.search(letters)]


def known_as(document: Document) -> str:
    """What people call what the item is about, where its name does not say so: 低保. Empty where nothing is known.

    Not the words by which it was found: among those are ones that nobody likes to see on a wall.
    """
    first = next(iter(_subject(document).concepts), "")
    return "" if first in document.name else first


def labels(document: Document) -> Iterator[Label]:
    """All that people call an item, official name first, then what it is about in their words, then short wordings."""
    yield Label(document.name, document.code, is_name=True)
    yield Label(document.row.level1, document.code, is_name=False)
    subject = _subject(document)
    for concept in subject.concepts:
        yield from (Label(expression, document.code, is_name=False) for expression in _said().get(concept, ()))
        yield from (Label(concept + facet, document.code, is_name=True) for facet in subject.facets)
    for wording in document.wordings:
        if len(wording) <= LONGEST_WORDING:
            yield Label(wording, document.code, is_name=False)


def _subject(document: Document) -> Subject:
    """What an item is about: known for the bundled items. Another catalog may give the same code to something else."""
    known = _names().get(document.code) == document.name
    return bundled_lexicon().subjects.get(document.code, _UNKNOWN) if known else _UNKNOWN


@cache
def _names() -> Mapping[str, str]:
    return {row.code: row.name for row in bundled_rows()}


@cache
def _said() -> Mapping[str, Sequence[str]]:
    """How people say each concept, in words short enough to tap."""
    said: dict[str, list[str]] = {}
    for concept, expression in read_expressions(CONCEPTS):
        if len(expression) <= LONGEST_EXPRESSION and "…" not in expression:
            said.setdefault(concept, []).append(expression)
    return said
