"""Reading the XML WeChat delivers, hostile until proven otherwise."""

from lxml import etree

from bot.webhook.errors import Malformed

# Entities are left alone, nothing is fetched, depth and size keep libxml2's limits: a bomb or an external entity
# becomes either an unreadable document or a doctype, and both are refused below.
_PARSER = etree.XMLParser(
    resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
)


def read(body: bytes) -> etree._Element:
    """The root element `<xml>` of a delivery. Raises Malformed for anything else, doctypes included."""
    try:
        root = etree.fromstring(body, _PARSER)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        raise Malformed("not XML") from None
    if root.tag != "xml":
        raise Malformed("the root element is not <xml>")
    if root.getroottree().docinfo.internalDTD is not None:
        raise Malformed("a document type is declared")
    return root


def text(root: etree._Element, name: str, default: str = "") -> str:
    """The text of the one child called `name`; `default` where it is missing or empty. Raises Malformed for two."""
    found = root.findall(name)
    if len(found) > 1:
        raise Malformed(f"two <{name}> elements")
    return (found[0].text or default) if found else default
