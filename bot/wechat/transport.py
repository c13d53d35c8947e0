"""Carrying one call to the platform and back over HTTP, with a limit on every wait."""

import logging
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from time import monotonic

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    MaxRetryError,
    NameResolutionError,
    NewConnectionError,
    ProxyError,
    ReadTimeoutError,
    SSLError,
)

from bot.wechat.calls import Answer, Call, read_answer
from bot.wechat.errors import WeChatError, unanswered, unreachable

MAX_ANSWER_BYTES = 8 * 1024 * 1024  # a page of 10,000 openids is 0.3 MB
NEVER_SENT = (ConnectTimeoutError, NewConnectionError, NameResolutionError, ProxyError)


@dataclass(frozen=True)
class Timeouts:
    """Seconds: to connect, between two pieces of an answer, and for the whole answer."""

    connect: float = 2.0
    read: float = 4.0
    whole: float = 8.0

    @property
    def longest(self) -> float:
        """Seconds after which a call is certainly over."""
        return self.connect + self.read + self.whole


class Transport:
    """Carries calls to one platform. Threads may share it; each process makes its own."""

    def __init__(self, base_url: str, timeouts: Timeouts | None = None, *, use_proxies: bool = True) -> None:
        self.base_url = base_url.rstrip("/")
        self.timeouts = timeouts or Timeouts()
        self.use_proxies = use_proxies

    def send(self, call: Call, token: str | None = None) -> Answer:
        """Carry out the call. Raises WeChatError; no exception, nor its cause, ever holds the token."""
        status, content = self._outcome(call, token)
        return read_answer(status, content)

    def platform_time(self) -> datetime | None:
        """What the platform's clock says (its Date header), None where it does not say. Raises WeChatError."""
        seen: dict[str, str] = {}
        self._outcome(Call("/cgi-bin/getcallbackip", with_token=False), None, seen)
        date = seen.get("date")
        return parsedate_to_datetime(date) if date else None

    def _outcome(self, call: Call, token: str | None, seen: dict[str, str] | None = None) -> tuple[int, bytes]:
        # requests' exceptions hold the URL and so the token: they are translated and left behind, not chained.
        try:
            return self._exchange(call, token, seen)
        except (requests.RequestException, HTTPError, OSError) as failure:
            error = _translate(failure)
        raise error

    def _exchange(self, call: Call, token: str | None, seen: dict[str, str] | None) -> tuple[int, bytes]:
        until = monotonic() + self.timeouts.whole
        body, content_type = call.encode()
        with self._http.request(
            call.method,
            self.base_url + call.path,
            params=params_of(call, token),
            data=body,
            headers={"Content-Type": content_type, "Accept-Encoding": "identity"},
            timeout=(self.timeouts.connect, self.timeouts.read),
            allow_redirects=False,
            stream=True,
        ) as response:
            if seen is not None:
                seen.update({name.lower(): value for name, value in response.headers.items()})
            return response.status_code, _read(response, until)

    @cached_property
    def _http(self) -> requests.Session:
        # urllib3 writes each URL, and with it the token, to its log at debug level.
        logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)
        session = requests.Session()
        session.trust_env = self.use_proxies
        for scheme in ("http://", "https://"):
            session.mount(scheme, HTTPAdapter(pool_connections=2, pool_maxsize=32))
        return session


def params_of(call: Call, token: str | None) -> Mapping[str, str]:
    """Return the call's query, with the token where it is wanted."""
    return {**call.params, "access_token": token} if token and call.with_token else call.params


def _read(response: requests.Response, until: float) -> bytes:
    # requests limits the wait between two pieces only: an answer of one byte a second would hold us for ever.
    content = bytearray()
    while piece := response.raw.read1(65536):
        content += piece
        if monotonic() > until:
            raise requests.ReadTimeout
        if len(content) > MAX_ANSWER_BYTES:
            raise requests.exceptions.ContentDecodingError
    return bytes(content)


def _translate(failure: BaseException) -> WeChatError:
    cause = failure.args[0] if failure.args else failure
    if isinstance(cause, MaxRetryError):
        cause = cause.reason
    if isinstance(failure, requests.ConnectTimeout) or _never_sent(cause):
        return unreachable(_reason(cause))
    if isinstance(failure, requests.Timeout | ReadTimeoutError):
        return unanswered("等待超时")
    return unanswered("连接中断")


def _never_sent(cause: object) -> bool:
    # A failing handshake counts only where it is certain: other TLS errors may come after the request went out.
    if isinstance(cause, SSLError):
        return bool(cause.args) and isinstance(cause.args[0], ssl.SSLCertVerificationError)
    return isinstance(cause, NEVER_SENT)


def _reason(cause: object) -> str:
    if isinstance(cause, NameResolutionError):
        return "域名解析失败"
    if isinstance(cause, SSLError):
        return "对方的 HTTPS 证书不被信任"
    if isinstance(cause, ProxyError):
        return "网络代理不通"
    return "连接超时" if isinstance(cause, ConnectTimeoutError) else "无法建立连接"
