"""One turn of a conversation: a message, who sent it, what it means, and what answering may touch."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from answers.decision import Decision
from answers.engine import Engine
from bot import followers
from bot.followers import Follower, Offer
from bot.webhook.messages import Message
from bot.webhook.replies import TextReply


class Silence:
    """The answer of a handler that dealt with a message about which nothing is to be said."""


SILENCE = Silence()
Answer = TextReply | Silence | None

CHOICE, REST = "choice", "rest"  # kinds of what a reply leaves open
OPEN_FOR = timedelta(hours=1)  # how long "1" still means the first of what was offered; people are called to the stove


@dataclass(frozen=True)
class Thought:
    """What could be thought about a message without the database."""

    engine: Engine
    text: str = ""  # what the resident said, normalised; "" where there were no words
    decision: Decision = field(default_factory=lambda: Decision("none"))


@dataclass
class Turn:
    """What a handler is given. A handler returns its reply, or None to leave the message to the next."""

    connection: Connection
    message: Message
    thought: Thought
    now: datetime
    public_url: str

    @cached_property
    def session(self) -> Session:
        """The same transaction with the ORM on top, for what is not asked of every message."""
        return Session(self.connection)

    def settle(self) -> None:
        """Write what the ORM still holds; the transaction stays its owner's."""
        if "session" in self.__dict__:
            self.session.flush()

    @cached_property
    def follower(self) -> Follower:
        """Who wrote; known from the first handler on that asks."""
        return followers.meet(self.connection, self.message.sender, now=self.now)

    @property
    def offer(self) -> Offer | None:
        """What the last reply left open, unless it was too long ago."""
        offer = self.follower.offer
        return offer if offer and offer.until > self.now else None

    def leave_open(self, kind: str, **content: object) -> None:
        """Remember what this reply leaves open, in place of what was open before."""
        followers.offer(self.connection, self.follower, Offer(kind, content, self.now + OPEN_FOR))

    def close(self) -> None:
        """Forget what was open: the conversation went on."""
        followers.offer(self.connection, self.follower, None)

    def link(self, path: str) -> str:
        """The address of a page of ours."""
        return f"{self.public_url}{path}"
