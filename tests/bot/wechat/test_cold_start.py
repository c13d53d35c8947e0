"""Eight processes of twenty threads each, started together with an empty database, make one token fetch."""

import multiprocessing
from collections.abc import Callable

from bot.db import Sessions
from bot.settings import Settings
from sandbox.driver import Platform
from tests.bot.wechat.cold_starter import THREADS, call_with_twenty_threads

PROCESSES = 8


def test_a_cold_start_fetches_one_token(sessions: Sessions, settings_for: Callable[..., Settings]) -> None:
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload([call_with_twenty_threads.__module__])
    together, outcomes = processes.Barrier(PROCESSES), processes.Queue()
    with Platform() as platform:
        settings = settings_for(platform, database_url=sessions.engine.url.render_as_string(hide_password=False))
        work = (settings, together, outcomes)
        workers = [processes.Process(target=call_with_twenty_threads, args=work) for _ in range(PROCESSES)]

        for worker in workers:
            worker.start()
        seen = [outcome for _ in workers for outcome in outcomes.get(timeout=60)]
        for worker in workers:
            worker.join()

        assert seen == ["done"] * PROCESSES * THREADS
        assert len(platform.calls("/cgi-bin/stable_token")) == 1
        assert not platform.journal("api", errcode=40001)
