"""What each process of the cold-start test does; imports little, so that eight of them start quickly."""

from concurrent.futures import ThreadPoolExecutor
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier

from bot.db import Sessions, open_database
from bot.settings import Settings
from bot.time import Clock
from bot.wechat import Call, WeChatError, live_wechat

THREADS = 20


def call_with_twenty_threads(settings: Settings, together: Barrier, outcomes: "Queue[list[str]]") -> None:
    wechat = live_wechat(settings, Sessions(open_database(settings.database_url)), Clock())

    def one(_: int) -> str:
        try:
            wechat.run(Call("/cgi-bin/getcallbackip"))
        except WeChatError as error:
            return str(error)
        return "done"

    with ThreadPoolExecutor(THREADS) as pool:
        together.wait()
        outcomes.put(list(pool.map(one, range(THREADS))))
