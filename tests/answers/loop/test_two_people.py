"""Whatever three people do in whatever order: nothing is released by its drafter, unseen, or upon something newer."""

import tempfile
from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle as Drafts
from hypothesis.stateful import RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule
from sqlalchemy import select

from answers.loop import changes, releases
from answers.loop.changes import owner_called
from answers.loop.models import ChangeState, Release, ReleaseKind, StoredWording
from bot.audit import Verified, verify
from bot.db import Base, Session, Sessions, open_database
from bot.errors import BotError
from tests.answers.loop.builders import ALLOWANCE, HOMES, MINIMUM, a_first_release, wordings
from tests.answers.loop.conftest import Office
from tests.conftest import NOON

people = st.sampled_from(["lin", "wang", "chen"])
owners = st.sampled_from([ALLOWANCE, MINIMUM, HOMES, "other_place"])
said = st.sampled_from(["姥姥的钱", "找个地方养老", "没钱吃饭", "低保怎么办", "养老院名单"])


class TwoPeople(RuleBasedStateMachine):
    """Three people at the same console. `in_force` is what the releases so far should have led to."""

    drafts = Drafts("drafts")

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        sessions = Sessions(open_database(f"sqlite:///{Path(self.folder.name) / 'test.db'}"))
        Base.metadata.create_all(sessions.engine)
        with sessions.begin() as session:
            a_first_release(session)
        self.office = Office(sessions)
        self.in_force = {1: {(wording.text, wording.owner) for wording in wordings()}}

    @rule(target=drafts, by=people, text=said, owner=owners)
    def add_and_check(self, by: str, text: str, owner: str) -> object:
        try:
            with self.office.sessions.begin() as session:
                change = changes.begin(session, reason="试", by=by, at=NOON)
                changes.add(session, change.id, text, owner_called(session, owner), by=by)
        except BotError:
            return multiple()
        self.office.check(change.id)
        return change.id

    @rule(target=drafts, by=people, owner=owners, place=st.integers(0, 30))
    def move_or_retire(self, by: str, owner: str, place: int) -> object:
        with suppress(BotError), self.office.sessions.begin() as session:
            change = changes.begin(session, reason="试", by=by, at=NOON)
            row = list(releases.in_force(session))[place % len(releases.in_force(session))]
            if owner == row.owner:
                changes.retire(session, change.id, row.id, by=by)
            else:
                changes.move(session, change.id, row.id, owner_called(session, owner), by=by)
            return change.id
        return multiple()

    @rule(target=drafts, by=people, back=st.integers(1, 6))
    def bring_back(self, by: str, back: int) -> object:
        with suppress(BotError), self.office.sessions.begin() as session:
            return changes.draft_return(session, back, reason="试", by=by, at=NOON).id
        return multiple()

    @rule(change_id=drafts)
    def check(self, change_id: int) -> None:
        with suppress(BotError):
            self.office.check(change_id)

    @rule(change_id=drafts, by=people)
    def accept_what_moves(self, change_id: int, by: str) -> None:
        with suppress(BotError), self.office.sessions.begin() as session:
            for move in changes.find(session, change_id).open_moves:
                changes.accept(session, change_id, move.id, reason="看过了", by=by, at=NOON)

    @rule(change_id=drafts, by=people, text=said)
    def edit(self, change_id: int, by: str, text: str) -> None:
        with suppress(BotError), self.office.sessions.begin() as session:
            if changes.find(session, change_id).returns_to is None:
                changes.add(session, change_id, text, owner_called(session, HOMES), by=by)

    @rule(change_id=consumes(drafts), by=people)
    def take_back(self, change_id: int, by: str) -> None:
        with suppress(BotError), self.office.sessions.begin() as session:
            changes.take_back(session, change_id, by=by, at=NOON)

    @rule(change_id=drafts, by=people)
    def release(self, change_id: int, by: str) -> None:
        before = self.office.change(change_id)
        base = max(self.in_force)
        try:
            made = self.office.release(change_id, by=by)
        except BotError:
            return
        assert before.drafted_by != by
        assert before.state is ChangeState.CHECKED
        assert not before.open_moves
        assert before.base_id == base == made.follows
        self.in_force[made.id] = self.expected(change_id, base)

    def expected(self, change_id: int, base: int) -> set[tuple[str, str]]:
        """What should be in force now."""
        with self.office.sessions.read() as session:
            change = changes.find(session, change_id)
            if change.returns_to is not None:
                return set(self.in_force[change.returns_to])
            gone = {line.wording_id for line in change.lines}
            rows = session.scalars(select(StoredWording).where(StoredWording.id.in_(gone)))
            after = self.in_force[base] - {(row.text, row.owner) for row in rows}
            return after | {(line.text, line.owner) for line in change.lines if line.act != "retire"}

    @invariant()
    def every_release_was_made_by_two_people_upon_the_one_before(self) -> None:
        with self.office.sessions.read() as session:
            made = session.scalars(select(Release).order_by(Release.id)).all()
            assert [release.id for release in made] == list(self.in_force)
            assert [release.follows for release in made] == [0, *list(self.in_force)[:-1]]
            for release in made:
                assert release.kind is ReleaseKind.PROGRAM or release.drafted_by != release.released_by
            assert isinstance(verify(session), Verified)
            assert self.stored(session) == self.in_force[max(self.in_force)]

    @staticmethod
    def stored(session: Session) -> set[tuple[str, str]]:
        """What is in force in the database."""
        return {(row.text, row.owner) for row in releases.in_force(session)}

    def teardown(self) -> None:
        if hasattr(self, "office"):
            self.office.sessions.engine.dispose()
            self.folder.cleanup()


TwoPeople.TestCase.settings = settings(
    max_examples=20, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
test_nothing_is_released_by_one_person_unseen_or_upon_something_newer = TwoPeople.TestCase
