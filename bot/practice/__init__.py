"""The practice community: an invented place with invented residents, where new workers try everything without harm.

`world` is what there is; `ground` what parts bring to it; `fence` keeps its people from whatever is real.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from bot.app import Kit

ACTIONS = {"practice.set_up": "建好练习社区", "practice.reset": "把练习社区恢复原样"}


def init_app(app: "Flask", kit: "Kit") -> None:
    """Add `juwutong practice`, the page that says what to try, and the fence around those who practise."""
    # Here and not above: the kit, which all these stand on, holds this folder's `ground`.
    from bot.practice import fence
    from bot.practice.commands import commands
    from bot.practice.pages import pages

    app.cli.add_command(commands)
    app.register_blueprint(pages)
    fence.init_app(app)
    kit.console.add_actions(ACTIONS)
