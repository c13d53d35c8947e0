"""The engine's sources: the catalog's items, their guides, and what was learnt from the wordings in force."""

from datetime import date
from functools import lru_cache
from threading import Lock
from weakref import WeakValueDictionary

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from answers.bundled import bundled_knowledge
from answers.documents import Document
from answers.engine import Engine
from answers.knowledge import Knowledge
from answers.live import LiveEngine
from answers.loop.models import KnowledgeFile, Release
from answers.loop.releases import newest
from bot.db import Sessions
from bot.prepared import Prepared
from community_catalog.bundled import AS_OF, bundled_rows
from community_catalog.elements import CatalogRow
from community_catalog.guides.files import bundled_guides
from community_catalog.guides.models import Guide
from community_catalog.guides.text import GuideText
from community_catalog.guides.upkeep import current_guides
from community_catalog.items import current_items
from community_catalog.models import CatalogImport

# Every process asks this twice a second: what an engine is built from has changed when one of the three has.
_VERSION = Prepared(
    select(
        select(func.max(CatalogImport.id)).scalar_subquery(),
        select(func.sum(Guide.version)).scalar_subquery(),
        select(func.max(Release.id)).scalar_subquery(),
    )
)

_engines: WeakValueDictionary[Sessions, LiveEngine] = WeakValueDictionary()
_making = Lock()


class ReleasedKnowledge:
    """The knowledge of the newest release: read when there is another, not when only the catalog has changed."""

    def __init__(self) -> None:
        self._kept: tuple[int | None, Knowledge] | None = None

    def read(self, session: Session) -> Knowledge:
        """The knowledge in force; the program's own before the first release."""
        release = newest(session)
        number = release.knowledge_id if release else None
        if self._kept is None or self._kept[0] != number:
            self._kept = number, _knowledge(session, number)
        return self._kept[1]


def _knowledge(session: Session, number: int | None) -> Knowledge:
    content = session.scalar(select(KnowledgeFile.content).where(KnowledgeFile.id == number))
    return _loaded(content) if content else bundled_knowledge()


# A process needs one of each; whoever asks for the same again is given the same.
_loaded = lru_cache(maxsize=1)(Knowledge.of_bytes)


@lru_cache(maxsize=1)
def _built(documents: tuple[Document, ...], knowledge: Knowledge) -> Engine:
    return Engine(documents, knowledge)


def version(sessions: Sessions) -> str:
    """What the catalog, the guides and the newest release are numbered now, as one word."""
    with sessions.read() as session:
        return ".".join(str(number or 0) for number in _VERSION.rows(session.connection())[0])


def live_engine(sessions: Sessions) -> LiveEngine:
    """The engine over this database, built now: call it before serving, then `start` it in each process.

    As long as somebody holds it, everybody in the process is given the same one.
    """
    with _making:
        engine = _engines.get(sessions)
        if engine is None:
            engine = _engines[sessions] = _live_engine(sessions)
        return engine


def load(sessions: Sessions) -> None:
    """Build the engine for processes that are forked from this one: their own `live_engine` then finds it built."""
    live_engine(sessions)


def _live_engine(sessions: Sessions) -> LiveEngine:
    released = ReleasedKnowledge()

    def build() -> Engine:
        with sessions.read() as session:
            knowledge = released.read(session)
            documents = catalog_documents(session, knowledge)
        return _built(tuple(documents), knowledge)

    return LiveEngine(lambda: version(sessions), build)


def catalog_documents(session: Session, knowledge: Knowledge | None) -> list[Document]:
    """The items of the district's current catalog, in catalog order, with the wordings known for them."""
    guides = {guide.code: guide for guide in current_guides(session)}
    return [document(item.row(), item.as_of, knowledge, guides.get(item.code)) for item in current_items(session)]


def bundled_documents(knowledge: Knowledge | None) -> list[Document]:
    """The items of the bundled catalog, with the wordings known for them."""
    guides = {guide.code: guide for guide in bundled_guides()}
    return [document(row, AS_OF, knowledge, guides.get(row.code)) for row in bundled_rows()]


def document(row: CatalogRow, as_of: date, knowledge: Knowledge | None, guide: GuideText | None = None) -> Document:
    """One item of a catalog as a document.

    Only what was said for an item of the same code and name counts: another district's catalog may give the same code
    to something else.
    """
    known = knowledge.by_owner.get(row.code, ()) if knowledge and (row.code, row.name) in knowledge.items else ()
    return Document(row, as_of, tuple(wording.text for wording in known), guide)
