"""What the logs show, and what they never show."""

import io
import json
import logging
import sys
import threading
from collections.abc import Iterator
from urllib.parse import quote

import pytest
import requests
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot import logs
from bot.app import make_kit
from bot.db import Sessions
from bot.logs import Line, Secrets, init_logging, secrets_of, short
from bot.settings import Settings

OPENID = "oABCd_-0123456789abcdefghiYZ"
WORDS = "低保怎么办"
log = logging.getLogger("test")


def written(message: str, *args: object, secrets: Secrets | None = None, as_json: bool = True) -> str:
    record = logging.LogRecord("test", logging.INFO, __file__, 1, message, args, sys.exc_info())
    record.created = 1_795_406_400.25
    return Line(secrets or Secrets(), as_json=as_json).format(record)


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    root, hooks = logging.getLogger(), (sys.excepthook, threading.excepthook)
    handlers, level = root.handlers[:], root.level
    root.handlers.clear()
    yield io.StringIO()
    logging.captureWarnings(capture=False)
    root.handlers[:], root.level = handlers, level
    sys.excepthook, threading.excepthook = hooks


def test_a_record_tells_when_what_and_in_which_process() -> None:
    record = json.loads(written("notice %s: %s", 7, "pushed"))

    assert record["at"] == "2026-11-23T04:00:00.250Z"
    assert record["level"] == "info"
    assert record["message"] == "notice 7: pushed"
    assert int(record["pid"]) > 0


def test_at_a_terminal_a_record_is_logfmt() -> None:
    line = written('says "=" twice', as_json=False)

    assert line.startswith("at=2026-11-23T04:00:00.250Z level=info pid=")
    assert line.endswith(r'logger=test message="says \"=\" twice"')


@given(message=st.text(), as_json=st.booleans())
def test_whatever_is_logged_is_one_printable_line(message: str, as_json: bool) -> None:
    line = written("%s", message, as_json=as_json)

    assert len(line.splitlines()) == 1
    assert line.encode()


@given(message=st.text().filter(lambda text: "=" not in text and ":" not in text))
def test_harmless_text_comes_through_unchanged(message: str) -> None:
    assert json.loads(written("%s", message))["message"] == message


def test_an_openid_is_shortened_to_its_first_four_and_last_two() -> None:
    assert short(OPENID) == "oABC…YZ"
    assert short("o") == "…"


@given(
    st.from_regex(r"o[A-Za-z0-9_-]{26}[A-Z0-9]", fullmatch=True), st.sampled_from(["", "/", "-", "_", "=", "'", " "])
)
def test_no_whole_openid_is_ever_written(openid: str, mark: str) -> None:
    line = written(f"followers/x{mark or ' '}%s{mark}1700000000", openid)

    assert openid not in line
    assert short(openid) in json.loads(line)["message"]


def test_names_in_a_traceback_are_not_taken_for_openids() -> None:
    name = "_only_one_of_several_processes_fetches"

    assert name in written(name)


@given(st.text(min_size=8).filter(lambda secret: secret.strip() == secret), st.sampled_from([str, quote, repr]))
def test_a_known_secret_is_never_written(secret: str, form: type[str]) -> None:
    secrets = Secrets()
    secrets.keep([secret])

    message = json.loads(written("(%s)", form(secret), secrets=secrets))["message"]

    assert "***" in message
    assert secret not in message.replace("***", "")


def test_a_short_webhook_token_does_not_blank_parts_of_words() -> None:
    secrets = Secrets()
    secrets.keep(["abc"])

    assert secrets.blank("abc abcd token 'abc'") == "*** abcd token '***'"


def test_every_secret_of_the_settings_is_known() -> None:
    names = [name for name, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation)]
    account = {name: f"{name:k<43}".replace("_", "k") for name in names}
    settings = Settings.model_validate(account | {"database_url": "postgresql://me:pass-word@db/x"})

    known = secrets_of(settings)

    assert len(names) >= 5
    assert {*account.values(), "pass-word"} == set(known)


def test_access_tokens_are_forgotten_only_when_long_expired() -> None:
    secrets = Secrets()
    for number in range(logs.RUN_TIME_SECRETS + 1):
        secrets.keep_for_now(f"token-{number:04d}")

    assert secrets.blank("token-0000 token-0001") == "token-0000 ***"


def test_an_access_token_nobody_registered_is_blanked_by_its_name() -> None:
    url = "/cgi-bin/menu/get?access_token=92_xYz&type=1"

    assert "access_token=***&type=1" in written("failed: %s", url)
    assert "92_xYz" not in written("%s", {"access_token": "92_xYz"})


def test_a_failed_call_leaks_no_token_through_its_traceback(out: io.StringIO) -> None:
    init_logging(Settings(), stream=out)

    try:
        requests.get("http://127.0.0.1:1/cgi-bin/get?access_token=92_xYz", timeout=1)
    except requests.ConnectionError:
        log.exception("no connection")

    assert "requests.exceptions.ConnectionError" in out.getvalue()
    assert "92_xYz" not in out.getvalue()


def test_a_database_error_tells_nothing_of_what_a_resident_wrote(sessions: Sessions, out: io.StringIO) -> None:
    init_logging(Settings(), stream=out)

    try:
        with sessions.begin() as session:
            session.execute(text("CREATE TEMPORARY TABLE said (words varchar UNIQUE)"))
            for _ in range(2):
                session.execute(text("INSERT INTO said VALUES (:words)"), {"words": WORDS})
    except DBAPIError:
        log.exception("not stored")

    assert "IntegrityError" in out.getvalue()
    assert WORDS not in out.getvalue()


def test_causes_are_told_before_their_effects() -> None:
    try:
        try:
            raise KeyError("first")
        except KeyError as cause:
            raise ValueError("second") from cause
    except ValueError:
        error = json.loads(written("failed"))["error"]

    assert error.index("builtins.KeyError: 'first'") < error.index("builtins.ValueError: second")


def test_each_error_of_a_group_is_told() -> None:
    try:
        raise ExceptionGroup("several", [ValueError("one"), KeyError("two")])
    except ExceptionGroup:
        error = json.loads(written("failed"))["error"]

    assert "ValueError: one" in error
    assert "KeyError: 'two'" in error


def test_arguments_that_do_not_fit_are_not_printed_around_the_filter(
    out: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    init_logging(Settings(), stream=out)

    log.info("one %s", "two", WORDS)  # noqa: PLE1205

    assert "one %s (its arguments do not fit)" in out.getvalue()
    assert WORDS not in out.getvalue() + capsys.readouterr().err


def test_libraries_that_print_urls_are_silent_below_warnings(out: io.StringIO) -> None:
    init_logging(Settings(), stream=out, level=logging.DEBUG)

    logging.getLogger("urllib3.connectionpool").debug("GET /cgi-bin/token?secret=x")
    log.debug("ours")

    assert [json.loads(line)["message"] for line in out.getvalue().splitlines()] == ["ours"]


def test_an_uncaught_error_goes_through_the_filter_too(out: io.StringIO) -> None:
    init_logging(Settings(wechat_app_secret=SecretStr("hidden-secret")), stream=out)

    thread = threading.Thread(target=lambda: int("hidden-secret"))
    thread.start()
    thread.join()

    assert "ValueError" in out.getvalue()
    assert "hidden-secret" not in out.getvalue()


def test_fields_given_beside_the_message_are_written(out: io.StringIO) -> None:
    init_logging(Settings(), stream=out)

    log.info("done", extra={"job": 7})

    assert json.loads(out.getvalue())["job"] == "7"


def test_records_of_one_request_carry_one_number(out: io.StringIO) -> None:
    app = Flask("test")
    logs.init_app(app, make_kit(Settings(database_url="sqlite://")))
    app.add_url_rule("/", view_func=lambda: log.info("one") or log.info("two") or "ok")  # type: ignore[func-returns-value]
    init_logging(Settings(), stream=out)

    app.test_client().get("/")
    app.test_client().get("/")

    assert [json.loads(line)["request"] for line in out.getvalue().splitlines()] == ["1", "1", "2", "2"]
