"""When a message that WeChat certainly did not deliver may be sent again."""

from datetime import datetime, timedelta

from bot.wechat.errors import Outcome, WeChatError

LONGEST_PAUSE = timedelta(hours=1)


def again_at(error: WeChatError, *, since: datetime, now: datetime) -> datetime | None:
    """When to try again what has been tried `since`; None when it may have arrived, or will never be taken.

    Not before WeChat takes it again, and the less often the longer it has failed: after a quarter of that time.
    """
    wait = error.retry_after(now)
    if wait is None or error.outcome is Outcome.UNKNOWN:
        return None
    return now + max(wait, min((now - since) / 4, LONGEST_PAUSE))
