"""Writing XML for programs: what a text may not hold is left out, and the same values give the same bytes."""

import re
from datetime import UTC, datetime

from lxml import etree

Element = etree._Element
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def child(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    """Add an element in its parent's namespace."""
    space = etree.QName(parent).namespace
    named = {attribute: clean(value) for attribute, value in attributes.items()}
    made = etree.SubElement(parent, f"{{{space}}}{name}" if space else name, named)
    made.text = clean(text) if text is not None else None
    return made


def root(name: str, namespace: str, **attributes: str) -> Element:
    """Begin a document whose elements are in one namespace."""
    return etree.Element(f"{{{namespace}}}{name}", attributes, nsmap={None: namespace})  # type: ignore[dict-item]


def written(document: Element) -> bytes:
    """The document as it is sent."""
    return etree.tostring(document, encoding="utf-8", xml_declaration=True, pretty_print=True)


def clean(text: str) -> str:
    """The text without characters XML has no way to write."""
    return _NOT_XML.sub("", text)


def moment_text(moment: datetime) -> str:
    """A moment as Atom, sitemaps and the API write it, to the second, in UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
