"""The handbook as chapters: read from docs/manual.zh.md, found by the page somebody needs help with. Pure.

In the file each chapter begins with its heading, and below it a comment says by which name it is found and which pages
of the console it is about, by endpoint or blueprint: `<!-- help: enquiries | casework_console -->`. The first chapter
is shown for every page that no chapter names.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from bot.paths import ROOT

FILE = ROOT / "docs" / "manual.zh.md"
PICTURES = ROOT / "docs" / "pictures"
_CHAPTER = re.compile(
    r"^## (?P<title>.+)\n+<!-- help: (?P<slug>[a-z-]+)(?: \| (?P<pages>[\w. ]+))? -->\n", re.MULTILINE
)
_SIGNS = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|[*`|#>]|^-+$", re.MULTILINE)
SHOWN = 60  # characters of a line that a search shows


class BadHandbook(ValueError):
    """The file is not written as this module reads it."""


@dataclass(frozen=True)
class Chapter:
    """One chapter: its address, its heading, what it says as Markdown, and the pages it is about."""

    slug: str
    title: str
    text: str
    pages: frozenset[str]

    def html(self, address_of: Callable[[str], str]) -> str:
        """The chapter as HTML, without any markup of its own; `address_of` says where a picture's file is shown."""
        return str(_reader(address_of).render(self.text))

    @cached_property
    def lines(self) -> Sequence[str]:
        """What it says, line by line, without the signs of Markdown."""
        return [plain for line in self.text.splitlines() if (plain := _SIGNS.sub(r"\1", line).strip())]


@dataclass(frozen=True)
class Found:
    """A chapter that holds what was searched for, and the lines that do."""

    chapter: Chapter
    lines: Sequence[str]


class Handbook:
    """All chapters in order."""

    def __init__(self, chapters: Sequence[Chapter]) -> None:
        if not chapters:
            raise BadHandbook("the handbook has no chapter")
        self.chapters: Mapping[str, Chapter] = {chapter.slug: chapter for chapter in chapters}
        if len(self.chapters) != len(chapters):
            raise BadHandbook("two chapters have the same name")
        self._about = {page: chapter for chapter in chapters for page in chapter.pages}

    @classmethod
    def read(cls, file: Path = FILE) -> Self:
        """Read the file. Raises BadHandbook."""
        return cls(chapters_of(file.read_text("utf-8")))

    def chapter_for(self, endpoint: str | None) -> Chapter:
        """The chapter about a page: one that names it, else one that names its blueprint, else the first."""
        names = (endpoint or "", (endpoint or "").rpartition(".")[0])
        named = (self._about[name] for name in names if name in self._about)
        return next(named, next(iter(self.chapters.values())))

    def neighbours(self, chapter: Chapter) -> tuple[Chapter | None, Chapter | None]:
        """The chapters before and after one."""
        all_ = list(self.chapters.values())
        at = all_.index(chapter)
        return (all_[at - 1] if at else None), (all_[at + 1] if at + 1 < len(all_) else None)

    def search(self, words: str) -> Sequence[Found]:
        """The chapters with lines that hold all the words; those whose heading does first."""
        wanted = words.casefold().split()
        if not wanted:
            return []
        found = [Found(chapter, _lines_with(chapter, wanted)) for chapter in self.chapters.values()]
        held = [one for one in found if one.lines or _holds(one.chapter.title, wanted)]
        return sorted(held, key=lambda one: not _holds(one.chapter.title, wanted))


def chapters_of(text: str) -> list[Chapter]:
    """The chapters of a handbook. Raises BadHandbook: a heading lacks its comment."""
    found = list(_CHAPTER.finditer(text))
    if len(found) != len(re.findall(r"^## ", text, re.MULTILINE)):
        raise BadHandbook("a chapter does not say its name: <!-- help: name | pages -->")
    starts = [*(match.start() for match in found), len(text)]
    return [
        Chapter(
            match["slug"], match["title"].strip(), text[match.end() : end], frozenset((match["pages"] or "").split())
        )
        for match, end in zip(found, starts[1:], strict=True)
    ]


def _lines_with(chapter: Chapter, wanted: Sequence[str]) -> Sequence[str]:
    return [line if len(line) <= SHOWN else line[:SHOWN] + "…" for line in chapter.lines if _holds(line, wanted)]


def _holds(text: str, wanted: Sequence[str]) -> bool:
    text = text.casefold()
    return all(word in text for word in wanted)


def _reader(address_of: Callable[[str], str]) -> MarkdownIt:
    """Markdown with tables and without HTML. Pictures come from our own folder, whatever address the text names."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")

    def image(renderer: RendererHTML, tokens: Sequence[Token], place: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[place]
        token.attrs["src"] = address_of(Path(str(token.attrs["src"])).name)
        token.attrs["loading"] = "lazy"
        return renderer.image(tokens, place, options, env)

    reader.add_render_rule("image", image)
    return reader
