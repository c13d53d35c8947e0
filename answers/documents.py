"""What the engine answers from: plain values, so that it needs no database."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Document:
    """One item of the catalog with the ways residents are known to ask for it.

    `elements` maps the English name of an element (content, basis, deadline, subject, method, channels, audience) to
    its text.
    """

    code: str
    name: str
    level1: str
    domain: str
    elements: Mapping[str, str] = field(default_factory=dict)
    wordings: tuple[str, ...] = ()
