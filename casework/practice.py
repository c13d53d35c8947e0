"""Enquiries to practise with: what invented residents left, some of it waiting for long."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.app import Kit
from casework import enquiries

# Which invented resident, how many days ago, and what they left.
LEFT = (
    (0, 30, "我妈八十二岁，高龄补贴去年领过，今年没收到，是不是要重新登记？"),
    (1, 6, "楼道的灯坏了半个月，晚上老人上下楼看不见，请帮忙催一催。"),
    (2, 1, "耳朵背，打电话听不清。低保要带什么材料，写给我看看，谢谢。"),
    (3, 1, "我们小区外卖车乱停，消防通道都堵了，上次说有人来，没见人。"),
    (4, 0, "想给孙子转学到附近的小学，户口在外地，要找谁？"),
    (5, 0, "隔壁老王欠我三千块不还，你们能不能帮我要回来？"),
    (4, 0, "补充一句：孩子现在上三年级。"),
)
STAYS = ("reply", "told", "assign", "hand_over", "close", "reopen", "reveal")  # each asks for the place of the enquiry


def join(kit: Kit) -> None:
    """Bring the examples, and open the actions of enquiries to those who practise."""
    kit.practice.add_examples(add_examples)
    kit.practice.open_to(*(f"casework_console.{name}" for name in STAYS))


def add_examples(session: Session, residents: Sequence[int], now: datetime) -> None:
    """Leave the enquiries."""
    for minutes, (resident, days, text) in enumerate(reversed(LEFT)):
        left_at = now - timedelta(days=days, minutes=7 * (minutes + 1))
        enquiries.leave(session, residents[resident], text, now=left_at)
