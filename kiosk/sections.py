"""What the screen says of an item: questions as residents ask them, each with its answers. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from answers.documents import Document
from community_catalog.guides.text import QUESTIONS as GUIDE_QUESTIONS
from community_catalog.guides.text import Part
from community_catalog.plain_words import NOTES, QUESTIONS, plain_element


@dataclass(frozen=True)
class Section:
    """A question about an item and its answers, each with its source where one is known."""

    question: str
    answers: Sequence[tuple[str, str]]


def guide_sections(document: Document) -> list[Section]:
    """How the item is done, part by part in the order of the printed guide; nothing where no guide holds."""
    guide = document.guide
    if guide is None:
        return []
    facts = ((GUIDE_QUESTIONS[part], guide.of(part)) for part in Part)
    return [Section(question, [(fact.text, fact.source) for fact in found]) for question, found in facts if found]


def element_sections(document: Document) -> list[Section]:
    """What is public about the item, in the order and the words of its page for phones."""
    return [
        Section(question, [(line, NOTES.get(name, "")) for line in plain_element(name, document.row.element(name))])
        for name, question in QUESTIONS.items()
    ]
