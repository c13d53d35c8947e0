"""The page of what is asked often tells items in reviewed words, and admits when there is nothing to tell."""

from datetime import timedelta

from flask.testing import FlaskClient

from answers.often import FEWEST
from bot.app import Kit
from tests.answers.test_often import ask


def given(kit: Kit, people: int, code: str, **changes: object) -> None:
    at = kit.clock.now() - timedelta(hours=1)
    ask(kit.sessions, people, code, **{"asked_at": at, "text": "我家阿公的事"} | changes)


def main_of(client: FlaskClient, address: str) -> str:
    page = client.get(address).text
    return page[page.index("<main") :]


def test_items_stand_under_their_domains_in_reviewed_words(client: FlaskClient, kit: Kit) -> None:
    given(kit, 12, "SJ-006")
    given(kit, FEWEST, "YL-008")

    page = main_of(client, "/asked")

    assert page.index("养老服务") < page.index("高龄津贴怎么领") < page.index("社会救助") < page.index("低保怎么办")
    assert "10 人以上问过" in page
    assert "我家阿公的事" not in page


def test_what_few_asked_is_not_shown_and_the_page_says_why(client: FlaskClient, kit: Kit) -> None:
    given(kit, FEWEST - 1, "SJ-006")

    page = main_of(client, "/asked")

    assert "/items/" not in page
    assert "还没有 5 个人问过同一件事" in page


def test_three_months_are_shown_when_asked_for(client: FlaskClient, kit: Kit) -> None:
    given(kit, FEWEST, "SJ-006", asked_at=kit.clock.now() - timedelta(days=40))

    assert "低保怎么办" not in main_of(client, "/asked")
    assert "低保怎么办" in main_of(client, "/asked?days=90")


def test_an_item_no_longer_in_force_is_left_out(client: FlaskClient, kit: Kit) -> None:
    given(kit, FEWEST, "XX-999")

    assert "XX-999" not in client.get("/asked").text


def test_the_page_stands_in_the_navigation(client: FlaskClient) -> None:
    assert '<a href="/asked"' in client.get("/").text
