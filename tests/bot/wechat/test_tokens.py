"""One token for everybody: fetched by one, renewed early, and given up loudly once when it never works."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.db import Sessions
from bot.secrets import Cipher
from bot.wechat import Call, ConfigurationError, LaterError, TokenError, WeChatError
from bot.wechat.calls import Answer
from bot.wechat.errors import refusal, unreachable
from bot.wechat.tokens import LEASE, AccessToken, Account, Token, TokenStore
from tests.bot.wechat.stand_in import HandClock
from tests.conftest import NOON

REJECTED = refusal(40001, "invalid credential")


class Fountain:
    """The token endpoint: gives t1, t2, …, or what it is told to give."""

    def __init__(self, *answers: Answer | WeChatError) -> None:
        self.fetches = 0
        self.answers = list(answers)

    def __call__(self, call: Call) -> Answer:
        assert call.path == "/cgi-bin/stable_token"
        self.fetches += 1
        answer = self.answers.pop(0) if self.answers else {"access_token": f"t{self.fetches}", "expires_in": 7200}
        if isinstance(answer, WeChatError):
            raise answer
        return answer


def a_store(
    sessions: Sessions,
    ask: Callable[[Call], Answer],
    clock: HandClock,
    *,
    secret: str = "app secret",
    spawn: Callable[[Callable[[], None]], None] = lambda job: job(),
) -> TokenStore:
    account = Account("wx1", secret, "https://api.weixin.qq.com")
    cipher = Cipher("secret key", "access token")
    return TokenStore(sessions, account, cipher, ask=ask, clock=clock, sleep=clock.sleep, spawn=spawn)


@pytest.fixture
def clock() -> HandClock:
    return HandClock(NOON)


def test_the_token_is_fetched_once_and_then_comes_from_the_database(sessions: Sessions, clock: HandClock) -> None:
    fountain = Fountain()

    tokens = [a_store(sessions, fountain, clock).current().value for _ in range(5)]

    assert tokens == ["t1"] * 5
    assert fountain.fetches == 1


def test_the_token_lies_in_the_database_unreadable(sqlite: Sessions, clock: HandClock) -> None:
    a_store(sqlite, Fountain({"access_token": "a-very-secret-token", "expires_in": 7200}), clock).current()

    with sqlite.read() as session:
        row = session.scalars(select(AccessToken)).one()
    assert "a-very-secret-token" not in str(vars(row))
    assert "app secret" not in str(vars(row))


def test_a_token_shows_itself_in_no_log() -> None:
    assert "secret" not in repr(Token("secret", 1)) + repr(Account("wx1", "secret", "https://x"))


def test_a_token_near_its_end_is_renewed_behind_the_back_of_those_who_have_it(
    sqlite: Sessions, clock: HandClock
) -> None:
    fountain, jobs = Fountain(), list[Callable[[], None]]()
    store = a_store(sqlite, fountain, clock, spawn=jobs.append)
    store.current()
    clock.move(timedelta(seconds=7200 - 290))

    before = [store.current().value for _ in range(3)]
    for job in jobs:
        job()

    assert before == ["t1"] * 3
    assert (len(jobs), fountain.fetches) == (1, 2)
    assert store.current().value == "t2"


def test_a_failing_early_renewal_troubles_nobody_while_the_token_lasts(sqlite: Sessions, clock: HandClock) -> None:
    fountain = Fountain({"access_token": "t1", "expires_in": 7200}, unreachable("断了"))
    store = a_store(sqlite, fountain, clock)
    store.current()
    clock.move(timedelta(seconds=7200 - 290))

    assert [store.current().value for _ in range(10)] == ["t1"] * 10
    assert fountain.fetches == 2


def test_a_short_lived_token_is_not_renewed_at_every_call(sqlite: Sessions, clock: HandClock) -> None:
    fountain = Fountain({"access_token": "t1", "expires_in": 300})
    store = a_store(sqlite, fountain, clock)

    for _ in range(10):
        store.current()

    assert fountain.fetches == 1


def test_an_expired_token_is_never_handed_out(sessions: Sessions, clock: HandClock) -> None:
    store = a_store(sessions, Fountain(), clock)
    store.current()
    clock.move(timedelta(seconds=7195))

    assert store.current().value == "t2"


def test_many_whose_token_was_rejected_get_one_new_one(sessions: Sessions, clock: HandClock) -> None:
    fountain = Fountain()
    stores = [a_store(sessions, fountain, clock) for _ in range(5)]
    old = [store.current() for store in stores]

    new = [store.renew(token, REJECTED).value for store, token in zip(stores, old, strict=True)]

    assert new == ["t2"] * 5
    assert fountain.fetches == 2


def test_a_dead_holder_of_the_lease_is_replaced_when_the_lease_runs_out(sessions: Sessions, clock: HandClock) -> None:
    def dies(_: Call) -> Answer:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        a_store(sessions, dies, clock).current()
    started = clock.now()

    token = a_store(sessions, Fountain(), clock).current()

    assert token.value == "t1"
    assert timedelta(0) < clock.now() - started <= LEASE + timedelta(seconds=1)


def test_waiting_for_another_process_ends_even_if_it_never_finishes(sqlite: Sessions, clock: HandClock) -> None:
    store = a_store(sqlite, Fountain(), clock)
    store.current()
    with sqlite.begin() as session:
        session.execute(update(AccessToken).values(expires_at=None, lease_until=NOON + timedelta(days=1)))

    with pytest.raises(LaterError, match="等待 access_token 超时"):
        store.current()


def test_a_rejected_secret_is_an_alarm_once_and_a_growing_pause(
    sessions: Sessions, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    fountain = Fountain(*[refusal(40164, "invalid ip 203.0.113.7, not in whitelist")] * 9)
    store = a_store(sessions, fountain, clock)

    for _ in range(40):  # twenty minutes, two calls a minute
        with pytest.raises(ConfigurationError, match="白名单"):
            store.current()
        clock.move(timedelta(seconds=30))

    assert fountain.fetches == 5  # at 0, 1, 3, 8 and 18 minutes
    assert [record.levelno for record in caplog.records].count(logging.ERROR) == 1


def test_an_app_secret_refused_by_the_token_endpoint_is_a_matter_of_configuration(
    sqlite: Sessions, clock: HandClock
) -> None:
    store = a_store(sqlite, Fountain(refusal(40001, "invalid credential")), clock)

    with pytest.raises(ConfigurationError, match="AppSecret"):
        store.current()


def test_new_credentials_do_not_wait_for_the_old_ones_pause(sqlite: Sessions, clock: HandClock) -> None:
    with pytest.raises(ConfigurationError):
        a_store(sqlite, Fountain(refusal(40125)), clock).current()

    assert a_store(sqlite, Fountain(), clock, secret="the right secret").current().value == "t1"


def test_an_operator_can_fetch_in_spite_of_a_pause(sqlite: Sessions, clock: HandClock) -> None:
    store = a_store(sqlite, Fountain(refusal(40164)), clock)
    with pytest.raises(ConfigurationError):
        store.current()

    state = store.fetch_now()

    assert state.trouble is None
    assert store.current().value == "t2"


def test_an_operator_waits_for_a_fetch_already_under_way(sqlite: Sessions, clock: HandClock) -> None:
    store = a_store(sqlite, Fountain(), clock)
    store.current()
    with sqlite.begin() as session:
        session.execute(update(AccessToken).values(lease_until=NOON + timedelta(seconds=5)))

    state = store.fetch_now()

    assert state.generation == 2
    assert clock.now() >= NOON + timedelta(seconds=5)


def test_a_network_failure_pauses_for_seconds_only_and_raises_no_alarm(
    sqlite: Sessions, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    store = a_store(sqlite, Fountain(unreachable("断了")), clock)
    with pytest.raises(LaterError):
        store.current()
    with pytest.raises(LaterError, match="暂停"):
        store.current()

    clock.move(timedelta(seconds=2))

    assert store.current().value == "t2"
    assert all(record.levelno < logging.ERROR for record in caplog.records)


@pytest.mark.parametrize(
    "answer",
    [{}, {"access_token": ""}, {"access_token": 5, "expires_in": 7200}, {"access_token": "t", "expires_in": "x"}],
)
def test_an_answer_without_a_usable_token_is_tried_again_later(
    sqlite: Sessions, clock: HandClock, answer: Answer
) -> None:
    with pytest.raises(LaterError):
        a_store(sqlite, Fountain(answer), clock).current()


def reject(store: TokenStore) -> None:
    """What a call does when the platform rejects every token."""
    token = store.current()
    raise store.condemn(store.renew(token, REJECTED), REJECTED)


def test_tokens_rejected_for_ever_cost_two_fetches_and_one_alarm(
    sessions: Sessions, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    fountain = Fountain()
    stores = [a_store(sessions, fountain, clock) for _ in range(3)]

    for store in stores * 5:
        with pytest.raises(TokenError):
            reject(store)

    assert fountain.fetches == 2
    assert [record.levelno for record in caplog.records].count(logging.ERROR) == 1


def test_after_the_pause_one_fetch_finds_out_whether_the_platform_has_recovered(
    sessions: Sessions, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    fountain = Fountain()
    store = a_store(sessions, fountain, clock)
    with pytest.raises(TokenError):
        reject(store)
    clock.move(timedelta(seconds=61))

    with pytest.raises(TokenError):
        reject(store)

    assert fountain.fetches == 3
    assert [record.levelno for record in caplog.records].count(logging.ERROR) == 1


def test_many_who_notice_the_same_trouble_make_one_pause(sessions: Sessions, clock: HandClock) -> None:
    fountain = Fountain()
    store = a_store(sessions, fountain, clock)
    token = store.renew(store.current(), REJECTED)

    for _ in range(5):
        store.condemn(token, REJECTED)

    clock.move(timedelta(seconds=61))
    assert store.current().suspect


def test_a_late_complaint_about_an_old_token_leaves_the_new_one_alone(sessions: Sessions, clock: HandClock) -> None:
    store = a_store(sessions, Fountain(), clock)
    old = store.current()
    new = store.renew(old, REJECTED)

    store.condemn(old, REJECTED)

    assert store.current() == new


def test_a_call_that_goes_through_ends_the_trouble(sessions: Sessions, clock: HandClock) -> None:
    store = a_store(sessions, Fountain(), clock)
    with pytest.raises(TokenError):
        reject(store)
    clock.move(timedelta(seconds=61))

    store.confirm(store.current())

    assert not store.current().suspect
    state = store.state()
    assert state is not None
    assert state.trouble is None


def test_twenty_threads_of_one_process_fetch_once(sessions: Sessions) -> None:
    clock, together = HandClock(NOON), threading.Barrier(20)
    fountain = Fountain()
    store = a_store(sessions, fountain, clock)

    def ask() -> str:
        together.wait()
        return store.current().value

    with ThreadPoolExecutor(20) as pool:
        values = [future.result() for future in [pool.submit(ask) for _ in range(20)]]

    assert values == ["t1"] * 20
    assert fountain.fetches == 1
