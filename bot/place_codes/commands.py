"""`juwutong places codes`: all codes as files to print."""

from pathlib import Path

import click

from bot.app import kit
from bot.paths import VAR
from bot.place_codes.making import write_codes
from bot.places import commands


@commands.command("codes")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), default=VAR / "codes", show_default=True)
def codes_command(folder: Path) -> None:
    """给每个社区做一个公众号二维码（SVG，可打印贴在公示栏）。"""
    files = write_codes(kit().sessions, kit().wechat, folder, now=kit().clock.now())
    click.echo(f"做好 {len(files)} 个社区的二维码，在 {folder}。")
