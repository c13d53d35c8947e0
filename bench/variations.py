"""Catalogs of any size to measure with: the bundled one, then items that recombine its words. Deterministic."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from answers.documents import Document
from answers.words import Words

WORDINGS = 2  # of each item beyond the bundled ones
KEPT = 0.6  # share of the words of a text that stay; the others come from another text of the same kind


def grown(documents: Sequence[Document], size: int, words: Words, seed: int = 1) -> list[Document]:
    """So many items: those given, then variations of them with codes of their own."""
    random = Random(seed)  # noqa: S311
    names, contents, wordings = (
        [words.cut(text) for text in texts]
        for texts in (
            [document.name for document in documents],
            [document.row.content for document in documents],
            [text for document in documents for text in document.wordings] or [document.name for document in documents],
        )
    )
    more: list[Document] = []
    for number in range(size - len(documents)):
        document = random.choice(documents)
        said = tuple(_recombined(random.choice(wordings), wordings, random) for _ in range(WORDINGS))
        row = replace(
            document.row,
            code=f"{document.code}-{number}",
            level2=_recombined(random.choice(names), names, random),
            content=_recombined(random.choice(contents), contents, random),
        )
        more.append(replace(document, row=row, wordings=said, guide=None))
    return [*documents[:size], *more]


def _recombined(words: Sequence[str], others: Sequence[Sequence[str]], random: Random) -> str:
    return "".join(word if random.random() < KEPT else random.choice(random.choice(others)) for word in words)
