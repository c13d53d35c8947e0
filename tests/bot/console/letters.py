"""A part of the console with everything the shell offers: a list of letters, a form with a draft, undo, long work."""

from datetime import date, datetime
from enum import StrEnum

import pytest
from flask import Blueprint, Flask, redirect, render_template_string, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.app import Kit, kit
from bot.console.guard import needs
from bot.console.history import history
from bot.console.listing import AtPlace, Choice, Column, Dates, Listing
from bot.console.listing import Text as InText
from bot.console.place_tree import place_tree
from bot.console.registry import ToDo, Urgency
from bot.console.showing import show
from bot.console.visit import say
from bot.console.words import names
from bot.db import Base, Key, Session
from bot.places import Place, place_by_code
from bot.workers.roles import Role
from bot.workers.worker import Worker
from tests.conftest import NOON


class State(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"

    @property
    def label(self) -> str:
        return {"open": "待答复", "answered": "已答复"}[self.value]


class Letter(Base):
    __tablename__ = "test_letters"

    id: Mapped[Key]
    subject: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[State]
    pages: Mapped[int | None]
    place_id: Mapped[int] = mapped_column(ForeignKey(Place.id))
    due_on: Mapped[date]
    came_at: Mapped[datetime]
    place: Mapped[Place] = relationship()


LETTERS: Listing[Letter] = Listing(
    "letters",
    "来信",
    columns=(
        Column("subject", "标题", sort=Letter.subject, href=lambda row: url_for("letters.write", about=row.id)),
        Column("state", "状态", sort=Letter.state),
        Column("place", "地方", value=lambda row: row.place.full_name),
        Column("pages", "页数", sort=Letter.pages, numeric=True),
        Column("due_on", "限期", sort=Letter.due_on),
        Column("came_at", "收到", sort=Letter.came_at),
    ),
    search=(Letter.subject, Letter.text),
    filters=(
        Choice("state", "状态", {one: one.label for one in State}, Letter.state),
        Choice("late", "期限", {"1": "只看逾期的"}, lambda _value: Letter.due_on < NOON.date()),
        Dates("came", "收到日期", Letter.came_at),
        Dates("due", "限期", Letter.due_on),
        AtPlace("place", "地方", Letter.place_id),
        InText("subject", "标题里有", Letter.subject),
    ),
    order=(Letter.id,),
    empty="还没有来信。",
    unit="封",
)

letters = Blueprint("letters", __name__, url_prefix="/console/letters")


@letters.get("/")
@needs(Role.CATALOG_ADMIN)
def all_letters(worker: Worker) -> ResponseReturnValue:
    with kit().sessions.read() as session:
        return show(LETTERS, session, select(Letter), worker=worker)


FORM = """{% extends "console/base.html" %}{% import "console/macros.html" as ui %}
{% block title %}写来信{% endblock %}
{% block content %}<h1>写来信</h1>{{ ui.errors(problems) }}
<form class="card" method="post">{{ form_token(draft="letter:" ~ about, called="来信：低保") }}
{{ ui.field("subject", "标题", value=given.subject, error=problems.subject, hint="一句话", longest=100) }}
{{ ui.area("text", "内容", value=given.text, required=false) }}
{{ ui.choice("kind", "种类", [("a", "咨询"), ("b", "意见")], required=false) }}
{{ ui.radios("way", "怎么答复", [("phone", "打电话"), ("letter", "写信")], value="phone") }}
{{ ui.checkboxes("topics", "主题", [("elderly", "养老服务"), ("housing", "住房保障")], values=["housing"]) }}
{{ ui.date("due", "限期", value="2026-11-30", required=false) }}
{{ ui.places("place", "地方", tree, error=problems.place) }}
{{ ui.field("password", "密码", type="password", required=false) }}
{{ ui.upload("file", "附件", accept=".pdf", hint="最多 10 MB", required=false) }}
<div class="buttons"><button class="button">提交</button></div></form>
<h2>历史</h2>{{ ui.history(steps) }}{% endblock %}"""


@letters.route("/<int:about>", methods=["GET", "POST"])
@needs(Role.CATALOG_ADMIN)
def write(worker: Worker, about: int) -> ResponseReturnValue:
    problems = {}
    if request.method == "POST":
        problems = {"subject": "" if request.form["subject"] else "请写一句话", "place": ""}
        problems["place"] = "" if request.form.get("place") else "请选一个地方"
    if request.method == "GET" or any(problems.values()):
        with kit().sessions.read() as session:
            people = names(session)
            steps = history(
                session,
                f"letter:{about}",
                actions=kit().console.actions,
                people=people,
                labels={"state": "状态", "reason": "原因"},
            )
            tree = place_tree(session, worker, Role.CATALOG_ADMIN)
        page = render_template_string(FORM, about=about, problems=problems, given=request.form, tree=tree, steps=steps)
        return page, 422 if problems else 200
    with kit().sessions.begin() as session:
        add_letter(session, request.form["subject"], request.form["place"])
        session.flush()
        newest = session.scalars(select(Letter.id).order_by(Letter.id.desc())).first()
        say(session, "来信记下了。", undo=("letters.remove", {"letter_id": newest or 0}))
    return redirect(url_for(".all_letters"), 303)


@letters.post("/<int:letter_id>/remove")
@needs(Role.CATALOG_ADMIN)
def remove(_worker: Worker, letter_id: int) -> ResponseReturnValue:
    with kit().sessions.begin() as session:
        session.delete(session.get_one(Letter, letter_id))
        say(session, "撤销了。")
    return redirect(url_for(".all_letters"), 303)


@letters.get("/work")
@needs(Role.CATALOG_ADMIN)
def work(_worker: Worker) -> str:
    return render_template_string(WORK_PAGE, over=WORK["over"])


WORK_PAGE = """{% extends "console/base.html" %}{% import "console/macros.html" as ui %}
{% block head %}{{ ui.reload_without_scripts(5) }}{% endblock %}
{% block content %}<h1>{{ "核验完了" if over else "正在核验" }}</h1>
{% if not over %}{{ ui.progress("letters") }}{% endif %}{% endblock %}"""
WORK = {"over": False}


def add_letter(session: Session, subject: str, place: str, **more: object) -> Letter:
    found = place_by_code(session, place)
    assert found
    fields = {"text": "", "state": State.OPEN, "pages": 1, "due_on": NOON.date(), "came_at": NOON} | more
    letter = Letter(subject=subject, place_id=found.id, **fields)
    session.add(letter)
    session.flush()
    return letter


def due_by(session: Session, _worker: Worker, until: date) -> list[ToDo]:
    query = select(Letter).where(Letter.state == State.OPEN, Letter.due_on <= until).order_by(Letter.due_on, Letter.id)
    return [
        ToDo(one.subject, url_for("letters.write", about=one.id), one.due_on, "王芳") for one in session.scalars(query)
    ]


def first_open(session: Session, _worker: Worker, _now: datetime, most: int) -> list[ToDo]:
    query = select(Letter).where(Letter.state == State.OPEN).order_by(Letter.id).limit(most)
    return [ToDo(one.subject, url_for("letters.write", about=one.id)) for one in session.scalars(query)]


def count_open(session: Session, _worker: Worker, _now: datetime) -> int:
    return len(session.scalars(select(Letter.id).where(Letter.state == State.OPEN)).all())


def join(kit: Kit) -> None:
    kit.console.add_entry("来信", "letters.all_letters", group="办件", order=10)
    kit.console.add_deadlines("封来信", "letters.all_letters", due_by, values={"state": "open"})
    kit.console.add_counter(
        "封来信没有答复", "letters.all_letters", count_open, urgency=Urgency.UNANSWERED, first=first_open
    )
    kit.console.add_actions({"letter.answer": "答复了来信"})


@pytest.fixture
def with_letters(app: Flask) -> Flask:
    """The application of the console's tests, with the part in it and no letters yet."""
    kit: Kit = app.extensions["kit"]
    WORK["over"] = False
    app.register_blueprint(letters)
    join(kit)
    return app
