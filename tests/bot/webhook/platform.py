"""WeChat's side of a delivery, written from its documentation alone: what signs, encrypts and reads in these tests."""

import base64
import hashlib
import os
import struct
import time
from xml.etree import ElementTree

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

TOKEN, APP_ID = "a-token", "wx0123456789abcdef"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
OLD_AES_KEY = "GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba"
ACCOUNT, GRANDMOTHER = "gh_0123456789ab", "oGrandmother0123456789abcdef"


def signature(*parts: str, token: str = TOKEN) -> str:
    return hashlib.sha1("".join(sorted((token, *parts))).encode()).hexdigest()


def encrypt(xml: str, *, key: str = AES_KEY, app_id: str = APP_ID, prefix: bytes | None = None) -> str:
    body = xml.encode()
    plain = (prefix or os.urandom(16)) + struct.pack(">I", len(body)) + body + app_id.encode()
    pad = 32 - len(plain) % 32
    cipher = _cipher(key).encryptor()
    return base64.b64encode(cipher.update(plain + bytes([pad]) * pad) + cipher.finalize()).decode()


def decrypt(sealed: str, *, key: str = AES_KEY) -> tuple[str, str]:
    """The XML and the app id inside a ciphertext."""
    cipher = _cipher(key).decryptor()
    plain = cipher.update(base64.b64decode(sealed)) + cipher.finalize()
    plain = plain[: -plain[-1]]
    size = struct.unpack(">I", plain[16:20])[0]
    return plain[20 : 20 + size].decode(), plain[20 + size :].decode()


def query(
    sealed: str | None = None, *, at: float | None = None, nonce: str = "4711", token: str = TOKEN
) -> dict[str, str]:
    """The query string of a delivery; with a ciphertext, that of an encrypted one."""
    timestamp = str(int(time.time() if at is None else at))
    signed = {"signature": signature(timestamp, nonce, token=token), "timestamp": timestamp, "nonce": nonce}
    if sealed is None:
        return signed
    secret = {"encrypt_type": "aes", "msg_signature": signature(timestamp, nonce, sealed, token=token)}
    return {**signed, **secret, "openid": GRANDMOTHER}


def envelope(sealed: str) -> str:
    return f"<xml><ToUserName><![CDATA[{ACCOUNT}]]></ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"


def message(kind: str, inner: str, *, sender: str = GRANDMOTHER, at: int = 1764561600) -> str:
    """The XML of a delivery of that kind; `inner` is what it holds beside what all have."""
    return (
        f"<xml><ToUserName><![CDATA[{ACCOUNT}]]></ToUserName><FromUserName><![CDATA[{sender}]]></FromUserName>"
        f"<CreateTime>{at}</CreateTime><MsgType><![CDATA[{kind}]]></MsgType>{inner}</xml>"
    )


def text(content: str, *, number: int = 7300000000000000001, sender: str = GRANDMOTHER) -> str:
    safe = content.replace("]]>", "]]]]><![CDATA[>")
    return message("text", f"<Content><![CDATA[{safe}]]></Content><MsgId>{number}</MsgId>", sender=sender)


def event(name: str, inner: str = "", *, sender: str = GRANDMOTHER, at: int = 1764561600) -> str:
    return message("event", f"<Event><![CDATA[{name}]]></Event>{inner}", sender=sender, at=at)


def read(reply: str) -> dict[str, str]:
    """The elements of a reply's XML, read as strictly as the platform does."""
    return {child.tag: child.text or "" for child in ElementTree.fromstring(reply)}


def _cipher(key: str) -> Cipher[modes.CBC]:
    raw = base64.b64decode(key + "=")
    return Cipher(algorithms.AES(raw), modes.CBC(raw[:16]))
