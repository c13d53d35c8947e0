"""The envelope against wechatpy, an independent implementation, and against published vectors."""

from __future__ import annotations

import base64

import pytest
import xmltodict
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.crypto import WeChatCrypto

from sandbox.account import invented_account
from sandbox.envelope import BadEnvelope, Seal, build_xml, decrypt, encrypt, parse_xml, signature

VECTOR_KEY, VECTOR_APPID = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wxb11529c136998cb6"
VECTOR = "jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg=="

texts = st.text(max_size=300)
accounts = st.integers(0, 10**6).map(lambda seed: invented_account(seed=seed))
SEAL = Seal("token", VECTOR_KEY, VECTOR_APPID, "gh_1", "safe")


def a_parcel(xml: str, mode: str = "safe") -> tuple[dict[str, str], str]:
    seal = Seal(SEAL.token, SEAL.aes_key, SEAL.appid, SEAL.gh_id, mode)
    parcel = seal.parcel(xml, openid="o1", timestamp="1700000000", nonce="12345", random16=b"r" * 16)
    return parcel.query, parcel.body.decode()


def test_encryption_is_wechat_s_to_the_byte() -> None:
    sealed = encrypt("我是中文abcd123".encode(), aes_key=VECTOR_KEY, appid=VECTOR_APPID, random16=b"aaaabbbbccccdddd")

    assert sealed == VECTOR
    assert decrypt(VECTOR, aes_key=VECTOR_KEY, appid=VECTOR_APPID).decode() == "我是中文abcd123"


@given(text=texts, mode=st.sampled_from(["safe", "compat"]))
def test_wechatpy_opens_what_we_seal(text: str, mode: str) -> None:
    xml = build_xml([("Content", text), ("MsgId", 2**60)])

    query, body = a_parcel(xml, mode)
    opened = WeChatCrypto(SEAL.token, SEAL.aes_key, SEAL.appid).decrypt_message(
        body, query["msg_signature"], query["timestamp"], query["nonce"]
    )

    assert opened == xml


@given(text=texts, account=accounts)
def test_we_open_what_wechatpy_seals(text: str, account: object) -> None:
    xml = f"<xml>{text.encode('utf-8', 'ignore').decode()}</xml>"
    crypto = WeChatCrypto(SEAL.token, SEAL.aes_key, SEAL.appid)

    envelope = xmltodict.parse(crypto.encrypt_message(xml, "nonce", "1700000000"))["xml"]

    assert decrypt(envelope["Encrypt"], aes_key=SEAL.aes_key, appid=SEAL.appid).decode() == xml
    assert envelope["MsgSignature"] == signature(SEAL.token, "1700000000", "nonce", envelope["Encrypt"])


@given(text=texts)
def test_any_text_survives_the_xml_but_for_what_xml_cannot_carry(text: str) -> None:
    found = parse_xml(build_xml([("Content", text)]).encode()).findtext("Content")

    kept = "".join(char for char in text if char in "\t\n\r" or (char >= " " and char not in "\ufffe\uffff"))
    assert found == kept.replace("\r\n", "\n").replace("\r", "\n")


@given(flip=st.integers(0, 63))
def test_a_changed_envelope_never_opens_to_the_same_text(flip: int) -> None:
    raw = bytearray(base64.b64decode(VECTOR))
    raw[flip] ^= 1

    try:
        opened = decrypt(base64.b64encode(raw).decode(), aes_key=VECTOR_KEY, appid=VECTOR_APPID)
    except BadEnvelope:
        return
    assert flip < 32  # only the random part and the block it spoils carry no check
    assert opened != b"" or flip < 16


@pytest.mark.parametrize("sealed", ["", "kein base64!", "QUJD", base64.b64encode(b"x" * 64).decode()])
def test_nonsense_is_refused(sealed: str) -> None:
    with pytest.raises(BadEnvelope):
        decrypt(sealed, aes_key=VECTOR_KEY, appid=VECTOR_APPID)


def test_another_account_s_envelope_is_refused() -> None:
    with pytest.raises(BadEnvelope, match="another appid"):
        decrypt(VECTOR, aes_key=VECTOR_KEY, appid="wx0")


@pytest.mark.parametrize(
    "body", [b'<!DOCTYPE x [<!ENTITY a "b">]><xml>&a;</xml>', b"<xml>", "<xml>中</xml>".encode("gbk")]
)
def test_dangerous_or_broken_xml_is_refused(body: bytes) -> None:
    with pytest.raises(BadEnvelope):
        parse_xml(body)
