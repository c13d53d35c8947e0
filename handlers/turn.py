"""One turn of a conversation: a message, who sent it, what it means, and what answering may touch."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from answers.decision import Decision
from answers.engine import Engine
from bot import followers
from bot.followers import Follower, Offer
from bot.webhook.messages import Event, Message
from bot.webhook.replies import TextReply
from handlers.memory import IN_MIND_FOR, Memory


class Silence:
    """The answer of a handler that dealt with a message about which nothing is to be said."""


SILENCE = Silence()
Answer = TextReply | Silence | None

# What a reply can leave open. A digit always belongs to what was left open last, so it never means two things.
CHOICE = "choice"  # items to pick from
REST = "rest"  # the rest of a long text
RATING = "rating"  # whether the answer helped
KEYS = "keys"  # things to do, each named by the key of a button
MESSAGE = "message"  # the next words go to the workers
OPEN_FOR = timedelta(hours=1)  # how long "1" still means the first of what was offered; people are called to the stove


# Signs people put around a few words. Brackets and quotation marks stand only around short words, never in them.
AROUND = " \t\r\n\u3000\"'“”‘’【】「」()（）。，、,.!！?？~～"


@dataclass(frozen=True)
class Thought:
    """What could be thought about a message without the database."""

    engine: Engine
    text: str = ""  # what the resident said, normalised; "" where there were no words
    decision: Decision = field(default_factory=lambda: Decision("none"))


class Answered(NamedTuple):
    """A question as stored, and the code of the item that was shown for it."""

    asked: int
    code: str


@dataclass
class Turn:
    """What a handler is given. A handler returns its reply, or None to leave the message to the next.

    `answered` is what the reply answers, so that the resident can be asked whether it helped; `took_message` says that
    the wait for a message to the workers was dealt with.
    """

    connection: Connection
    message: Message
    thought: Thought
    now: datetime
    public_url: str
    answered: Answered | None = None
    took_message: bool = False

    @cached_property
    def session(self) -> Session:
        """The same transaction with the ORM on top, for what is not asked of every message."""
        return Session(self.connection)

    @cached_property
    def follower(self) -> Follower:
        """Who wrote; known from the first handler on that asks."""
        return followers.meet(self.connection, self.message.sender, now=self.now)

    @cached_property
    def memory_before(self) -> Memory:
        """What was still in mind when the message came."""
        return Memory.of(self.follower.recalled, now=self.now)

    @cached_property
    def memory(self) -> Memory:
        """What is in mind now."""
        return self.memory_before

    @property
    def offer(self) -> Offer | None:
        """What the last reply left open, unless it was too long ago."""
        offer = self.follower.offer
        return offer if offer and offer.until > self.now else None

    @cached_property
    def left_open(self) -> Offer | None:
        """What is open after this turn; what was open before stays so until a handler says otherwise."""
        return self.offer

    @property
    def waits_for_message(self) -> bool:
        """Whether the next words were to go to the workers."""
        return self.offer is not None and self.offer.kind == MESSAGE

    @property
    def bare(self) -> str:
        """What the resident said without the signs around it, for comparing with a few words."""
        return self.thought.text.strip(AROUND)

    @property
    def is_said(self) -> bool:
        """Whether the resident said something, or pressed a button to the same effect."""
        return bool(self.thought.text) or isinstance(self.message, Event)

    def leave_open(self, kind: str, *, during: timedelta = OPEN_FOR, **content: Any) -> None:  # noqa: ANN401  (JSON)
        """Remember what this reply leaves open, in place of what was open before."""
        self.left_open = Offer(kind, content, self.now + during)

    def close(self) -> None:
        """Forget what was open: the conversation went on."""
        self.left_open = None

    def recall(self, **known: Any) -> None:  # noqa: ANN401  (fields of Memory)
        """Change what is in mind."""
        self.memory = replace(self.memory, **known)

    def speak_of(self, codes: Sequence[str], asked: int | None) -> None:
        """Have these items in mind for the next minutes, in place of those before."""
        self.recall(codes=tuple(codes), asked=asked, in_mind_until=self.now + IN_MIND_FOR)

    def drop_topic(self) -> None:
        """Have no item in mind any more."""
        self.recall(codes=(), asked=None, in_mind_until=None)

    def reply(self, standard: str, elder: str) -> TextReply:
        """One of two texts: the usual one, or in 长辈版 the short one."""
        return TextReply(elder if self.follower.elder_mode else standard)

    def settle(self) -> None:
        """Write what this turn changed, in one statement; the transaction stays its owner's."""
        if "session" in self.__dict__:
            self.session.flush()
        if "left_open" in self.__dict__ or "memory" in self.__dict__:
            followers.remember(self.connection, self.follower, self.left_open, self._recalled())

    def _recalled(self) -> dict[str, Any]:
        # What only grew old is not worth a write.
        return self.follower.recalled if self.memory is self.memory_before else self.memory.kept()

    def link(self, path: str) -> str:
        """The address of a page of ours."""
        return f"{self.public_url}{path}"
