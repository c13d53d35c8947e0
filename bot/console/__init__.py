"""The console's shell: signing in, who may open which page, the to-do page, and what all workers' pages share.

`registry` is what parts put their pages into, `guard` what stands before each view, `visit` who is there, `forms` what
makes a form safe, `shell` what surrounds a page, `listing` long lists, `pages` the console's own pages.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from bot.app import Kit


def init_app(app: "Flask", kit: "Kit") -> None:
    """Add /console/ and have every page below it guarded."""
    from bot.console import account_entry, guard, pages, shell  # they need bot.app, which needs this folder's registry

    guard.init_app(app)
    shell.init_app(app)
    account_entry.init_app(app, kit)
    pages.init_app(app, kit)
