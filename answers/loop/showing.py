"""What workers' pages show: names for people, places, items and states. No Flask here."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from answers.engine import Engine
from answers.loop.models import ChangeState, GroupState, StoredWording
from bot.places import Place
from community_catalog.guides.models import Guide
from community_catalog.items import current_items
from community_catalog.models import Item

STATES = {
    ChangeState.DRAFT: "起草中",
    ChangeState.CHECKING: "正在检查",
    ChangeState.CHECKED: "检查完了，等发布",
    ChangeState.RELEASED: "已发布",
    ChangeState.TAKEN_BACK: "已撤回",
}
GROUP_STATES = {
    GroupState.OPEN: "待处理",
    GroupState.DRAFTED: "已起草改动",
    GroupState.DONE: "已办结",
    GroupState.NOT_OURS: "不归我们管",
}


def found_items(engine: Engine, text: str, most: int) -> list[tuple[str, str]]:
    """Items a text may be about, code and name: those it names first, then those the engine thinks of."""
    named = [code for code, d in engine.documents.items() if text in d.name or text.upper() == code] if text else []
    guessed = [candidate.code for candidate in engine.decide(text).candidates]
    codes = list(dict.fromkeys([*named, *guessed] if len(text) > 1 else guessed))
    return [(code, engine.documents[code].name) for code in codes[:most]]


def item_names(session: Session) -> Mapping[str, str]:
    """The names of all items in force by code."""
    return {item.code: item.name for item in current_items(session)}


def places_of(session: Session) -> list[tuple[str, str]]:
    """Where an office can be, code and full name."""
    return [(place.code, place.full_name) for place in session.scalars(select(Place).order_by(Place.code))]


def stale_wordings(session: Session, item: Item | None) -> list[StoredWording]:
    """Wordings written for the item when it had another name: they are not used until somebody says they still fit."""
    if item is None or item.is_withdrawn:
        return []
    same_code = select(StoredWording).where(StoredWording.owner == item.code, StoredWording.until_id.is_(None))
    return list(session.scalars(same_code.where(StoredWording.name != item.name)))


def guide_state(guide: Guide) -> str:
    """What is to be done about a guide."""
    if guide.is_outdated:
        return "事项已修订，要重新核对"
    return "已确认" if guide.confirmed_by else "示例，待确认"
