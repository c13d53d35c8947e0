"""A chat with the handlers alone: no application, a clock that is told the time, an engine that does as it is told."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import count
from typing import Any, cast

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from answers.asked_models import AskedQuestion
from answers.courtesy import intent
from answers.decision import Candidate, Decision
from answers.engine import Engine
from answers.text import normalise
from bot.db import Sessions
from bot.webhook import inbox
from bot.webhook.messages import Event, Message, Text, Voice
from bot.webhook.replies import LIMIT
from casework.enquiries import latest
from handlers.conversation import HandlersInOrder
from tests.answers.builders import a_document
from tests.conftest import NOON

TELEPHONE = "0591-87573297"
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
HELP, SUPPORT, HOUSE = "SJ-006", "YL-008", "ZF-001"
NAMES = {HELP: "最低生活保障办事指南", SUPPORT: "高龄津贴申领办事指南", HOUSE: "公租房申请办事指南"}


def answers_with(code: str, element: str | None = None) -> Decision:
    return Decision("answer", (Candidate(code, 0.9),), element, "clear")


def chooses(*codes: str) -> Decision:
    return Decision("choose", tuple(Candidate(code, 0.4) for code in codes), None, "unsure")


KNOWN = {
    "低保怎么办": answers_with(HELP),
    "高龄津贴怎么领": answers_with(SUPPORT),
    "公租房怎么申请": answers_with(HOUSE),
    "老人有什么补助": chooses(SUPPORT, HELP, HOUSE),
    "厦门的低保": Decision("none", (), None, "elsewhere"),
}


class ToldEngine:
    """Decides as its table says; a text that begins with 那 goes on about the item before."""

    def __init__(self, known: Mapping[str, Decision], documents: Mapping[str, object]) -> None:
        self._known = known
        self.documents = documents

    def decide(self, text: str, context: str | None = None) -> Decision:
        text = normalise(text)
        if courtesy := intent(text):
            return Decision("none", reason=courtesy)
        if context and text.startswith("那"):
            return Decision("answer", (Candidate(context, 1.0),), "deadline", "context")
        return self._known.get(text, Decision("none", (Candidate(HELP, 0.1),), None, "weak"))


class Chat:
    """One resident's chat. Each message comes a second after the one before, or as much later as `after` says."""

    _numbers = count(1)

    def __init__(
        self, sessions: Sessions, known: Mapping[str, Decision] | None = None, *, now: datetime = NOON
    ) -> None:
        self.sessions = sessions
        self.now = now
        documents = {code: a_document(code, name) for code, name in NAMES.items()}
        engine = cast("Engine", ToldEngine(known or KNOWN, documents))
        self.conversation = HandlersInOrder(lambda: engine, public_url="https://juwu.example")
        self.openid = f"oResident{next(self._numbers)}"

    def say(self, words: str, *, after: timedelta = SECOND, menu_id: str = "") -> str:
        """Type something; the text of the reply."""
        return self._deliver(Text(**self._common("text", after), content=words, menu_id=menu_id))

    def speak(self, heard: str, *, after: timedelta = SECOND) -> str:
        """Send a voice message of which the platform heard that."""
        return self._deliver(Voice(**self._common("voice", after), media_id="m", recognition=heard))

    def press(self, key: str, *, after: timedelta = SECOND) -> str:
        """Press a button of the menu."""
        return self._deliver(Event(**self._common("click", after), event_key=key, details={}))

    def hear_again(self) -> None:
        """Have the last message delivered once more: it is answered, found to be a repeat, and undone."""
        with pytest.raises(IntegrityError):
            self._deliver(self.last)

    def asked(self) -> list[AskedQuestion]:
        """The questions stored, in order."""
        with self.sessions.read() as session:
            return list(session.scalars(select(AskedQuestion).order_by(AskedQuestion.id)))

    def left(self) -> list[str]:
        """The messages left for the workers, newest first."""
        with self.sessions.read() as session:
            return [enquiry.text for enquiry in latest(session, 100)]

    def _common(self, kind: str, after: timedelta) -> dict[str, Any]:
        self.now += after
        return {
            "sender": self.openid, "account": "gh", "sent_at": self.now, "kind": kind, "key": f"{next(self._numbers)}",
        }  # fmt: skip

    def _deliver(self, message: Message) -> str:
        self.last = message
        prepared = self.conversation.prepare(message)
        with self.sessions.connect() as connection:
            outcome = self.conversation.respond(connection, message, prepared, now=self.now)
            assert outcome is not None
            assert outcome.reply is not None
            reply = outcome.reply.content
            inbox.note(connection, message, outcome.handler, reply, follower_id=outcome.follower_id, now=self.now)
        assert 0 < len(reply.encode()) <= LIMIT
        return reply


def is_person(reply: str) -> bool:
    """Whether a reply brings a person in."""
    return TELEPHONE in reply and re.search("现在是办公时间|现在没人上班", reply) is not None


def is_about(reply: str, code: str) -> bool:
    """Whether a reply is the card of that item, or its beginning."""
    return reply.startswith(f"【{NAMES[code]}】")
