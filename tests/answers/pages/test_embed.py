"""Other sites may frame the search box and nothing else."""

import re

import pytest
from flask.testing import FlaskClient

from answers.pages.phrases import EXAMPLES


def test_only_the_box_may_stand_in_other_sites(client: FlaskClient) -> None:
    box = client.get("/embed/search")

    assert "frame-ancestors *" in box.headers["Content-Security-Policy"]
    assert "default-src 'self'" in box.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in box.headers


@pytest.mark.parametrize("address", ["/", "/search?q=低保", "/embed/", "/ask-us", "/asked"])
def test_no_other_page_may(client: FlaskClient, address: str) -> None:
    assert "frame-ancestors 'self'" in client.get(address).headers["Content-Security-Policy"]


def test_whatever_is_pressed_in_the_box_opens_a_window_of_its_own(client: FlaskClient) -> None:
    page = client.get("/embed/search").text

    leads = re.findall(r"<(?:a|form)\b[^>]*>", page)
    assert len(leads) == 5
    assert all('target="_blank"' in lead and 'rel="noopener"' in lead for lead in leads)
    assert EXAMPLES[0] in page


def test_the_box_needs_no_script(client: FlaskClient) -> None:
    assert "<script" not in client.get("/embed/search").text


def test_webmasters_are_given_the_whole_line(client: FlaskClient) -> None:
    page = client.get("/embed/").text

    assert "&lt;iframe src=&#34;https://juwu.example/embed/search&#34;" in page
    assert "&lt;script" not in page
