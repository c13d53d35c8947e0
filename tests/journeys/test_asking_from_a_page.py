"""From an item's page into the account: 帮我问, a scan, and the answer about that item."""

from urllib.request import urlopen

from sandbox.driver import Platform
from tests.journeys.product import Product


def test_who_scans_an_items_code_is_answered_about_that_item_and_may_go_on(product: Product, wechat: Platform) -> None:
    with (
        urlopen(f"{product.url}/ask-us?item=SJ-006") as page,
        urlopen(f"{product.url}/ask-us/code.png?item=SJ-006") as code,
    ):
        assert "/ask-us/code.png?item=SJ-006" in page.read().decode()
        assert code.read().startswith(b"\x89PNG")

    newcomer, follower = wechat.user("依姆（演示）"), wechat.user(0)
    welcomed, answered = newcomer.scan("item:SJ-006").reply, follower.scan("item:SJ-006").reply

    assert "【最低生活保障办事指南】" in welcomed
    assert answered.startswith("【最低生活保障办事指南】")
    assert "【最低生活保障办事指南】" in follower.say("那要带什么材料").reply
