"""Nothing is ever sent to an invented resident."""

import pytest

from bot.db import Sessions
from bot.settings import Settings
from bot.time import Clock
from bot.wechat import LiveWeChat, PermanentError, live_wechat
from bot.wechat.calls import Call
from bot.wechat.notifications import template_message
from bot.wechat.practice import kept_back

INVENTED, REAL = "practice:1", "oReal-Openid_0123456789abcde"


@pytest.fixture
def wechat(sqlite: Sessions) -> LiveWeChat:
    """The way to a platform that is not there: whoever reaches for it fails."""
    return live_wechat(Settings(database_url="sqlite://"), sqlite, Clock())


def test_a_message_to_an_invented_resident_counts_as_sent_and_goes_nowhere(wechat: LiveWeChat) -> None:
    wechat.send_text(INVENTED, "明天来换灯。")


def test_whatever_else_names_an_invented_resident_is_refused_before_it_is_sent(wechat: LiveWeChat) -> None:
    with pytest.raises(PermanentError, match="编的"):
        wechat.send_to_list([REAL, INVENTED], {"msgtype": "text"}, client_id="1")
    with pytest.raises(PermanentError, match="编的"):
        wechat.followers([REAL, INVENTED])
    with pytest.raises(PermanentError, match="编的"):
        wechat.follower(INVENTED)


def test_calls_about_real_residents_go_their_way() -> None:
    assert kept_back(Call("/cgi-bin/message/custom/send", {"touser": REAL, "text": {"content": "practice:1"}})) is None
    assert kept_back(Call("/cgi-bin/user/get")) is None


def test_a_template_message_to_an_invented_resident_counts_as_sent() -> None:
    assert kept_back(template_message(INVENTED, "T1", {}))
