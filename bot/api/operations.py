"""What parts offer as open data: each operation is described once, and that description serves and documents it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from bot.db import Session

P = TypeVar("P", bound="Parameters")
ROOT = "/api/v1"


class Parameters(BaseModel):
    """What an operation may be asked: fields named in its path stand there, all others in the query.

    Each field's `description` tells callers what it takes, in the document and when they get it wrong.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")


class Answer(BaseModel):
    """What an operation answers with; `description` of each field is Chinese, for the people who build websites."""

    model_config = ConfigDict(frozen=True)


@dataclass(frozen=True)
class Asked:
    """What an operation is handed beside its parameters: an open reading transaction, and where this site is."""

    session: Session
    site: str

    def url(self, path: str) -> str:
        """The whole address of a page of this site."""
        return self.site + path


@dataclass(frozen=True)
class File:
    """A file to be downloaded under this name."""

    content: bytes
    name: str


@dataclass(frozen=True)
class Reply:
    """What is answered: a value or a file, when it last changed (None: not known), and where the next page is."""

    body: Answer | File
    changed_at: datetime | None = None
    following: str | None = None


@dataclass(frozen=True)
class Operation(Generic[P]):
    """One thing that can be asked: `GET` of a path below ROOT such as `/items/{code}`.

    `gives` is the kind of answer, or the media type of a file. `refusals` are the statuses it may answer with beside
    those that any operation may.
    """

    path: str
    summary: str
    description: str
    parameters: type[P]
    gives: type[Answer] | str
    answer: Callable[[Asked, P], Reply]
    group: str
    refusals: Sequence[int] = ()

    @property
    def name(self) -> str:
        """What it is called in code that is generated from the document."""
        return self.answer.__name__

    @property
    def query_names(self) -> list[str]:
        """What may be asked after the question mark."""
        return [name for name in self.parameters.model_fields if f"{{{name}}}" not in self.path]


@dataclass
class Api:
    """All that parts offer, in the order they joined."""

    operations: list[Operation[Any]] = field(default_factory=list)

    def add(self, operation: Operation[Any]) -> None:
        """Offer this too. Raises ValueError when the path or the name is taken."""
        for other in self.operations:
            if operation.path == other.path or operation.name == other.name:
                raise ValueError(f"two operations are at {operation.path} or called {operation.name}")
        self.operations.append(operation)
