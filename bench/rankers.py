"""Ready-made search engines beside our index: each is given texts by id and finds them again by a question.

The peers get jieba's search words with its own dictionary, which all of them do best with, and their own defaults.
Xapian, which has no package on PyPI, is left out.
"""

import logging
import sqlite3
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache

from answers.index import Index
from answers.text import normalise
from answers.words import shared_words
from bench.asking import MOST, Find

Texts = Mapping[str, str]
Make = Callable[[Texts], Find]


class NotHere(Exception):
    """A peer is not installed on this machine; the message says what is missing."""


def ours(texts: Texts) -> Find:
    """The index of the answering engine with its words, pairs and characters, without residents' language."""
    ids, terms = list(texts), shared_words().terms
    index = Index([Counter(terms(normalise(text))) for text in texts.values()])

    def find(question: str) -> list[str]:
        asked = Counter(terms(normalise(question)))
        return [ids[place] for _, place in index.best(asked, frozenset(), MOST)]

    return find


def bm25(texts: Texts) -> Find:
    """The package bm25s."""
    from bm25s import BM25

    ids = list(texts)
    index = BM25()
    index.index([_words(text) for text in texts.values()], show_progress=False)

    def find(question: str) -> list[str]:
        places, scores = index.retrieve([_words(question)], k=min(MOST, len(ids)), show_progress=False)
        return [ids[place] for place, score in zip(places[0], scores[0], strict=True) if score > 0]

    return find


def fts5(texts: Texts) -> Find:
    """The full-text search built into SQLite. The words of a question are joined by OR."""
    database = sqlite3.connect(":memory:")
    try:
        database.execute("CREATE VIRTUAL TABLE texts USING fts5(id UNINDEXED, words)")
    except sqlite3.OperationalError as error:
        raise NotHere(str(error)) from None
    rows = ((name, " ".join(_words(text))) for name, text in texts.items())
    database.executemany("INSERT INTO texts VALUES (?, ?)", rows)

    def find(question: str) -> list[str]:
        words = " OR ".join(f'"{word}"' for word in _words(question))
        asked = "SELECT id FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT ?"
        return [row[0] for row in database.execute(asked, (words, MOST))] if words else []

    return find


def tantivy(texts: Texts) -> Find:
    """The package tantivy, a search library written in Rust after Lucene."""
    from tantivy import Document, Index, Occur, Query, SchemaBuilder

    schema = (
        SchemaBuilder().add_text_field("words", tokenizer_name="whitespace").add_text_field("id", stored=True).build()
    )
    index = Index(schema)
    writer = index.writer(num_threads=1)
    for name, text in texts.items():
        writer.add_document(Document(id=name, words=" ".join(_words(text))))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def find(question: str) -> list[str]:
        words = [(Occur.Should, Query.term_query(schema, "words", word)) for word in _words(question)]
        hits = searcher.search(Query.boolean_query(words), MOST).hits
        return [str(searcher.doc(address)["id"][0]) for _, address in hits]

    return find


PEERS: Mapping[str, Make] = {
    "jieba + BM25 (bm25s)": bm25,
    "SQLite FTS5 + jieba": fts5,
    "tantivy + jieba": tantivy,
}


def made(make: Make, texts: Texts) -> Find:
    """A peer over those texts. Raises NotHere."""
    try:
        return make(texts)
    except ImportError as error:
        raise NotHere(str(error)) from None


def _words(text: str) -> list[str]:
    return [word for word in _tokenizer()(normalise(text)) if word.isalnum()]


@cache
def _tokenizer() -> Callable[[str], list[str]]:
    with warnings.catch_warnings(), tempfile.TemporaryDirectory(prefix="juwutong-bench-") as folder:
        warnings.simplefilter("ignore")  # jieba 0.42.1 has invalid escapes in its patterns
        import jieba

        jieba.setLogLevel(logging.WARNING)
        tokenizer = jieba.Tokenizer()
        tokenizer.tmp_dir = folder
        tokenizer.initialize()
    find: Callable[[str], list[str]] = tokenizer.lcut_for_search
    return find
