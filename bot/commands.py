"""The commands of the ground: set up, serve, run everything, the sandbox, the database."""

import os
import sys

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from bot import metrics, migrating, serving, trial
from bot.app import Kit, kit, load_once
from bot.paths import VAR
from bot.place_codes.making import write_codes
from bot.places import communities, scene_of
from bot.running import run_everything
from bot.wechat.menus import read_menu

database = AppGroup("db", help="数据库")


def init_app(app: Flask, kit: Kit) -> None:  # noqa: ARG001  (every part joins the same way)
    """Add the commands."""
    for command in (setup, serve, run, sandbox, dress_trial_account, database):
        app.cli.add_command(command)


@click.command(help="准备数据库和自带的目录（可以反复运行）")
@with_appcontext
def setup() -> None:
    """Upgrade the database, then let each part load what it brings; doing it twice changes nothing."""
    migrating.upgrade(kit().settings.database_url)
    for step in kit().setups:
        with kit().sessions.begin() as session:
            for line in step(session, kit().clock.now()):
                click.echo(line)


@click.command(help="启动网站与公众号接口")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True, help="进程数")
@with_appcontext
def serve(host: str, port: int, workers: int) -> None:
    """Serve the account; refuses to start while a needed setting is missing."""
    kit().settings.require_account()
    metrics.prepare()
    load_once(current_app)
    serving.serve("wsgi:application", host=host, port=port, workers=workers)


@click.command(help="一次启动全部：网站、定时任务；没有配置公众号时连同演练用的微信")
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=1, show_default=True, help="进程数")
def run(port: int, workers: int) -> None:
    """Start everything on this machine and say what to open."""
    sys.exit(run_everything(port=port, workers=workers))


@click.command(help="只启动演练用的微信（手机页面）")
@click.option("--port", default=8001, show_default=True)
@click.option("--webhook-port", default=8000, show_default=True, help="居务通在本机的端口")
def sandbox(port: int, webhook_port: int) -> None:
    """Become the sandbox, a program of its own that knows the product only over HTTP."""
    prepared = trial.prepare(port=webhook_port, sandbox_port=port)
    os.execv(sys.executable, [sys.executable, "-m", "sandbox", *prepared.sandbox_arguments(port)])  # noqa: S606  (no shell wanted)


@click.command("dress-trial-account", hidden=True)
@click.argument("sandbox_url")
@with_appcontext
def dress_trial_account(sandbox_url: str) -> None:
    """Do for the sandbox's account what an operator does once for a real one: its menu, the communities' codes."""
    kit().wechat.create_menu(read_menu(kit().settings.public_url))
    write_codes(kit().sessions, kit().wechat, VAR / "codes", now=kit().clock.now())
    with kit().sessions.read() as session:
        places = list(communities(session))
        trial.label_codes(sandbox_url, {scene_of(place): place.full_name for place in places})


@database.command("upgrade", help="把数据库升级到这一版程序需要的样子")
@with_appcontext
def upgrade() -> None:
    """Run the migrations that are missing."""
    migrating.upgrade(kit().settings.database_url)
    click.echo("数据库已是最新。")
