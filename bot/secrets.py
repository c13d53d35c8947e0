"""Keeping secrets that must lie in the database unreadable without SECRET_KEY."""

import base64
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import BotError

NONCE_BYTES = 12  # what AES-GCM is specified for (NIST SP 800-38D, 8.2)


class SecretUnreadableError(BotError):
    """数据库中的密文无法解读：SECRET_KEY 已更换，或数据被改动。"""


class Cipher:
    """Seals short texts with a key derived from SECRET_KEY for one purpose; keys of two purposes differ."""

    def __init__(self, secret_key: str, purpose: str) -> None:
        self._key = HKDF(SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret_key.encode())
        self._aead = AESGCM(self._key)

    def seal(self, text: str, *, bound_to: str) -> str:
        """Return ASCII text only `unseal` with the same `bound_to` can read; sealing twice gives two texts."""
        nonce = os.urandom(NONCE_BYTES)
        return base64.b64encode(nonce + self._aead.encrypt(nonce, text.encode(), bound_to.encode())).decode()

    def unseal(self, sealed: str, *, bound_to: str) -> str:
        """Raise SecretUnreadableError when the key, the binding or the text is not what was sealed."""
        try:
            raw = base64.b64decode(sealed, validate=True)
            return self._aead.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], bound_to.encode()).decode()
        except (InvalidTag, ValueError):
            raise SecretUnreadableError from None

    def fingerprint(self, text: str) -> str:
        """Return 64 hex digits that tell whether two secrets are equal and nothing else about them."""
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()
