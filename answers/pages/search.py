"""`/search`: the answer the account would give, then everything else that fits. Nothing of a question is stored."""

from collections.abc import Sequence

from flask import Response, redirect, render_template, request, url_for

from answers.documents import Document
from answers.loop import groups
from answers.pages.blueprint import engine, pages
from answers.pages.phrases import EXAMPLES, INSTEAD, NOT_FOUND
from answers.searching import Finding, find, is_long
from bot.app import kit
from bot.pages import page_for_one, public_page, shown
from bot.pages.elder import is_elder
from bot.pages.lists import ELDER_CHOICES
from bot.privacy import masked
from community_catalog.domains import Domain, find_domain

LONGEST = 1000  # characters taken from a question; of those the engine looks at the beginning and the end
LOOKED_AT = LONGEST + 200  # a number that ends past the cut is still seen whole, and masked
A_SCREEN = 20


@pages.get("/search")
def search() -> Response:
    """The finding for `q`; `domain` narrows what is listed after the answer."""
    said = request.args.get("q", "").strip()
    if (harmless := without_numbers(said)) != said:
        # Nobody's number stays in the address, the history of a shared phone, or the search box.
        return redirect(url_for(".search", q=harmless, domain=request.args.get("domain") or None))  # type: ignore[return-value]
    if not said:
        return public_page(render_template("answers/pages/search_empty.html", examples=examples()))
    finding = find(engine(), said)
    domain = find_domain(request.args.get("domain", ""))
    html = render_template(
        "answers/pages/search.html",
        said=said,
        is_long=is_long(said),
        finding=finding,
        instead=instead(finding, said),
        domain=domain,
        domains=[found for name in finding.domains if (found := find_domain(name))],
        further=shown(_of(domain, finding.further), ordinary=A_SCREEN),
        examples=examples(),
    )
    return page_for_one(html)  # the address holds a resident's words


def without_numbers(said: str) -> str:
    """At most LONGEST characters of what was said, with nobody's numbers in it."""
    return masked(said[:LOOKED_AT])[:LONGEST]


def instead(finding: Finding, said: str) -> Sequence[str]:
    """What is said where no item is the answer: what a worker wrote down for it, why not, or that nobody here knows."""
    if finding.kind != "none" or finding.reason == "emergency":
        return ()
    with kit().sessions.read() as session:
        advice = groups.advice_for(session.connection(), said)
    if advice:
        return advice.splitlines()
    return INSTEAD.get(finding.reason, NOT_FOUND)


def examples() -> Sequence[str]:
    """Questions to press instead of typing one."""
    return EXAMPLES[:ELDER_CHOICES] if is_elder() else EXAMPLES


def _of(domain: Domain | None, documents: Sequence[Document]) -> Sequence[Document]:
    return [document for document in documents if domain is None or document.row.domain == domain.name]
