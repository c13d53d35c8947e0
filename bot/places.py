"""Places: the district, its streets and towns (街镇) and their communities, as a tree with codes that never change.

A place is deactivated, never deleted: followers, entries and posters keep pointing at it.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from pathlib import Path

import click
from flask import Flask
from sqlalchemy import ColumnElement, ForeignKey, Select, String, Text, UniqueConstraint, and_, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column, relationship

from bot import audit
from bot.app import Kit, kit
from bot.db import Base, Code, Key
from bot.errors import BotError
from bot.paths import DATA
from bot.place_list import COLUMNS, PlaceKind, PlacePlan, PlaceRow, place_rows, plan_places, plan_text
from bot.refusals import Commands
from bot.tables import Table, read_file

FILE = DATA / "places.csv"
SCENE = "place:"
WECHAT_SCENE = "qrscene_"  # what WeChat puts before the scene when the scan is also a follow


class PlacesMoved(BotError):
    """做好计划之后，地方名单已被别人更新。请重新查看计划再应用。"""


class Place(Base):
    """One place. `code` is ours, unique and never changes; `official_code` is the statistics bureau's, where known.

    `source` says where the entry was published: no place is stored on hearsay. A place for `practice` is made up:
    workers try things out there, and residents never see it.
    """

    __tablename__ = "places"
    __table_args__ = (UniqueConstraint("parent_id", "name"),)

    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(unique=True)
    kind: Mapped[PlaceKind]
    name: Mapped[str] = mapped_column(String(100))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"))
    official_code: Mapped[str | None] = mapped_column(String(12), unique=True)
    source: Mapped[str] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(default=True)
    practice: Mapped[bool] = mapped_column(default=False)
    parent: Mapped["Place | None"] = relationship(remote_side="Place.id", back_populates="children")
    children: Mapped[list["Place"]] = relationship(back_populates="parent", order_by="Place.code")

    @property
    def depth(self) -> int:
        """How many places lie above it: 0 for the district."""
        return 1 + self.parent.depth if self.parent else 0

    @property
    def full_name(self) -> str:
        """The name with its street before it, as in 鼓东街道中山社区; the district goes without saying."""
        above = self.parent.name if self.parent and self.parent.kind is PlaceKind.STREET else ""
        return above + self.name

    def row(self) -> PlaceRow:
        """The place in plain values."""
        parent = self.parent.code if self.parent else None
        return PlaceRow(self.code, self.kind, self.name, parent, self.official_code, self.source, self.active)


def place_by_code(session: Session, code: str) -> Place | None:
    """The place with this code of ours, deactivated ones too."""
    return session.scalars(select(Place).where(Place.code == code)).one_or_none()


def real_place(session: Session, code: str) -> Place | None:
    """The place with this code, deactivated ones too, none that is for practice. Any text may be asked for."""
    place = place_by_code(session, code) if code.isprintable() else None
    return place if place and not place.practice else None


def place_by_id(session: Session, place_id: int) -> Place | None:
    """The place with this number, deactivated ones too."""
    return session.get(Place, place_id)


def district(session: Session) -> Place | None:
    """The district itself: who sees to what belongs to no nearer place. None before places were read in."""
    tops = select(Place).where(Place.parent_id.is_(None), Place.practice.is_(False)).order_by(Place.id).limit(1)
    return session.scalars(tops).one_or_none()


def below(ids: Collection[int] | Select[int]) -> Select[int]:
    """The ids of these places and of all below them, however deep. Nothing is read yet."""
    tree = select(Place.id).where(Place.id.in_(ids)).cte(recursive=True)
    child = aliased(Place)
    tree = tree.union(select(child.id).join(tree, child.parent_id == tree.c.id))
    return select(tree.c.id)


def communities(session: Session) -> Sequence[Place]:
    """The active communities by code, so those of one street stand together; none that is for practice."""
    return _active(session, PlaceKind.COMMUNITY)


def scene_of(place: Place) -> str:
    """What the QR code of a place carries: ASCII, at most 64 characters."""
    return SCENE + place.code


def place_of_scene(session: Session, scene: str) -> Place | None:
    """The active place whose QR code was scanned; None for any other scene."""
    scene = scene.removeprefix(WECHAT_SCENE)
    if not scene.startswith(SCENE):
        return None
    place = place_by_code(session, scene.removeprefix(SCENE))
    return place if place and place.active and not place.practice else None


def shown_to_residents() -> ColumnElement[bool]:
    """Condition on Place: it is active and real. Every list that leaves the console asks for it."""
    return and_(Place.active, Place.practice.is_(False))


def plan_for(session: Session, table: Table, *, complete: bool = False) -> tuple[PlacePlan, Sequence[PlaceRow]]:
    """What a list would change, and the places it was compared with. Raises TableError."""
    existing = _rows(session)
    return plan_places(existing, place_rows(table, existing), complete=complete), existing


def apply_plan(session: Session, plan: PlacePlan, *, source: str, by: str, at: datetime) -> None:
    """Carry a plan out; `source` names the file, and stands for the source of places that have none.

    Raises PlacesMoved when a place is no longer as the plan found it.
    """
    stored = {place.code: place for place in session.scalars(select(Place))}
    _check_unmoved(plan, stored)
    for _before, after in plan.changed:  # two places may exchange names or official codes: let go of both first
        stored[after.code].name, stored[after.code].official_code = after.code, None
    session.flush()
    for row in (*plan.added, *(after for _before, after in plan.changed)):
        place = stored.setdefault(row.code, Place(code=row.code))
        place.kind, place.name, place.official_code = row.kind, row.name, row.official_code
        place.source, place.active = row.source or f"导入文件《{source}》", row.active
        place.parent = stored[row.parent] if row.parent else None
        session.add(place)
    session.flush()
    if not plan.is_empty:
        counts = {"file": source, "added": len(plan.added), "changed": len(plan.changed)}
        audit.record(session, actor=by, action="places.apply", subject="places", details=counts, at=at)


def setup(session: Session, now: datetime) -> Sequence[str]:
    """Add the bundled places that are missing and say so. Never changes a place that is there."""
    plan, _existing = plan_for(session, read_file(FILE, COLUMNS))
    missing = PlacePlan(added=plan.added, changed=(), unchanged=plan.unchanged)
    apply_plan(session, missing, source=FILE.name, by="system", at=now)
    return [f"地方：新增 {len(missing.added)} 个（区、街镇、社区）。"] if missing.added else []


def _active(session: Session, kind: PlaceKind) -> Sequence[Place]:
    return session.scalars(select(Place).where(Place.kind == kind, shown_to_residents()).order_by(Place.code)).all()


def _rows(session: Session) -> Sequence[PlaceRow]:
    # A list from outside says nothing about places for practice: it must not close them.
    real = select(Place).where(Place.practice.is_(False)).order_by(Place.code)
    return [place.row() for place in session.scalars(real)]


def _check_unmoved(plan: PlacePlan, stored: dict[str, Place]) -> None:
    if any(row.code in stored for row in plan.added):
        raise PlacesMoved
    if any(before.code not in stored or stored[before.code].row() != before for before, _after in plan.changed):
        raise PlacesMoved


commands = Commands("places", help="区、街镇、社区名单：导入与查看。")


@commands.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--plan/--apply", "only_plan", default=None, help="只看会改什么，或者真的应用。")
@click.option("--complete", is_flag=True, help="文件是全部社区的名单：不在其中的社区停用。")
@click.option("--by", default="system", show_default=True, help="谁导入的，记入审计记录。")
def import_command(file: Path, only_plan: bool | None, complete: bool, by: str) -> None:  # noqa: FBT001
    """导入社区名单（.csv 或 .xlsx）。"""
    if only_plan is None:
        raise click.UsageError("请写明 --plan（只看会改什么）或 --apply（应用）。")
    table = read_file(file, COLUMNS)
    # Looked at first, printed with nothing held; applying refuses when the places have moved meanwhile.
    with kit().sessions.read() as session:
        plan, _existing = plan_for(session, table, complete=complete)
    click.echo(plan_text(plan, table.file))
    if only_plan or plan.is_empty:
        return
    with kit().sessions.begin() as session:
        apply_plan(session, plan, source=table.file, by=by, at=kit().clock.now())
    click.echo("已应用。")


@commands.command("list")
def list_command() -> None:
    """列出全部地方。"""
    with kit().sessions.read() as session:
        tops = session.scalars(select(Place).where(Place.parent_id.is_(None)).order_by(Place.code)).all()
        lines = list(_tree(tops, ""))
    click.echo("\n".join(lines) or "还没有地方。请先运行 juwutong setup，或用 juwutong places import 导入。")


def _tree(places: Iterable[Place], indent: str) -> Iterable[str]:
    for place in places:
        state = f"{'' if place.active else '（已停用）'}{'（练习用）' if place.practice else ''}"
        yield f"{indent}{place.name}  {place.code}{state}  来源：{place.source}"
        yield from _tree(place.children, indent + "  ")


def init_app(app: Flask, kit: Kit) -> None:
    """Add `juwutong places`, and the bundled places to `juwutong setup`."""
    app.cli.add_command(commands)
    kit.setups.append(setup)
