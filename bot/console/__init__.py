"""The console's shell: signing in, who may open which page, the to-do page, and what all workers' pages share.

`registry` is what parts put their pages into, `guard` what stands before each view, `visit` who is there, `forms` what
makes a form safe, `shell` what surrounds a page, `pages` the console's own pages. What all parts' pages can do:
`listing` and `showing` long lists, `to_do` what waits, `drafts` and `drafting` forms that are not lost, `undo` taking
back, `progress_pages` waiting for long work, `history` what happened to a record, `place_tree` picking places.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from bot.app import Kit


def init_app(app: "Flask", kit: "Kit") -> None:
    """Add /console/ and have every page below it guarded."""
    # They need bot.app, which needs this folder's registry.
    from bot.console import (
        account,
        account_entry,
        draft_pages,
        drafting,
        errors,
        guard,
        pages,
        progress_pages,
        shell,
        undo_pages,
        upkeep,
    )

    guard.init_app(app)
    drafting.init_app(app)
    shell.init_app(app)
    errors.init_app(app)
    account_entry.init_app(app, kit)
    account.init_app(kit)
    pages.init_app(app, kit)
    for own in (account.account, draft_pages.pages, undo_pages.pages, progress_pages.pages):
        app.register_blueprint(own)
    upkeep.register_upkeep(kit)
    kit.site.add_closed("/console/")
