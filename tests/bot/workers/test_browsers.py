"""A worker knows their own browser again, and nobody learns where it lives."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.workers.browsers import Browser

WECHAT = (
    "Mozilla/5.0 (Linux; Android 14; V2) AppleWebKit/537.36 Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0.49"
)
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Safari/604.1"


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (WECHAT, "安卓手机或平板，微信"),
        (EDGE, "Windows 电脑，Edge"),
        (IPHONE, "iPhone，Safari"),
        ("curl/8", "说不出名字的设备"),
    ],
)
def test_a_device_is_called_what_its_owner_calls_it(user_agent: str, device: str) -> None:
    assert Browser.of(user_agent, "").device == device


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.*.*"),
        ("::ffff:203.0.113.7", "203.0.*.*"),
        ("2001:db8:1:2::3", "2001:db8::…"),
        ("nonsense", ""),
    ],
)
def test_an_address_loses_its_end(address: str, network: str) -> None:
    assert Browser.of("", address).network == network


@settings(deadline=None)
@given(user_agent=st.text(), address=st.one_of(st.text(), st.ip_addresses().map(str)))
def test_whatever_a_request_says_fits_into_its_columns(user_agent: str, address: str) -> None:
    browser = Browser.of(user_agent, address)

    assert 0 < len(browser.device) <= 60
    assert len(browser.network) <= 60
