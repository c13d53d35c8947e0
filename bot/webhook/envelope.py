"""Signatures and encryption of deliveries: wechatpy's ciphers inside constant-time checks that never raise oddly.

Source: WeChat documentation 消息加解密说明. `signature` covers token, timestamp and nonce,
`msg_signature` also the ciphertext, so only an encrypted body is protected against being swapped.
"""

import hmac
import secrets
import struct
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from lxml import etree
from wechatpy.crypto import PrpCrypto
from wechatpy.exceptions import InvalidAppIdException
from wechatpy.utils import WeChatSigner

from bot.settings import Mode, Settings
from bot.webhook import xml
from bot.webhook.errors import Refused

# WeChat's retries come within fifteen seconds; the rest is for clocks that disagree.
WINDOW = timedelta(minutes=10)


class _Cipher(PrpCrypto):  # type: ignore[misc]  # wechatpy has no types
    """WeChat's AES envelope, with sixteen bytes that are really random."""

    def get_random_string(self) -> bytes:
        return secrets.token_bytes(16)


@dataclass(frozen=True)
class Opened:
    """A delivery that passed: the message's XML, and the cipher its reply goes back under (None: in plain text)."""

    root: etree._Element
    cipher: _Cipher | None


class Envelope:
    """What one account's deliveries are checked, opened and sealed with."""

    def __init__(self, *, token: str, app_id: str, mode: Mode, aes_keys: tuple[str, ...]) -> None:
        self._token = token
        self._app_id = app_id
        self._mode = mode
        self._ciphers = [_Cipher(b64decode(f"{key}=")) for key in aes_keys]

    @classmethod
    def of(cls, settings: Settings) -> "Envelope":
        """The envelope of the configured account; during a key change the old key opens too."""
        keys = (settings.wechat_aes_key, settings.wechat_old_aes_key)
        return cls(
            token=settings.wechat_token.get_secret_value() if settings.wechat_token else "",
            app_id=settings.wechat_app_id or "",
            mode=settings.wechat_mode,
            aes_keys=tuple(key.get_secret_value() for key in keys if key),
        )

    def check(self, query: Mapping[str, str], *, now: datetime) -> None:
        """Raise Refused unless `signature` is right and `timestamp` (seconds) is within ten minutes of `now`."""
        timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        if not self._token or not nonce or not _same(self._sign(timestamp, nonce), query.get("signature", "")):
            raise Refused("signature")
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
            raise Refused("timestamp")
        if abs(int(timestamp) - now.timestamp()) > WINDOW.total_seconds():
            raise Refused("stale")

    def open(self, query: Mapping[str, str], body: bytes) -> Opened:
        """The message inside a delivery whose query passed `check`. Raises Refused (Malformed where it is not XML)."""
        encrypted = query.get("encrypt_type", "raw") == "aes"
        if not encrypted and self._mode is Mode.SAFE:
            raise Refused("plain text in safe mode")
        root = xml.read(body)
        if not encrypted:
            return Opened(root, None)
        sealed = xml.text(root, "Encrypt")
        expected = self._sign(query.get("timestamp", ""), query.get("nonce", ""), sealed)
        if not sealed or not _same(expected, query.get("msg_signature", "")):
            raise Refused("msg_signature")
        return self._decrypt(sealed)

    def seal(self, reply: str, cipher: _Cipher | None, *, now: datetime) -> str:
        """A reply's XML as it goes out: under the cipher its message came under, or as it is."""
        if cipher is None:
            return reply
        sealed = cipher.encrypt(reply, self._app_id).decode("ascii")
        timestamp, nonce = str(int(now.timestamp())), secrets.token_hex(8)
        return (
            f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt>"
            f"<MsgSignature><![CDATA[{self._sign(timestamp, nonce, sealed)}]]></MsgSignature>"
            f"<TimeStamp>{timestamp}</TimeStamp><Nonce><![CDATA[{nonce}]]></Nonce></xml>"
        )

    def _decrypt(self, sealed: str) -> Opened:
        for cipher in self._ciphers:
            try:
                return Opened(xml.read(cipher.decrypt(sealed, self._app_id).encode()), cipher)
            # What wechatpy lets through for another account, a wrong key or a damaged body; the next key may still fit.
            except (InvalidAppIdException, Base64Error, struct.error, ValueError, IndexError, TypeError):
                continue
        raise Refused("does not decrypt for this account")

    def _sign(self, *parts: str) -> str:
        signer = WeChatSigner()
        signer.add_data(self._token, *parts)
        return str(signer.signature)


def _same(expected: str, given: str) -> bool:
    return hmac.compare_digest(expected.encode(), given.encode("utf-8", "surrogatepass"))
