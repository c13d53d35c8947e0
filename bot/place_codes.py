"""The QR code of each community, for its notice board: who scans it is known to belong there."""

from collections.abc import Iterator
from pathlib import Path

import click
import segno
from flask import Flask

from bot.app import Kit, kit
from bot.paths import VAR
from bot.places import Place, commands, communities, scene_of
from bot.wechat.client import WeChat


def make_codes(wechat: WeChat, places: list[Place], folder: Path) -> Iterator[Path]:
    """Have WeChat make a permanent code for each place, and write it as an SVG to print, named for the place.

    WeChat gives the same code for the same scene, so doing it again costs nothing. Raises WeChatError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for place in places:
        code = wechat.permanent_qrcode(scene_of(place))
        file = folder / f"{place.full_name}.svg"
        segno.make(code.url, error="m").save(str(file), scale=8, border=4)
        yield file


@commands.command("codes")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), default=VAR / "codes", show_default=True)
def codes_command(folder: Path) -> None:
    """给每个社区做一个公众号二维码（SVG，可打印贴在公示栏）。"""
    with kit().sessions.read() as session:
        places = list(communities(session))
        files = list(make_codes(kit().wechat, places, folder))
    click.echo(f"做好 {len(files)} 个社区的二维码，在 {folder}。")


def init_app(app: Flask, kit: Kit) -> None:
    """Join the part: its command is one of `juwutong places`."""
