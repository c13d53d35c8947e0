"""Open data about places: the district, its streets and towns, and their communities, as a tree."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from pydantic import Field
from sqlalchemy import select

from bot.api.operations import Answer, Asked, Operation, Parameters, Reply
from bot.place_list import KIND_NAMES, PlaceKind
from bot.places import Place, shown_to_residents


class PlaceAnswer(Answer):
    """A place with what lies in it."""

    code: str = Field(description="本系统的编号，不会变")
    official_code: str | None = Field(description="统计用区划代码；不知道时是 null")
    kind: str = Field(description="区、街镇或社区", json_schema_extra={"enum": list(KIND_NAMES.values())})
    name: str = Field(description="名称")
    source: str = Field(description="这个名称的出处")
    children: Sequence["PlaceAnswer"] = Field(description="下面的街镇或社区，按编号排")


class PlacesAnswer(Answer):
    """All places in use."""

    places: Sequence[PlaceAnswer] = Field(description="区，下面有街镇，街镇下面有社区")


def places(asked: Asked, _nothing: Parameters) -> Reply:
    """All places in use, as a tree."""
    below: dict[int | None, list[Place]] = defaultdict(list)
    for place in asked.session.scalars(select(Place).where(shown_to_residents()).order_by(Place.code)):
        below[place.parent_id].append(place)
    tops = [_answer(place, below) for place in below[None] if place.kind is PlaceKind.DISTRICT]
    return Reply(PlacesAnswer(places=tops))


def _answer(place: Place, below: Mapping[int | None, Sequence[Place]]) -> PlaceAnswer:
    return PlaceAnswer(
        code=place.code,
        official_code=place.official_code,
        kind=KIND_NAMES[place.kind],
        name=place.name,
        source=place.source,
        children=[_answer(child, below) for child in below.get(place.id, ())],
    )


PLACES = Operation(
    path="/places",
    summary="区、街镇、社区",
    description="在用的全部地方，一次给全；只收有出处的名称。",
    parameters=Parameters,
    gives=PlacesAnswer,
    answer=places,
    group="地方",
)
