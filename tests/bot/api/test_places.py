"""Other websites learn the places there are, as a tree, and no place that is made up or closed."""

from bot.api.operations import Asked, Parameters
from bot.api.places import PlaceAnswer, PlacesAnswer, places
from bot.db import Session, Sessions
from bot.place_list import PlaceKind
from bot.places import Place


def told(session: Session) -> list[PlaceAnswer]:
    body = places(Asked(session, ""), Parameters()).body
    assert isinstance(body, PlacesAnswer)
    return list(body.places)


def plant(session: Session) -> None:
    district = Place(code="350102", kind=PlaceKind.DISTRICT, name="鼓楼区", source="民政局")
    street = Place(code="350102001", kind=PlaceKind.STREET, name="鼓东街道", source="民政局", parent=district)
    known = {"kind": PlaceKind.COMMUNITY, "source": "民政局", "parent": street}
    session.add(Place(code="350102001002", name="庆城社区", official_code="350102001002", **known))
    session.add(Place(code="350102001001", name="中山社区", **known))
    session.add(Place(code="350102001003", name="旧社区", active=False, **known))
    session.add(Place(code="350102001009", name="练习社区", practice=True, **known))


def test_places_are_told_as_a_tree_by_code(sessions: Sessions) -> None:
    with sessions.begin() as session:
        plant(session)

    with sessions.read() as session:
        (district,) = told(session)

    assert (district.kind, district.name) == ("区", "鼓楼区")
    (street,) = district.children
    assert [(one.name, one.official_code) for one in street.children] == [
        ("中山社区", None),
        ("庆城社区", "350102001002"),
    ]


def test_before_any_list_was_loaded_there_is_no_place(sqlite: Sessions) -> None:
    with sqlite.read() as session:
        assert told(session) == []
