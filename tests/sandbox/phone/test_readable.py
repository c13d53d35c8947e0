"""Wire text in the inspector: easier to read, and still the same text."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from playwright.sync_api import Page

from sandbox.driver import Platform
from tests.browser import DESK_WIDTH, OpenPage
from tests.sandbox.phone.thumb import Phone

NAMES = st.sampled_from(["xml", "Content", "ToUserName", "item", "fail_idx"])
WORDS = st.sampled_from(["", "低保", "<![CDATA[a < b & c]]>", "<![CDATA[\n两行\n]]>", "1 &amp; 2", "<![CDATA[<xml>]]>"])
TREES = st.recursive(
    st.tuples(NAMES, WORDS).map(lambda part: f"<{part[0]}>{part[1]}</{part[0]}>"),
    lambda inner: st.tuples(NAMES, st.lists(inner, min_size=1, max_size=4)).map(
        lambda part: f"<{part[0]}>{''.join(part[1])}</{part[0]}>"
    ),
    max_leaves=12,
)
BROKEN = ["", "你好", "<xml>", "<xml></xm>", "<xml><a></xml></a>", "a < b", "<xml>]]></xml", "<![CDATA[", "{坏的 json"]


@pytest.fixture
def page(platform: Platform, chromium_page: OpenPage) -> Page:
    return Phone.open(chromium_page(DESK_WIDTH), platform.url).page


def made_readable(page: Page, *texts: str) -> list[str]:
    script = """async (texts) => { const { pretty } = await import("/phone/xml.js"); return texts.map(pretty); }"""
    return list(page.evaluate(script, list(texts)))


def leaves(xml: str) -> list[tuple[str, str]]:
    """Each element with its path and text; the text of elements that hold others is only indentation."""
    root = etree.fromstring(xml)
    tree = root.getroottree()
    return [(tree.getpath(node), "" if len(node) else node.text or "") for node in root.iter()]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(TREES, min_size=3, max_size=12))
def test_indented_xml_says_the_same(page: Page, texts: list[str]) -> None:
    assert [leaves(shown) for shown in made_readable(page, *texts)] == [leaves(text) for text in texts]


def test_each_element_has_a_line_of_its_own(page: Page) -> None:
    shown = made_readable(page, "<xml><a><![CDATA[低保]]></a><b><c>1</c></b></xml>")

    assert shown == ["<xml>\n  <a><![CDATA[低保]]></a>\n  <b>\n    <c>1</c>\n  </b>\n</xml>"]


def test_what_cannot_be_read_stays_as_it_is(page: Page) -> None:
    assert made_readable(page, *BROKEN) == BROKEN
