"""Every address of the console, tried by strangers, by every role, from the wrong place, and by the auditor.

Routes are found in the application: a new one fails here until somebody has said whom it lets in, by its guard and,
where no guard can say it, by the lists below.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.console.access import Guard, guard_of
from bot.console.forms import FIELD, form_token
from bot.workers.roles import Role
from tests.bot.workers.builders import a_worker
from tests.district import ALLOWANCE, COMMUNITY, WELCOME, District, a_district, login_of

# What stands in addresses. Every one is there, in the whole district: a page that is not found proves nothing.
SAMPLES = {
    "change_id": "1",
    "code": ALLOWANCE,
    "enquiry_id": "1",
    "group_id": "1",
    "import_id": "1",
    "key": "nothing",
    "line_id": "1",
    "login": "here-only",
    "move_id": "1",
    "name": "nothing.png",
    "number": "1",
    "release_id": "1",
    "session_id": "999",
    "slug": "nothing",
    "token": WELCOME,
    "undo_id": "1",
    "upload_id": "1",
    "wording_id": "1",
}
# Where the same name means something else.
OTHER_SAMPLES = {"place_codes.picture": {"code": COMMUNITY}}
STRANGERS = {
    "console.ask_code",
    "console.ask_phone",
    "console.check_code",
    "console.check_sign_in",
    "console.choose_password",
    "console.sign_in",
    "console.take_phone",
    "console.welcome",
    "help.chapter",
    "help.contents",
    "help.picture",
}
# Open to all workers: each shows and changes nothing but the worker's own.
ALL_WORKERS = {
    "account.change_password",
    "account.check_confirm",
    "account.confirm",
    "account.end_others",
    "account.end_session",
    "account.new_phone",
    "account.page",
    "account.take_phone",
    "console.sign_out",
    "console.to_do",
    "console_drafts.discard",
    "console_drafts.keep",
    "console_progress.progress",
    "console_undo.take_back",
    "practice.reset",
    "practice.show",
}
# What an auditor may send: it changes nothing that is audited.
AUDITOR_SENDS = {"audit_console.export", "audit_console.verify"}
# What an auditor need not read: forms that begin something, and what somebody has begun and not yet done.
AUDITOR_SKIPS = {
    "catalog_console.new_upload",
    "catalog_console.plan",
    "place_codes.codes",  # pictures to print
    "place_codes.picture",
    "practice.show",  # only where the account is the sandbox's
    "workers_console.adding",
}
# Open to a role at any place: items and wordings are the whole district's, lists hold what is at the worker's place.
AT_ANY_PLACE = {
    "answers_console.guide",
    "answers_console.guides",
    "answers_console.list_changes",
    "answers_console.releases",
    "answers_console.try_out",
    "answers_console.wording",
    "answers_console.wordings",
    "answers_console.wordings_of",
    "casework_console.enquiries",
    "catalog_console.item",
    "catalog_console.items",
    "place_codes.codes",
    "place_codes.make",  # asks WeChat for all codes that are missing, whoever says so
    "workers_console.adding",
    "workers_console.workers",
}
# Anybody may draft from any place; somebody of the district releases. Other people's drafts are refused by their rule.
DRAFTING = {
    "answers_console.add_wording",
    "answers_console.follow_item",
    "answers_console.move_wording",
    "answers_console.remove_line",
    "answers_console.retire_wording",
    "answers_console.rewrite_line",
    "answers_console.take_back",
    "workers_console.add",  # whose role and place the form names; its own tests try others' places
}
ELSEWHERE = "350102002"  # a street that has nothing to do with what the samples name


@dataclass(frozen=True)
class Way:
    """One route and method, with its sample address and its guard."""

    endpoint: str
    method: str
    address: str
    guard: Guard

    def go(self, client: FlaskClient) -> TestResponse:
        """Take it as the page's own form would."""
        if self.method == "GET":
            return client.get(self.address, headers={"Accept": "text/html"})
        secret = client.get_cookie("console")
        data = {FIELD: form_token(secret.value)} if secret else {}
        return client.post(self.address, data=data, headers={"Accept": "text/html"})


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[District]:
    with a_district(tmp_path_factory.mktemp("district")) as district:
        with district.kit.sessions.begin() as session:
            for role in Role:
                a_worker(session, f"{login_of(role)}.elsewhere", "外人", (role, ELSEWHERE))
        yield district


@pytest.fixture(scope="module")
def ways(district: District) -> list[Way]:
    found = []
    adapter = district.app.url_map.bind("localhost")
    with district.app.app_context():
        for rule in district.app.url_map.iter_rules():
            if rule.rule.startswith("/console") and (guard := guard_of(rule.endpoint)):
                address = adapter.build(rule.endpoint, {name: sample(rule.endpoint, name) for name in rule.arguments})
                methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
                found += [Way(rule.endpoint, method, address, guard) for method in sorted(methods)]
    return sorted(found, key=lambda way: (way.address, way.method))


def sample(endpoint: str, name: str) -> str:
    """What stands in a route's address for this argument."""
    return OTHER_SAMPLES.get(endpoint, {}).get(name) or SAMPLES[name]


def test_every_route_has_a_guard_that_was_meant(district: District, ways: list[Way]) -> None:
    rules = [rule for rule in district.app.url_map.iter_rules() if rule.rule.startswith("/console")]
    with district.app.app_context():
        assert [rule.rule for rule in rules if guard_of(rule.endpoint) is None] == []

    assert {way.endpoint for way in ways if way.guard.strangers} == STRANGERS
    assert {way.endpoint for way in ways if not way.guard.roles and not way.guard.strangers} == ALL_WORKERS


def test_a_stranger_is_sent_to_sign_in_and_changes_nothing(district: District, ways: list[Way]) -> None:
    for way in ways:
        if way.guard.strangers:
            continue
        answer = way.go(district.client())
        if way.method == "GET":
            assert answer.status_code == 303, way
            assert answer.headers["Location"].startswith("/console/sign-in"), way
        else:
            assert answer.status_code == 403, way


@pytest.mark.parametrize("role", Role)
def test_a_wrong_role_is_refused(district: District, ways: list[Way], role: Role) -> None:
    client = district.client(login_of(role))

    for way in ways:
        if way.guard.roles and role not in way.guard.roles:
            answer = way.go(client)
            assert (answer.status_code, "这一页您没有权限" in answer.text) == (403, True), way


@pytest.mark.parametrize("role", Role)
def test_a_right_role_at_a_wrong_place_is_refused(district: District, ways: list[Way], role: Role) -> None:
    client = district.client(f"{login_of(role)}.elsewhere")

    for way in ways:
        if role in way.guard.roles and way.endpoint not in AT_ANY_PLACE:
            refusals = {409} if way.endpoint in DRAFTING else {403, 404}
            assert way.go(client).status_code in refusals, way


def test_the_auditor_reads_every_page(district: District, ways: list[Way]) -> None:
    client = district.client(login_of(Role.AUDITOR))

    for way in ways:
        if way.method == "GET" and not way.guard.strangers and way.endpoint not in AUDITOR_SKIPS:
            assert way.go(client).status_code == 200, way


def test_the_auditor_changes_nothing(district: District, ways: list[Way]) -> None:
    client = district.client(login_of(Role.AUDITOR))

    for way in ways:
        if way.method != "GET" and way.guard.roles and way.endpoint not in AUDITOR_SENDS:
            assert Role.AUDITOR not in way.guard.roles, way
            assert way.go(client).status_code == 403, way


def test_the_administrator_of_accounts_sees_accounts_and_no_content(ways: list[Way]) -> None:
    opened = {way.endpoint.partition(".")[0] for way in ways if Role.SYSTEM_ADMIN in way.guard.roles}

    assert opened == {"workers_console"}


def test_no_way_in_the_navigation_ends_at_a_refusal(district: District) -> None:
    for login in [login_of(role) for role in Role] + [f"{login_of(role)}.elsewhere" for role in Role]:
        client = district.client(login)
        page = client.get("/console/").text
        with district.app.test_request_context():
            addresses = [district.app.url_for(entry.endpoint) for entry in district.kit.console.entries]
        for address in addresses:
            if f'href="{address}"' in page:
                assert client.get(address).status_code == 200, (login, address)
