"""What goes wrong in the console is said by the console; what goes wrong elsewhere is not its business."""

import pytest
from flask import Flask, abort

from bot.console.guard import needs
from bot.workers.worker import Worker
from tests.bot.console.browsing import Browsing


@pytest.fixture
def wang(app: Flask) -> Browsing:
    @needs()
    def ends(_worker: Worker, code: int) -> str:
        abort(code)

    app.add_url_rule("/console/ends/<int:code>", "ends", ends)
    browsing = Browsing(app.test_client())
    browsing.sign_in("wang")
    return browsing


@pytest.mark.parametrize(
    ("address", "code", "title"),
    [
        ("/console/nowhere", 404, "没有这一页"),
        ("/console/ends/404", 404, "没有这一页"),
        ("/console/ends/403", 403, "这一页您没有权限"),
        ("/console/ends/418", 418, "没有提交成功"),
        ("/console/sign-out", 405, "这一页不能这样打开"),
    ],
)
def test_an_error_in_the_console_is_a_page_of_the_console(wang: Browsing, address: str, code: int, title: str) -> None:
    answer = wang.open(address)

    assert (answer.status_code, title in answer.text, "王芳" in answer.text) == (code, True, True)
    assert answer.headers["Cache-Control"] == "no-store"


def test_when_the_system_fails_nobody_asks_the_database_who_is_there(wang: Browsing) -> None:
    answer = wang.open("/console/ends/500")

    assert (answer.status_code, "王芳" in answer.text) == (500, False)


def test_a_page_that_is_not_there_for_residents_leads_nobody_to_the_console(wang: Browsing) -> None:
    answer = wang.open("/nowhere")

    assert answer.status_code == 404
    assert "/console/" not in answer.text
