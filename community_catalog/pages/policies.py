"""`/policies/`: policy documents and what explains them, side by side; the same on the pages of their items."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from flask import render_template, url_for
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from bot.app import kit
from bot.pages import public_page, shown
from bot.site import Address
from community_catalog.directory import Directory
from community_catalog.models import Item
from community_catalog.pages.blueprint import directory, pages
from community_catalog.policies import Policy, policies


@pages.get("/policies/")
def all_policies() -> Response:
    """Every policy of the catalog that has an explanation, in catalog order."""
    with kit().sessions.read() as session:
        listed = shown(_of_catalog(directory(session)))
        html = render_template("community_catalog/policies.html", list=listed, items=_items(session, listed.items))
    return public_page(html)


def policy_section(session: Session, code: str) -> Markup | None:
    """On an item's page: the policy it belongs to; None where it belongs to none."""
    policy = _by_code(directory(session)).get(code)
    if policy is None:
        return None
    items = _items(session, [policy])
    html = render_template("community_catalog/policy_section.html", policy=policy, items=items, here=code)
    return Markup(html)  # noqa: S704  (a template's own output)


def policy_addresses(_session: Session) -> Sequence[Address]:
    """The page, for the sitemap."""
    return [Address(url_for("catalog_pages.all_policies"))]


@lru_cache(maxsize=2)  # once for each catalog version
def _of_catalog(listed: Directory) -> Sequence[Policy]:
    return policies(listed.entries)


@lru_cache(maxsize=2)
def _by_code(listed: Directory) -> Mapping[str, Policy]:
    return {code: policy for policy in _of_catalog(listed) for code in policy.codes}


def _items(session: Session, shown_policies: Sequence[Policy]) -> Mapping[str, Item]:
    codes = [code for policy in shown_policies for code in policy.codes]
    return {item.code: item for item in session.scalars(select(Item).where(Item.code.in_(codes)))}
