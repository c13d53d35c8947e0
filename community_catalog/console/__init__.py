"""Workers' pages about the government catalog: items with their history, past imports, importing a file."""

from flask import Flask

from bot.app import Kit
from bot.queue import Payload
from community_catalog import uploading
from community_catalog.console import imports, items, uploads
from community_catalog.console.blueprint import console

__all__ = ["imports", "items", "join_console", "uploads"]

FORGET = "catalog.forget_uploads"
ACTIONS = {
    "catalog.upload": "上传了目录文件",
    "catalog.cancel_upload": "取消了目录文件",
    "catalog.apply": "导入了目录",
}


def join_console(app: Flask, kit: Kit) -> None:
    """Add the pages and their entries, words for the audit trail, and the upkeep of files nobody applied."""
    app.register_blueprint(console)
    kit.console.add_entry("事项目录", "catalog_console.items", order=50, group="目录")
    kit.console.add_entry("目录导入", "catalog_console.imports", order=52, group="目录")
    kit.console.add_counter("份目录文件等着确认", "catalog_console.imports", imports.count_waiting, order=30)
    kit.console.add_actions(ACTIONS)

    def forget(_payload: Payload) -> None:
        with kit.sessions.begin() as session:
            uploading.forget_old(session, now=kit.clock.now())

    kit.jobs.register(FORGET, forget)
    kit.schedule.every(FORGET, cron="45 3 * * *", job=FORGET)
