"""Thousands of messages from one process: each reported once, none repeated blindly, stopped when it is no use."""

import asyncio
from collections.abc import Callable, Iterator

import pytest

from bot.db import Sessions
from bot.settings import Settings
from bot.time import Clock
from bot.wechat import Call, ConfigurationError, LaterError, LiveWeChat, Outcome, TokenError, live_wechat
from bot.wechat.bulk import Result, Sizes, Summary, send_each
from bot.wechat.notifications import template_message
from sandbox.driver import Platform

SEND = "/cgi-bin/message/template/send"
PEOPLE = 300
VALUES = {"thing1": "停水", "thing2": "开元社区", "time3": "2026年11月23日 09:00", "thing4": "检修"}


@pytest.fixture(scope="module")
def crowd() -> Iterator[Platform]:
    with Platform(followers=PEOPLE) as platform:
        yield platform


@pytest.fixture
def sender(crowd: Platform, sqlite: Sessions, settings_for: Callable[..., Settings]) -> LiveWeChat:
    crowd.reset(followers=PEOPLE)
    crowd.faults()
    return live_wechat(settings_for(crowd), sqlite, Clock())


class Notebook:
    """Keeps what is handed back, and how long the run wanted to sleep."""

    def __init__(self, nap_s: float = 0) -> None:
        self._nap_s = nap_s
        self.batches: list[list[Result[str]]] = []
        self.pauses: list[float] = []

    @property
    def results(self) -> list[Result[str]]:
        return [result for batch in self.batches for result in batch]

    def outcomes(self) -> dict[str, int]:
        named = [result.error.outcome.value if result.error else "sent" for result in self.results]
        return {name: named.count(name) for name in set(named)}

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        await asyncio.sleep(self._nap_s)


def everyone(platform: Platform) -> list[tuple[str, Call]]:
    template_id = next(one["template_id"] for one in platform.account.templates if one["kind"] == "template")
    people = [user["openid"] for user in platform.users() if user["subscribed"]]
    return [(openid, template_message(openid, template_id, VALUES)) for openid in people]


def send(wechat: LiveWeChat, calls: list[tuple[str, Call]], notebook: Notebook) -> Summary:
    sizes = Sizes(concurrency=16, batch=100)
    return send_each(wechat, calls, notebook.batches.append, sizes=sizes, sleep=notebook.sleep)


def test_everyone_gets_one_message_and_is_reported_once(crowd: Platform, sender: LiveWeChat) -> None:
    calls, notebook = everyone(crowd), Notebook()

    summary = send(sender, calls, notebook)

    assert (summary.succeeded, summary.failed, summary.stopped_by) == (PEOPLE, 0, None)
    assert sorted(result.key for result in notebook.results) == sorted(openid for openid, _ in calls)
    assert all(len(batch) >= 100 for batch in notebook.batches[:-1])
    assert len(crowd.calls(SEND)) == PEOPLE
    assert len(crowd.calls("/cgi-bin/stable_token")) == 1


def test_one_who_cannot_be_reached_does_not_stop_the_others(crowd: Platform, sender: LiveWeChat) -> None:
    calls, notebook = everyone(crowd), Notebook()
    stranger = template_message("o" + "x" * 27, "T", VALUES)

    summary = send(sender, [("stranger", stranger), *calls], notebook)

    failed = [result for result in notebook.results if result.error]
    assert [result.key for result in failed] == ["stranger"]
    assert summary.succeeded == PEOPLE


def test_an_account_level_refusal_stops_the_run_and_says_who_was_not_reached(
    crowd: Platform, sender: LiveWeChat
) -> None:
    crowd.faults({"kind": "errcode:48001", "path": SEND})
    notebook = Notebook()

    summary = send(sender, everyone(crowd), notebook)

    assert isinstance(summary.stopped_by, ConfigurationError)
    assert len(crowd.calls(SEND)) <= 16
    assert summary.succeeded == 0
    assert len(notebook.results) == summary.failed < PEOPLE
    assert {result.error.outcome for result in notebook.results if result.error} <= {Outcome.REFUSED, Outcome.NOT_SENT}


def test_the_days_quota_stops_the_run(crowd: Platform, sender: LiveWeChat) -> None:
    crowd.faults({"kind": "quota_exhausted", "path": SEND})

    summary = send(sender, everyone(crowd), Notebook())

    assert summary.stopped_by is not None
    assert summary.stopped_by.errcode == 45009


def test_the_minutes_quota_is_sat_out_together_and_everyone_is_reached(crowd: Platform, sender: LiveWeChat) -> None:
    crowd.faults({"kind": "minute_quota", "path": SEND, "times": 16})
    notebook = Notebook(nap_s=0.3)

    summary = send(sender, everyone(crowd), notebook)

    assert (summary.succeeded, summary.stopped_by) == (PEOPLE, None)
    assert 1 <= len(notebook.pauses) < 16
    assert all(0 < pause <= 61 for pause in notebook.pauses)


@pytest.mark.parametrize("kind", ["reset", "truncated_json", "http_502", "errcode:-1"])
def test_a_message_without_an_answer_is_unknown_and_not_sent_again(
    crowd: Platform, sender: LiveWeChat, kind: str
) -> None:
    crowd.faults({"kind": kind, "path": SEND, "times": 7})
    notebook = Notebook()

    send(sender, everyone(crowd), notebook)

    assert notebook.outcomes() == {"unknown": 7, "sent": PEOPLE - 7}
    assert len(crowd.calls(SEND)) == PEOPLE


def test_a_token_rejected_in_the_middle_is_replaced_once(crowd: Platform, sender: LiveWeChat) -> None:
    crowd.faults({"kind": "40001_once", "path": SEND})

    summary = send(sender, everyone(crowd), Notebook())

    assert summary.succeeded == PEOPLE
    assert len(crowd.calls("/cgi-bin/stable_token")) == 2


def test_tokens_rejected_for_ever_cost_two_fetches(crowd: Platform, sender: LiveWeChat) -> None:
    crowd.faults({"kind": "40001_forever"})

    summary = send(sender, everyone(crowd), Notebook())

    assert isinstance(summary.stopped_by, TokenError)
    assert len(crowd.calls("/cgi-bin/stable_token")) == 2


def test_a_template_wrongly_called_unknown_gets_one_more_try(crowd: Platform, sender: LiveWeChat) -> None:
    crowd.faults({"kind": "errcode:40037", "path": SEND, "nth": 9})

    summary = send(sender, everyone(crowd), Notebook())

    assert (summary.succeeded, summary.stopped_by) == (PEOPLE, None)


def test_a_template_that_does_not_exist_stops_the_run(crowd: Platform, sender: LiveWeChat) -> None:
    crowd.faults({"kind": "errcode:40037", "path": SEND})

    summary = send(sender, everyone(crowd), Notebook())

    assert isinstance(summary.stopped_by, ConfigurationError)


def test_a_platform_that_is_not_there_is_given_up_after_a_few_tries(crowd: Platform, sender: LiveWeChat) -> None:
    calls, notebook = everyone(crowd), Notebook()
    sender.run(Call("/cgi-bin/getcallbackip"))
    sender.line.transport.base_url = "http://127.0.0.1:1"

    summary = send(sender, calls, notebook)

    assert isinstance(summary.stopped_by, LaterError)
    assert notebook.outcomes().keys() == {"not_sent"}
    assert notebook.pauses


def test_calls_are_taken_as_the_work_goes_and_no_longer_after_a_stop(crowd: Platform, sender: LiveWeChat) -> None:
    crowd.faults({"kind": "errcode:48004", "path": SEND})
    taken: list[str] = []

    def noting() -> Iterator[tuple[str, Call]]:
        for key, call in everyone(crowd):
            taken.append(key)
            yield key, call

    notebook = Notebook()
    send_each(sender, noting(), notebook.batches.append, sizes=Sizes(concurrency=8, batch=100), sleep=notebook.sleep)

    assert sorted(result.key for result in notebook.results) == sorted(taken)
    assert len(taken) < PEOPLE


def test_what_the_callers_own_code_raises_reaches_the_caller(crowd: Platform, sender: LiveWeChat) -> None:
    def fails(_: object) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        send_each(sender, everyone(crowd), fails, sizes=Sizes(batch=100))


def test_nothing_to_send_is_done_at_once(sender: LiveWeChat) -> None:
    assert send(sender, [], Notebook()) == Summary()
