"""Somebody without the password, without the phone, or with a stolen cookie tries to get in."""

import re

import pytest
from flask.testing import FlaskClient
from pyotp import TOTP, random_base32
from sqlalchemy import select

import wsgi
from bot.app import create_app
from bot.workers.links import make_link
from bot.workers.models import WorkerRow
from bot.workers.passwords import Passwords
from bot.workers.roles import Role
from bot.workers.second_factor import Phone, enrol, factor_cipher
from tests.bot.console.browsing import Browsing
from tests.bot.workers.builders import PASSWORD, QUICK, a_worker
from tests.district import DISTRICT, District, login_of

SIGN_IN = "/console/sign-in"
LOGIN = login_of(Role.DISCLOSURE_OFFICE)


def from_afar(district: District, address: str) -> Browsing:
    """A stranger's browser at that address."""
    client = district.client()
    client.environ_base["REMOTE_ADDR"] = address
    return Browsing(client)


def cookie(client: FlaskClient, name: str = "console") -> str:
    found = client.get_cookie(name)
    return found.value if found else ""


def with_phone(district: District, login: str) -> TOTP:
    """Add somebody who needs a code from their phone to sign in; the phone."""
    secret, key = random_base32(), district.kit.settings.secret_key
    assert key
    otp, cipher = TOTP(secret), factor_cipher(key.get_secret_value())
    with district.kit.sessions.begin() as session:
        row = a_worker(session, login, "黄手机", (Role.CATALOG_ADMIN, DISTRICT))
        row.no_code_reason = None
        # Taken a while ago: the code of this moment was not used yet.
        now = district.kit.clock.now()
        earlier = now.replace(year=now.year - 1)
        enrol(session, cipher, row.id, Phone(secret, otp.at(earlier), ()), now=earlier)
    return otp


def test_a_cookie_planted_before_signing_in_is_worth_nothing_afterwards(district: District) -> None:
    victim, planted = from_afar(district, "203.0.113.1"), "planted-by-the-attacker"
    victim.client.set_cookie("console", planted)

    victim.sign_in(LOGIN)

    assert cookie(victim.client) not in {"", planted}
    thief = district.client()
    thief.set_cookie("console", planted)
    assert thief.get("/console/").status_code == 303


def test_the_attackers_own_session_planted_in_a_browser_ends_there(district: District) -> None:
    victim, planted = from_afar(district, "203.0.113.2"), district.sign_in("here-only")
    victim.client.set_cookie("console", planted)
    victim.open("/console/answers/try")
    victim.open(SIGN_IN)

    victim.client.set_cookie("console_visit", "planted-too")
    victim.token = ""
    victim.client.delete_cookie("console")
    victim.sign_in(LOGIN)

    assert cookie(victim.client) != planted
    assert cookie(victim.client, "console_visit") == ""


def test_what_made_forms_safe_before_signing_in_does_not_afterwards(district: District) -> None:
    victim = from_afar(district, "203.0.113.3")
    victim.client.set_cookie("console_visit", "planted-by-the-attacker")
    victim.open(SIGN_IN)
    known = victim.token

    victim.sign_in(LOGIN)
    victim.token = known

    assert victim.send("/console/sign-out").status_code == 403


def test_a_cookie_copied_before_signing_out_opens_nothing_afterwards(district: District) -> None:
    browsing = from_afar(district, "203.0.113.4")
    browsing.sign_in(LOGIN)
    copied = cookie(browsing.client)

    browsing.send("/console/sign-out")

    thief = district.client()
    thief.set_cookie("console", copied)
    assert thief.get("/console/").status_code == 303


def test_the_password_alone_opens_nothing(district: District) -> None:
    with_phone(district, "needs-phone")
    browsing = from_afar(district, "203.0.113.5")

    sent = browsing.sign_in("needs-phone")

    assert Browsing.path(sent) == "/console/sign-in/code"
    assert cookie(browsing.client) == ""
    assert browsing.client.get("/console/").status_code == 303


def test_the_password_alone_cannot_bring_another_phone(district: District) -> None:
    with_phone(district, "has-phone")
    browsing = from_afar(district, "203.0.113.6")
    browsing.sign_in("has-phone")

    shown = browsing.open("/console/sign-in/phone").text
    secret = "".join(re.findall(r"<[^>]*>([A-Z2-7]{4})</", shown))
    sealed = re.search(r'name="sealed" value="([^"]+)"', shown)
    browsing.send(
        "/console/sign-in/phone", sealed=sealed[1] if sealed else "", code=TOTP(secret).now() if secret else "000000"
    )

    assert cookie(browsing.client) == ""


def test_codes_cannot_be_guessed_from_many_addresses(district: District) -> None:
    otp = with_phone(district, "guessed")
    wrong = f"{(int(otp.now()) + 7) % 1_000_000:06}"

    statuses = []
    for number in range(8):
        browsing = from_afar(district, f"198.51.100.{number}")
        browsing.sign_in("guessed")
        browsing.open("/console/sign-in/code")
        statuses.append(browsing.send("/console/sign-in/code", code=wrong).status_code)
    browsing.send("/console/sign-in/code", code=otp.now())

    assert statuses[:3] == [403] * 3
    assert set(statuses[4:]) == {429}
    assert cookie(browsing.client) == ""


def test_a_code_seen_over_a_shoulder_is_used_up(district: District) -> None:
    otp = with_phone(district, "watched")
    owner, thief, code = from_afar(district, "203.0.113.7"), from_afar(district, "203.0.113.8"), otp.now()
    for browsing in (owner, thief):
        browsing.sign_in("watched")
        browsing.open("/console/sign-in/code")

    owner.send("/console/sign-in/code", code=code)
    refused = thief.send("/console/sign-in/code", code=code)

    assert cookie(owner.client)
    assert (refused.status_code, cookie(thief.client)) == (403, "")


def test_what_lies_between_the_two_steps_cannot_be_altered(district: District) -> None:
    otp = with_phone(district, "altered")
    browsing = from_afar(district, "203.0.113.9")
    browsing.sign_in("altered")
    half = browsing.client.get_cookie("console_half")
    assert half

    browsing.client.set_cookie(half.key, half.value[:-6] + "AAAAAA")
    browsing.send("/console/sign-in/code", code=otp.now())

    assert cookie(browsing.client) == ""


def test_passwords_cannot_be_guessed_by_changing_the_address_one_claims(district: District) -> None:
    statuses = []
    for number in range(30):
        browsing = from_afar(district, "192.0.2.77")
        browsing.open(SIGN_IN)
        headers = {
            "X-Forwarded-For": f"10.1.1.{number}",
            "X-Real-IP": f"10.1.1.{number}",
            "Forwarded": f"for=10.1.1.{number}",
        }
        statuses.append(browsing.send(SIGN_IN, headers=headers, login=f"w{number}", password="123456").status_code)

    assert statuses[0] == 403
    assert statuses[-1] == 429


def test_a_login_cannot_be_guessed_at_from_many_addresses(district: District) -> None:
    statuses = []
    for number in range(8):
        browsing = from_afar(district, f"192.0.2.{number}")
        browsing.open(SIGN_IN)
        statuses.append(browsing.send(SIGN_IN, login=login_of(Role.AUDITOR), password="123456").status_code)

    assert statuses[:3] == [403] * 3
    assert set(statuses[4:]) == {429}


class CountingPasswords(Passwords):
    """Counts how often it looked at something as long as a real check takes."""

    def __init__(self) -> None:
        self.__dict__.update(QUICK.__dict__)
        self.asked: list[str | None] = []

    def matches(self, stored: str | None, password: str) -> bool:
        self.asked.append(stored)
        return QUICK.matches(stored, password)


def test_nobody_learns_which_logins_exist(district: District) -> None:
    counting = CountingPasswords()
    district.app.extensions["passwords"] = counting
    answers = []
    for number, login in enumerate((login_of(Role.SECOND_REVIEWER), "nobody-at-all")):
        browsing = from_afar(district, f"203.0.113.{20 + number}")
        browsing.open(SIGN_IN)
        answers.append(browsing.send(SIGN_IN, login=login, password="123456"))
    district.app.extensions["passwords"] = QUICK

    texts = [re.sub(r'value="[^"]*"', "", answer.text) for answer in answers]
    assert texts[0] == texts[1]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert len(counting.asked) == 2


def test_over_https_cookies_are_for_this_host_alone_and_for_no_script(district: District) -> None:
    settings = district.kit.settings.model_copy(update={"public_url": "https://juwu.example.cn"})
    app = create_app(settings, wsgi.PARTS)
    app.extensions["passwords"] = QUICK
    browsing = Browsing(app.test_client())
    browsing.client.environ_base["REMOTE_ADDR"] = "203.0.113.30"

    browsing.open(SIGN_IN)
    sent = browsing.send(SIGN_IN, login=LOGIN, password=PASSWORD)

    set_cookies = [one for one in sent.headers.getlist("Set-Cookie") if "Max-Age=0" not in one]
    assert len(set_cookies) == 1
    assert set_cookies[0].startswith("__Host-console=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(set_cookies[0].split("; "))
    assert "Domain" not in set_cookies[0]
    app.extensions["kit"].sessions.engine.dispose()


def test_a_link_to_choose_a_password_works_once_and_tells_no_other_site(district: District) -> None:
    token = "a-link-of-a-test-a-link-of-a-test"
    with district.kit.sessions.begin() as session:
        row = session.scalars(select(WorkerRow).where(WorkerRow.login == login_of(Role.FIRST_REVIEWER))).one()
        make_link(session, row, token=token, now=district.kit.clock.now())
    owner, thief = from_afar(district, "203.0.113.40"), from_afar(district, "203.0.113.41")

    page = owner.open(f"/console/welcome/{token}")
    thief.open(f"/console/welcome/{token}")
    owner.send(f"/console/welcome/{token}", password="三坊七巷 in the rain", again="三坊七巷 in the rain")
    late = thief.send(f"/console/welcome/{token}", password="mine now, all mine", again="mine now, all mine")

    assert page.headers["Referrer-Policy"] in {"no-referrer", "same-origin"}
    assert page.headers["Cache-Control"] == "no-store"
    assert late.status_code >= 400
    assert cookie(thief.client) == ""


@pytest.mark.parametrize("login", ["", "\0", "x" * 10_000, "' OR 1=1 --", "admin\r\nX: y", "林"])
def test_no_login_is_strange_enough_to_break_something(district: District, login: str) -> None:
    browsing = from_afar(district, "203.0.113.50")
    browsing.open(SIGN_IN)

    assert browsing.send(SIGN_IN, login=login, password="\0" * 10).status_code in {403, 413, 429}
