"""Workers' pages about enquiries, and what they bring to the navigation, the to-do page and the audit trail."""

from bot.app import Kit
from bot.console.registry import Urgency
from casework.console import enquiry
from casework.console.blueprint import console
from casework.console.lists import count_unreached, count_waiting, due, first_waiting

__all__ = ["console", "enquiry", "join_console"]

HERE = "casework_console.enquiries"
ACTIONS = {
    "enquiries.reply": "回复了留言",
    "enquiries.told": "记下另外告知了居民",
    "enquiries.assign": "指定谁处理留言",
    "enquiries.hand_over": "把留言转给别处",
    "enquiries.close": "办结留言，没有回复",
    "enquiries.reopen": "重新打开留言",
    "enquiries.reveal": "看了留言里隐去的号码",
}


def join_console(kit: Kit) -> None:
    """Add the list to the navigation, what waits to the to-do page, and words to the audit trail."""
    brings, waiting, unreached = kit.console, {"state": "waiting"}, {"more": "unreached"}
    brings.add_entry("留言", HERE, order=20, group="办件")
    brings.add_deadlines("条居民留言", HERE, due, order=10, values=waiting)
    brings.add_counter(
        "条居民留言等回复",
        HERE,
        count_waiting,
        order=10,
        values=waiting,
        urgency=Urgency.UNANSWERED,
        first=first_waiting,
    )
    brings.add_counter("条回复没有送到居民", HERE, count_unreached, order=60, values=unreached)
    brings.add_actions(ACTIONS)
