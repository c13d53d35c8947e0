"""A browser as a test client: it keeps cookies, and sends forms with what their page held."""

import re
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.bot.workers.builders import PASSWORD

_TOKEN = re.compile(r'name="form_token" value="([0-9a-f]{64})"')


class Browsing:
    """One browser. `token` is that of the last page that had a form."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.token = ""

    def open(self, address: str) -> TestResponse:
        """Open a page, without following redirects."""
        response = self.client.get(address, headers={"Accept": "text/html"})
        found = _TOKEN.search(response.text)
        self.token = found[1] if found else self.token
        return response

    def send(self, address: str, *, headers: dict[str, str] | None = None, **fields: str) -> TestResponse:
        """Send a form as the last page would."""
        return self.client.post(address, data={"form_token": self.token, **fields}, headers=headers)

    def sign_in(self, login: str, password: str = PASSWORD, *, wanted: str = "/console/") -> TestResponse:
        """Open the sign-in page and send it; the pages after it have a token of their own."""
        self.open("/console/sign-in")
        response = self.send("/console/sign-in", login=login, password=password, next=wanted)
        if response.status_code == 303:
            self.open("/console/")
        return response

    @staticmethod
    def path(response: TestResponse) -> str:
        """Where a redirect leads."""
        parts = urlsplit(response.headers["Location"])
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
