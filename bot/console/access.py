"""Whom each view of the console lets in, as a mark on the view, and which requests are for the console."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec

from flask import current_app, request
from flask.typing import ResponseReturnValue

from bot.console.forms import ROOT
from bot.workers.roles import Role
from bot.workers.worker import Worker

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]


@dataclass(frozen=True)
class Guard:
    """Whom a view lets in: workers with one of the roles, all workers when there are none, or strangers too.

    `everywhere`: the role must be for the whole district. `fresh`: the password must have been given a moment ago.
    """

    roles: tuple[Role, ...] = ()
    strangers: bool = False
    everywhere: bool = False
    fresh: bool = False

    def lets_in(self, worker: Worker) -> bool:
        """Whether this worker may open the view."""
        if self.strangers or not self.roles:
            return True
        return worker.has_everywhere(*self.roles) if self.everywhere else worker.has(*self.roles)


def mark(view: View[P], guard: Guard) -> View[P]:
    """The view, with what stands before it."""
    view.console_guard = guard  # type: ignore[attr-defined]  # what guard_of finds
    return view


def guard_of(endpoint: str | None) -> Guard | None:
    """What stands before the view of an endpoint; None when nothing does."""
    found: Guard | None = getattr(current_app.view_functions.get(endpoint or ""), "console_guard", None)
    return found


def concerns_console() -> bool:
    """Whether this request is for the console, by its address or by the rule it met."""
    rule = request.url_rule.rule if request.url_rule else ""
    return any(path == ROOT.rstrip("/") or path.startswith(ROOT) for path in (request.path, rule))
