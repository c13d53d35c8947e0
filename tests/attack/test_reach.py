"""Somebody signed in reaches for what is not theirs, by ids and places they put together themselves."""

from collections.abc import Iterator

import pytest

from bot.workers.roles import Role
from tests.attack.rounds import FLEETING, is_of_console, one_each, opened, routes, tables, with_token
from tests.district import DISTRICT, MINIMUM, MISSED, District, a_district, login_of

FORGED = {
    "reason": "我要", "text": "冒名写的话", "source": "《假的》", "code": MINIMUM, "topic": "weather", "act": "item",
    "asked": "1", "change": "1", "version": "1", "part": "conditions", "role": "system_admin", "place": DISTRICT,
    "login": "here-only", "name": "何", "due_on": "2026-12-31", "advice": "找我", "reply": "冒名", "state": "released",
}  # fmt: skip
# The auditor may have the trail checked, which is noted.
AUDIT = frozenset({"audit_events", "audit_checks", "jobs", "progress"})
OWN = frozenset({"console_drafts", "undo_steps", "workers", "worker_links", "second_factors"})


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[District]:
    """One of this module's own: forms are sent here that some may send."""
    with a_district(tmp_path_factory.mktemp("reached")) as built:
        yield built


def forge(district: District, login: str) -> dict[str, int]:
    """Send every form there is, filled in by hand, with a token that is right; the statuses."""
    browsing = with_token(district, login)
    return {
        address: browsing.send(address, headers=None, **FORGED).status_code
        for rule, address in routes(district, "POST")
        if is_of_console(rule) and not rule.endpoint.startswith(("console.", "account.", "console_"))
    }


@pytest.mark.parametrize("login", [login_of(Role.AUDITOR), "newcomer"])
def test_who_may_only_look_changes_nothing_by_any_form(district: District, login: str) -> None:
    without = FLEETING | AUDIT
    before = tables(district, without=without)

    answers = forge(district, login)

    assert set(answers.values()) <= {200, 303, 400, 403, 404, 409}, answers
    assert tables(district, without=without) == before


def test_who_keeps_accounts_touches_nothing_else(district: District) -> None:
    without = FLEETING | AUDIT | OWN | {"worker_roles"}
    before = tables(district, without=without)

    forge(district, login_of(Role.SYSTEM_ADMIN))

    assert tables(district, without=without) == before


def test_nobody_gives_themselves_a_role_by_any_form(district: District) -> None:
    for role in Role:
        if role is not Role.SYSTEM_ADMIN:
            before = tables(district)["worker_roles"]
            forge(district, login_of(role))
            assert tables(district)["worker_roles"] == before, role


@pytest.mark.parametrize("login", ["here-only", "newcomer", login_of(Role.SYSTEM_ADMIN)])
def test_what_residents_of_the_district_asked_is_not_shown_to_others(district: District, login: str) -> None:
    client = district.client(login)
    for rule, address in routes(district, "GET"):
        if is_of_console(rule):
            answer = opened(client, address)
            shown = answer.get_data(as_text=True) if answer.mimetype in {"text/html", "application/json"} else ""
            assert not any(words in shown for words in MISSED), address


@pytest.mark.parametrize("login", ["here-only", login_of(Role.SYSTEM_ADMIN), "newcomer", None])
def test_ids_that_belong_to_others_or_nobody_open_nothing_unexpected(district: District, login: str | None) -> None:
    client = district.client(login)
    for rule, address in one_each(district, "GET"):
        if is_of_console(rule) and rule.arguments:
            head = address.rsplit("/", 1)[0]
            for forged in ("0", "-1", "2147483648", "9" * 30, "1%20OR%201=1", "..%2f1", "350102999999"):
                assert opened(client, f"{head}/{forged}").status_code in {200, 303, 400, 403, 404, 405, 409}, address
