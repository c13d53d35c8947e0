"""Drafts of articles and their publication."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.refusals import Refused

if TYPE_CHECKING:
    from sandbox.world import World


class Drafts:
    def __init__(self, world: World) -> None:
        self._world = world

    def as_cards(self, media_id: object) -> list[dict[str, Any]]:
        raise Refused(40007, "invalid media_id")

    def published_cards(self, article_id: object) -> list[dict[str, Any]]:
        raise Refused(53600, "invalid article_id")
