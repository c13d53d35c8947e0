"""A district people live and work in: the whole product in one process, with somebody of each role and no page empty.

`spell` is how every text that somebody could have written is put into the database: attackers spell otherwise.
"""

import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from threading import Thread

from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

import wsgi
from answers.asked_models import AskedQuestion
from answers.loop import changes, groups
from answers.loop.changes import Owner
from answers.loop.groups import Sorted
from answers.loop.models import Act, ChangeState, GroupState, Move, MoveKind, QuestionGroup, WordingChange
from answers.loop.releases import newest
from bot import followers
from bot.app import Kit, create_app, get_ready
from bot.db import Base
from bot.place_list import PlaceKind
from bot.places import Place
from bot.settings import Settings
from bot.workers.links import make_link
from bot.workers.models import WorkerRow
from bot.workers.roles import LABELS, Role
from bot.workers.sessions import open_session
from casework import enquiries
from community_catalog.bundled import bundled_rows
from community_catalog.guides import upkeep
from community_catalog.guides.text import Part
from community_catalog.items import item_by_code
from community_catalog.uploading import Read, Wish, keep
from tests.bot.workers.builders import QUICK, a_worker
from tests.community_catalog.builders import a_row, load
from tests.journeys.product import free_port

DISTRICT, COMMUNITY = "350102", "350102001001"
ALLOWANCE, MINIMUM, WITHDRAWN = "YL-008", "SJ-006", "SJ-007"
WELCOME = "a-link-to-choose-a-password-with"
MISSED = ("铁皮石斛能不能换轮椅", "楼上半夜打麻将找谁说", "老房子加装电梯一楼不同意怎么办")

Spell = Callable[[str], str]


@dataclass(frozen=True)
class District:
    """The running product: its application, and where it listens."""

    app: Flask
    url: str

    @property
    def kit(self) -> Kit:
        """What the application stands on."""
        found: Kit = self.app.extensions["kit"]
        return found

    def client(self, login: str | None = None) -> FlaskClient:
        """A browser without a screen, signed in when a login is given."""
        client = self.app.test_client()
        if login:
            client.set_cookie("console", self.sign_in(login), domain="localhost")
        return client

    def sign_in(self, login: str) -> str:
        """Open a session for a worker; what the cookie `console` of their browser holds."""
        token = secrets.token_urlsafe(32)
        with self.kit.sessions.begin() as session:
            row = session.scalars(select(WorkerRow).where(WorkerRow.login == login)).one()
            open_session(session, row.id, token=token, now=self.kit.clock.now())
        return token


@contextmanager
def a_district(folder: Path, spell: Spell = str) -> Iterator[District]:
    """Build it in `folder` and serve it until left: some ten seconds."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    settings = Settings(
        database_url=f"sqlite:///{folder / 'district.db'}",
        secret_key=SecretStr("of a test, and long enough"),
        public_url=url,
    )
    app = create_app(settings, wsgi.PARTS)
    kit: Kit = app.extensions["kit"]
    Base.metadata.create_all(kit.sessions.engine)
    settle(kit, spell)
    get_ready(app)
    app.extensions["passwords"] = QUICK
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", port, app, threaded=True)
    serving = Thread(target=server.serve_forever, daemon=True)
    serving.start()
    yield District(app, url)
    server.shutdown()
    serving.join()
    server.server_close()
    kit.sessions.engine.dispose()


def settle(kit: Kit, spell: Spell) -> None:
    """Load what every part brings, then let people live and work there for a while."""
    now = kit.clock.now()
    for setup in kit.setups:
        with kit.sessions.begin() as session:
            list(setup(session, now))
    with kit.sessions.begin() as session:
        rename_a_community(session, spell)
        revise_the_catalog(session, spell)
    with kit.sessions.begin() as session:
        hire(kit, session, spell)
        write_guides(kit, session, spell)
        ask(kit, session, spell)
    with kit.sessions.begin() as session:
        draft_changes(kit, session, spell)
        upload_a_catalog(kit, session, spell)


def upload_a_catalog(kit: Kit, session: Session, spell: Spell) -> None:
    """A file waits for somebody to look at what it would change."""
    rows = (a_row(level2=spell("新的名称")), a_row("SJ-901", level2=spell("新增的事项")))
    read = Read(spell("补充.xlsx"), "0" * 64, rows, [])
    keep(session, read, Wish(keep_missing=True, reason=spell("补充")), by="catalog-admin", at=kit.clock.now())


def rename_a_community(session: Session, spell: Spell) -> None:
    """One community has a name."""
    community = session.scalars(select(Place).where(Place.kind == PlaceKind.COMMUNITY).order_by(Place.code)).first()
    assert community
    community.name = spell(community.name)


def revise_the_catalog(session: Session, spell: Spell) -> None:
    """One item goes, one says something else in every element, one was edited."""
    rows = {row.code: row for row in bundled_rows() if row.code != WITHDRAWN}
    old = rows[MINIMUM]
    rows[MINIMUM] = replace(
        old,
        level1=spell(old.level1),
        level2=spell(old.level2),
        content=spell(f"{old.content}、特困供养"),
        basis=spell(f"{old.basis}、《新办法》"),
        deadline=spell(old.deadline),
        subjects=(*old.subjects, spell("区数据局")),
        audience=spell(old.audience),
    )
    load(session, *rows.values(), file_name=spell("新目录.xlsx"))


def login_of(role: Role) -> str:
    """Who has this role in the whole district."""
    return role.value.replace("_", "-")


# Who sees most, who may do most, who only looks, who keeps accounts, who is somewhere else; None: a stranger.
WHOLE_DISTRICT = (Role.DISCLOSURE_OFFICE, Role.CATALOG_ADMIN, Role.AUDITOR, Role.SYSTEM_ADMIN)
EVERYBODY = (*map(login_of, WHOLE_DISTRICT), "here-only", None)


def hire(kit: Kit, session: Session, spell: Spell) -> None:
    """Somebody for each role in the district, one worker of one community, one who has not chosen a password yet."""
    for role in Role:
        a_worker(session, login_of(role), spell(f"林{LABELS[role]}")[:50], (role, DISTRICT))
    a_worker(session, "here-only", spell("何社区")[:50], (Role.COMMUNITY_WORKER, COMMUNITY))
    newcomer = a_worker(session, "newcomer", spell("陈新来")[:50])
    make_link(session, newcomer, token=WELCOME, now=kit.clock.now())


def write_guides(kit: Kit, session: Session, spell: Spell) -> None:
    """One guide was written anew, one confirmed."""
    now = kit.clock.now()
    item = item_by_code(session, ALLOWANCE)
    assert item
    upkeep.edit(
        session, ALLOWANCE, Part.CONDITIONS, spell("年满八十岁"), spell("《高龄津贴办法》"), by="catalog-admin", now=now
    )
    upkeep.confirm(session, ALLOWANCE, by="disclosure-office", now=now)


def ask(kit: Kit, session: Session, spell: Spell) -> None:
    """Residents ask what nobody can answer, and leave a message."""
    now = kit.clock.now()
    for number, text in enumerate(MISSED, 1):
        follower = followers.meet(session.connection(), f"o{number}", now=now)
        at = now - timedelta(hours=number)
        asked = AskedQuestion(follower_id=follower.id, asked_at=at, text=spell(text), kind="none", reason="weak")
        session.add(asked)
        session.flush()
        groups.put(session, [Sorted(asked.id, -number)], now=now)
        enquiries.leave(session, follower.id, spell(f"{text}？请回电。"), now=at)


def draft_changes(kit: Kit, session: Session, spell: Spell) -> None:
    """A change in every state, one group that is being answered, one that is not ours."""
    now = kit.clock.now()
    first, *_, last = groups.waiting(session)
    first.state, first.advice, first.closed_by, first.closed_at = GroupState.NOT_OURS, spell("请打物业"), "auditor", now
    for state in ChangeState:
        draft_a_change(kit, session, spell, state)
    drafted = session.scalars(select(WordingChange).where(WordingChange.state == ChangeState.DRAFT)).first()
    last.state, last.change_id = GroupState.DRAFTED, drafted.id if drafted else None
    overdue = session.scalars(select(QuestionGroup).where(QuestionGroup.state == GroupState.OPEN)).first()
    if overdue:
        overdue.due_on = overdue.due_on - timedelta(days=30)


def draft_a_change(kit: Kit, session: Session, spell: Spell, state: ChangeState) -> None:
    """A new wording of the allowance and one of no item, as a check would have left them."""
    change = changes.begin(session, reason=spell("居民这么说"), by="community-worker", at=kit.clock.now())
    item = item_by_code(session, ALLOWANCE)
    assert item
    line = changes.add(
        session, change.id, spell(f"八十多了{state.value}钱找谁要"), Owner(item.code, item.name), by="community-worker"
    )
    session.flush()
    for kind in MoveKind:
        change.moves.append(
            Move(line_id=line.id, kind=kind, before=MINIMUM, before_alone=True, after=ALLOWANCE, after_alone=False)
        )
    change.state, change.checking_since = state, kit.clock.now()
    if state is not ChangeState.DRAFT:
        release = newest(session)
        change.base_id = release.id if release else None
    assert line.act is Act.ADD
