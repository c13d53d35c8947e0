"""Whatever happens to a web process, each message is answered once and has its effect once."""

import re
import threading
import time
from collections import Counter

from sandbox.driver import Platform
from tests.journeys.product import Product

MESSAGES, RESIDENTS, PER_SECOND = 1000, 20, 100


def test_web_processes_killed_amid_a_thousand_messages_lose_and_double_nothing(
    product: Product, wechat: Platform
) -> None:
    messages = [(number % RESIDENTS, f"留言 第{number}条") for number in range(MESSAGES)]

    victims: list[int] = []
    killer = threading.Thread(target=kill_some, args=(product, victims))
    killer.start()
    pushes = wechat.burst(messages, per_second=PER_SECOND)
    killer.join()

    tries = Counter(len(push["deliveries"]) for push in pushes)
    assert len(set(victims)) == 3
    assert max(tries) > 1, "no message was under way when a process died"
    for number in range(RESIDENTS):
        resident = wechat.user(number)
        seen = Counter(entry["kind"] if entry["kind"] == "failure" else entry["source"] for entry in resident.inbox)
        assert seen["failure"] == 0, f"tries needed: {tries}"
        assert seen["reply"] == MESSAGES // RESIDENTS
        assert re.match(r"\d+", resident.say("我的留言").reply)[0] == str(MESSAGES // RESIDENTS)  # type: ignore[index]


def kill_some(product: Product, victims: list[int]) -> None:
    """Kill a serving process, then its replacement while it still loads, then another one that serves."""
    for pause, newest in ((1.5, False), (0.1, True), (1.0, False)):
        time.sleep(pause)
        victims.append(product.kill_a_web_process(newest=newest))


def test_deliveries_that_overlap_are_one_message(product: Product, wechat: Platform) -> None:
    wechat.config(duplicate_rate=1.0)

    for _ in range(3):
        wechat.user(0).say("留言 只说一遍")

    wechat.config(duplicate_rate=0.0)
    assert wechat.user(0).say("我的留言").reply.startswith("3 ")
