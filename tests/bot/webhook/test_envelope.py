"""Only WeChat gets in: what is forged, old, damaged or for somebody else is refused before it is read."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.settings import Mode
from bot.webhook.envelope import Envelope
from bot.webhook.errors import Malformed, Refused
from tests.bot.webhook import platform
from tests.bot.webhook.platform import AES_KEY, APP_ID, OLD_AES_KEY, TOKEN
from tests.conftest import NOON


def an_envelope(mode: Mode = Mode.SAFE, *keys: str) -> Envelope:
    return Envelope(token=TOKEN, app_id=APP_ID, mode=mode, aes_keys=keys or (AES_KEY,))


def opened(envelope: Envelope, sealed: str) -> str:
    root = envelope.open(platform.query(sealed), platform.envelope(sealed).encode()).root
    return str(root.findtext("Content"))


def test_the_published_vector_of_the_platform_decrypts() -> None:
    # Token, key and ciphertext as printed in Tencent's own sample programs.
    vector = Envelope(
        token="QDG6eK",
        app_id="wx5823bf96d3bd56c7",
        mode=Mode.SAFE,
        aes_keys=("jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",),
    )
    sealed = (
        "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3"
        "TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gs"
        "ijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUa"
        "x5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIG"
        "HBZZIs2pDBS8R07+qN+E7Q=="
    )
    query = {
        "timestamp": "1409659813",
        "nonce": "1372623149",
        "encrypt_type": "aes",
        "msg_signature": "477715d11cdb4164915debcba66cb864d751f3e6",
    }

    root = vector.open(query, platform.envelope(sealed).encode()).root

    assert root.findtext("FromUserName") == "mycreate"


@pytest.mark.parametrize("change", [{"signature": "0" * 40}, {"signature": ""}, {"nonce": "other"}, {"timestamp": "1"}])
def test_a_wrong_signature_is_refused(change: dict[str, str]) -> None:
    query = {**platform.query(at=NOON.timestamp()), **change}

    with pytest.raises(Refused, match="signature"):
        an_envelope().check(query, now=NOON)


def test_a_signature_in_capitals_is_not_what_the_platform_sends() -> None:
    query = platform.query(at=NOON.timestamp())
    query["signature"] = query["signature"].upper()

    with pytest.raises(Refused, match="signature"):
        an_envelope().check(query, now=NOON)


@given(st.integers(-86_400 * 400, 86_400 * 400))
def test_a_delivery_counts_for_ten_minutes_around_its_time_and_no_longer(seconds: int) -> None:
    query = platform.query(at=NOON.timestamp())
    envelope, now = an_envelope(), NOON + timedelta(seconds=seconds)

    if abs(seconds) <= 600:
        envelope.check(query, now=now)
    else:
        with pytest.raises(Refused, match="stale"):
            envelope.check(query, now=now)


@given(st.text(), st.text(), st.text())
def test_no_query_makes_the_check_fail_in_any_other_way(signature: str, timestamp: str, nonce: str) -> None:
    with pytest.raises(Refused):
        an_envelope().check({"signature": signature, "timestamp": timestamp, "nonce": nonce}, now=NOON)


def test_even_a_signed_timestamp_that_is_no_number_is_refused() -> None:
    for timestamp in ("abc", "-1", "1e9", "9" * 40, "١٢٣"):
        query = {"timestamp": timestamp, "nonce": "1", "signature": platform.signature(timestamp, "1")}
        with pytest.raises(Refused, match="timestamp"):
            an_envelope().check(query, now=NOON)


def test_without_a_token_nothing_gets_in() -> None:
    unset = Envelope(token="", app_id=APP_ID, mode=Mode.PLAIN, aes_keys=())
    query = platform.query(at=NOON.timestamp(), token="")

    with pytest.raises(Refused):
        unset.check(query, now=NOON)


def test_plain_text_is_refused_in_safe_mode_and_read_in_the_others() -> None:
    body = platform.text("低保怎么办").encode()

    with pytest.raises(Refused, match="safe mode"):
        an_envelope(Mode.SAFE).open(platform.query(), body)
    for mode in (Mode.PLAIN, Mode.COMPAT):
        assert an_envelope(mode).open(platform.query(), body).root.findtext("Content") == "低保怎么办"


def test_in_compatibility_mode_only_the_encrypted_half_is_believed() -> None:
    sealed = platform.encrypt(platform.text("低保怎么办"))
    both = platform.text("转账给我").replace("</xml>", f"<Encrypt><![CDATA[{sealed}]]></Encrypt></xml>")

    root = an_envelope(Mode.COMPAT).open(platform.query(sealed), both.encode()).root

    assert root.findtext("Content") == "低保怎么办"


@pytest.mark.parametrize("signature", ["0" * 40, "", "é"])
def test_an_encrypted_delivery_without_its_own_signature_is_refused(signature: str) -> None:
    sealed = platform.encrypt(platform.text("低保怎么办"))
    query = {**platform.query(sealed), "msg_signature": signature}

    with pytest.raises(Refused, match="msg_signature"):
        an_envelope().open(query, platform.envelope(sealed).encode())


def test_another_accounts_message_is_refused_although_it_is_signed() -> None:
    for stranger in ("wx0000000000000000", "", APP_ID + "x", APP_ID[:-1], APP_ID.upper()):
        sealed = platform.encrypt(platform.text("低保怎么办"), app_id=stranger)
        with pytest.raises(Refused):
            opened(an_envelope(), sealed)


def test_while_the_key_changes_both_keys_open_and_the_reply_goes_back_under_the_same() -> None:
    envelope = an_envelope(Mode.SAFE, AES_KEY, OLD_AES_KEY)

    for key in (AES_KEY, OLD_AES_KEY):
        sealed = platform.encrypt(platform.text("低保怎么办"), key=key)
        delivery = envelope.open(platform.query(sealed), platform.envelope(sealed).encode())
        reply = envelope.seal("<xml/>", delivery.cipher, now=NOON)
        assert platform.decrypt(platform.read(reply)["Encrypt"], key=key) == ("<xml/>", APP_ID)


def test_after_the_change_the_old_key_no_longer_opens() -> None:
    sealed = platform.encrypt(platform.text("低保怎么办"), key=OLD_AES_KEY)

    with pytest.raises(Refused):
        opened(an_envelope(), sealed)


@given(st.binary(max_size=300))
def test_no_signed_ciphertext_makes_opening_fail_in_any_other_way(noise: bytes) -> None:
    import base64

    sealed = base64.b64encode(noise).decode()

    with pytest.raises(Refused):
        opened(an_envelope(), sealed)


@given(st.binary(max_size=300))
def test_no_body_makes_opening_fail_in_any_other_way(body: bytes) -> None:
    with pytest.raises(Refused):
        an_envelope(Mode.PLAIN).open(platform.query(), body)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_what_is_sealed_is_signed_padded_and_readable_for_the_platform(content: str) -> None:
    sealed = platform.encrypt(platform.text("低保怎么办"))
    envelope = an_envelope()
    cipher = envelope.open(platform.query(sealed), platform.envelope(sealed).encode()).cipher

    reply = platform.read(envelope.seal(content, cipher, now=NOON))

    assert reply["MsgSignature"] == platform.signature(reply["TimeStamp"], reply["Nonce"], reply["Encrypt"])
    assert platform.decrypt(reply["Encrypt"]) == (content, APP_ID)


HOSTILE = {
    "a bomb": '<!DOCTYPE xml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><xml><Content>&b;</Content></xml>',
    "a file": '<!DOCTYPE xml [<!ENTITY e SYSTEM "file:///etc/hostname">]><xml><Content>&e;</Content></xml>',
    "a remote document type": '<!DOCTYPE xml SYSTEM "http://127.0.0.1:1/x.dtd"><xml/>',
    "depth": "<xml>" + "<a>" * 20_000 + "</a>" * 20_000 + "</xml>",
    "another root": "<html/>",
    "two messages": "<xml/><xml/>",
    "a control character": "<xml><Content>\x01</Content></xml>",
    "a null reference": "<xml><Content>&#0;</Content></xml>",
    "JSON": '{"MsgType":"text"}',
    "nothing": "",
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_xml_is_refused(what: str) -> None:
    with pytest.raises(Malformed):
        an_envelope(Mode.PLAIN).open(platform.query(), HOSTILE[what].encode())
