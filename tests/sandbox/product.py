"""A product reduced to its calls: it adds the token and returns what the platform says."""

from __future__ import annotations

from typing import Any

import requests

from sandbox.driver import Platform

Answer = dict[str, Any]


class Product:
    """Calls interfaces with a stable token, fetched once."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self.token = self.stable_token()["access_token"]

    def stable_token(self, **more: Any) -> Answer:
        return self._platform.api(
            "POST", "/cgi-bin/stable_token", {"grant_type": "client_credential", **self._secrets(), **more}
        )

    def plain_token(self, **more: str) -> Answer:
        wanted = {"grant_type": "client_credential", **self._secrets(), **more}
        return self._platform.api(
            "GET", "/cgi-bin/token?" + "&".join(f"{name}={value}" for name, value in wanted.items())
        )

    def _secrets(self) -> dict[str, str]:
        return {"appid": self._platform.account.appid, "secret": self._platform.account.secret}

    def post(self, path: str, body: Answer | None = None, **query: str) -> Answer:
        return self._platform.api("POST", self._address(path, query), body)

    def get(self, path: str, **query: str) -> Answer:
        return self._platform.api("GET", self._address(path, query))

    def _address(self, path: str, query: dict[str, str]) -> str:
        return f"/cgi-bin/{path}?" + "&".join(
            f"{name}={value}" for name, value in {"access_token": self.token, **query}.items()
        )

    def upload(self, path: str, kind: str, body: bytes, name: str = "a.jpg") -> Answer:
        address = self._platform.url + self._address(path, {"type": kind})
        return dict(requests.post(address, files={"media": (name, body, "image/jpeg")}, timeout=10).json())

    def text(self, openid: str, content: str) -> Answer:
        """A customer-service message."""
        return self.post("message/custom/send", {"touser": openid, "msgtype": "text", "text": {"content": content}})
