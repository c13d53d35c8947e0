"""The description of the open data: one for programs, one for people."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import Flask, Response, render_template

from bot.api.document import openapi
from bot.api.operations import ROOT, Operation
from bot.api.problems import ADVICE, TITLES
from bot.api.view import may_be_kept
from bot.app import Kit
from bot.health import running_version
from bot.pages import public_page


def init_app(app: Flask, kit: Kit) -> None:
    """Add `openapi.json` and /api/."""
    site = kit.settings.public_url

    def document() -> Response:
        described = openapi(kit.api.operations, site=site, version=running_version())
        return may_be_kept(Response(json.dumps(described, ensure_ascii=False), mimetype="application/json"))

    def guide() -> Response:
        problems = [(status, title, ADVICE[status]) for status, title in TITLES.items()]
        html = render_template(
            "api/guide.html",
            groups=_by_group(kit.api.operations),
            site=site,
            root=ROOT,
            problems=problems,
            per_minute=kit.settings.api_requests_per_minute,
        )
        return public_page(html)

    app.add_url_rule(f"{ROOT}/openapi.json", "api.document", document)
    app.add_url_rule("/api/", "api.guide", guide)
    kit.site.add_way("开放数据", "api.guide", order=90, is_for_few=True)


def _by_group(operations: Iterable[Operation[Any]]) -> Mapping[str, Sequence[Operation[Any]]]:
    groups: dict[str, list[Operation[Any]]] = {}
    for operation in operations:
        groups.setdefault(operation.group, []).append(operation)
    return groups
