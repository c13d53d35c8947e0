"""What residents told the account is there after a restart."""

from sandbox.driver import Platform
from tests.journeys.product import Product


def test_followers_messages_and_answers_survive_a_restart(product: Product, wechat: Platform) -> None:
    resident = wechat.user("依姆（演示）")
    resident.follow()
    resident.say("留言 楼道灯坏了")
    resident.say("长辈版")
    before = resident.say("低保怎么办").reply

    product.stop()
    product.start()

    assert resident.say("我的留言").reply.startswith("1 ")
    assert resident.say("低保怎么办").reply == before
    assert "1 看全部" in before


def test_what_is_sent_while_the_product_is_away_is_seen_to_fail(product: Product, wechat: Platform) -> None:
    resident = wechat.user(0)
    product.stop()

    missed = resident.say("留言 有人吗")
    product.start()

    assert missed.failed
    assert resident.say("我的留言").reply.startswith("0 ")
