"""Signing, the AES envelope and the XML of a push, as the platform makes and reads them."""

from __future__ import annotations

import base64
import hashlib
import re
import struct
import xml.etree.ElementTree as ET
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAD = 32
"""WeChat pads to 32 bytes although a block of AES has 16."""

DECLARATION = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

type_of_value = int | str | list["Field"]
Field = tuple[str, type_of_value]


class BadEnvelope(ValueError):
    """The text is not an envelope of this account; the message says what is wrong with it, in English."""


def signature(*parts: str) -> str:
    """WeChat's signature: SHA-1 in hex over the sorted parts."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()  # noqa: S324 - the protocol says SHA-1


def key_bytes(aes_key: str) -> bytes:
    """The 32 bytes of an EncodingAESKey of 43 characters."""
    return base64.b64decode(aes_key + "=")


def encrypt(xml: bytes, *, aes_key: str, appid: str, random16: bytes) -> str:
    """Base64 of AES-256-CBC over random16 + length + xml + appid, padded to 32 bytes."""
    key = key_bytes(aes_key)
    plain = random16 + struct.pack(">I", len(xml)) + xml + appid.encode()
    pad = PAD - len(plain) % PAD
    machine = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(machine.update(plain + bytes([pad]) * pad) + machine.finalize()).decode()


def decrypt(sealed: str, *, aes_key: str, appid: str) -> bytes:
    """The XML inside an envelope; raises BadEnvelope also for wrong padding and for another account's appid."""
    plain = _unpadded(_deciphered(sealed, key_bytes(aes_key)))
    if len(plain) < 20:
        raise BadEnvelope("the plaintext is shorter than its own header")
    size = struct.unpack(">I", plain[16:20])[0]
    if size > len(plain) - 20:
        raise BadEnvelope("the length field exceeds the plaintext")
    if plain[20 + size :] != appid.encode():
        raise BadEnvelope("encrypted for another appid")
    return plain[20 : 20 + size]


def _deciphered(sealed: str, key: bytes) -> bytes:
    try:
        raw = base64.b64decode(sealed, validate=True)
    except ValueError:
        raise BadEnvelope("Encrypt is not base64") from None
    if not raw or len(raw) % PAD:
        raise BadEnvelope("the ciphertext is not padded to 32 bytes")
    machine = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    return machine.update(raw) + machine.finalize()


def _unpadded(plain: bytes) -> bytes:
    pad = plain[-1]
    if not 1 <= pad <= PAD or plain[-pad:] != bytes([pad]) * pad:
        raise BadEnvelope("bad padding, or another EncodingAESKey")
    return plain[:-pad]


def build_xml(fields: list[Field]) -> str:
    """`<xml>…</xml>`: numbers bare, text in CDATA, lists as child elements."""
    return f"<xml>{_elements(fields)}</xml>"


def _elements(fields: list[Field]) -> str:
    return "".join(f"<{name}>{_content(value)}</{name}>" for name, value in fields)


def _content(value: type_of_value) -> str:
    if isinstance(value, list):
        return _elements(value)
    return str(value) if isinstance(value, int) else cdata(value)


def cdata(text: str) -> str:
    """Text in CDATA; characters XML cannot carry are dropped, a literal `]]>` is split over two sections."""
    return "<![CDATA[" + FORBIDDEN.sub("", text).replace("]]>", "]]]]><![CDATA[>") + "]]>"


def parse_xml(body: bytes) -> ET.Element:
    """The root element; raises BadEnvelope for declarations, other encodings and anything not well-formed."""
    if DECLARATION.search(body):
        raise BadEnvelope("declares a DOCTYPE or an entity")
    try:
        body.decode("utf-8")
        return ET.fromstring(body)  # noqa: S314 - without declarations there is nothing to expand
    except UnicodeDecodeError:
        raise BadEnvelope("is not UTF-8") from None
    except ET.ParseError as error:
        raise BadEnvelope(f"is not well-formed XML: {error}") from None


@dataclass(frozen=True)
class Parcel:
    """One delivery, ready to post: query parameters and body."""

    query: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Seal:
    """What signing and encrypting need: the account's values at the moment the push began."""

    token: str
    aes_key: str
    appid: str
    gh_id: str
    mode: str

    def parcel(self, xml: str, *, openid: str, timestamp: str, nonce: str, random16: bytes) -> Parcel:
        """The delivery of `xml` in this account's mode."""
        query = {"signature": signature(self.token, timestamp, nonce), "timestamp": timestamp, "nonce": nonce}
        query["openid"] = openid
        if self.mode == "plain":
            return Parcel(query, xml.encode())
        sealed = encrypt(xml.encode(), aes_key=self.aes_key, appid=self.appid, random16=random16)
        query |= {"encrypt_type": "aes", "msg_signature": signature(self.token, timestamp, nonce, sealed)}
        return Parcel(query, self._body(xml, sealed).encode())

    def _body(self, xml: str, sealed: str) -> str:
        if self.mode == "compat":
            return xml.removesuffix("</xml>") + f"<Encrypt>{cdata(sealed)}</Encrypt></xml>"
        return build_xml([("ToUserName", self.gh_id), ("Encrypt", sealed)])
