"""What a worker can do with enquiries on the command line, until the console has a page for them."""

import unicodedata

import click
from flask.cli import with_appcontext

from bot.app import kit
from bot.time import local
from casework.enquiries import latest


@click.group(help="居民留言")
def enquiries() -> None:
    """The group of the commands below."""


@enquiries.command("list", help="列出最近的留言，新的在前")
@click.option("--limit", default=50, show_default=True, help="最多列出多少条")
@with_appcontext
def list_enquiries(limit: int) -> None:
    """Print when, from whom (a number, no openid) and what, without anybody's numbers."""
    with kit().sessions.read() as session:
        for enquiry in latest(session, limit):
            words = in_one_line(enquiry.masked)
            click.echo(f"{local(enquiry.left_at):%Y-%m-%d %H:%M}  居民{enquiry.follower_id}：{words}")


def in_one_line(text: str) -> str:
    """A resident's text as one line that can neither pass for another message nor steer the terminal."""
    lines = " ⏎ ".join(text.splitlines())
    return "".join(character for character in lines if unicodedata.category(character) not in {"Cc", "Cf"})
