import io
import json
from pathlib import Path

import click
import pytest
from flask import Flask

import answers
from answers.commands import decide_last, outcome, read_questions, reply_text
from answers.decision import Candidate, Decision
from answers.engine import Engine
from bot.app import create_app
from bot.settings import Settings
from tests.answers.builders import a_document, bundled_engine


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return create_app(Settings(database_url=f"sqlite:///{tmp_path / 'empty.db'}"), [answers])


def test_asking_prints_the_card(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["ask", "低保怎么办"])

    assert result.exit_code == 0
    assert "【最低生活保障办事指南】" in result.stdout
    assert "/items/SJ-006" in result.stdout


def test_without_a_database_the_bundled_catalog_answers_and_that_is_said(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["ask", "低保怎么办"])

    assert "juwutong setup" in result.stderr


def test_a_choice_is_printed_without_link_marks() -> None:
    engine = Engine([a_document("A", "高龄津贴申领指南"), a_document("B", "养老机构名录信息")])

    printed = reply_text(Decision("choose", (Candidate("A", 0.5), Candidate("B", 0.4))), engine, "https://example.cn")

    assert printed.startswith("您想问的是哪一件？\n\n1 高龄津贴申领指南")
    assert "<a" not in printed


def test_why_is_told_on_demand(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["ask", "--explain", "我妈八十了高龄补贴怎么领"])

    assert "读作：我妈80了高龄补贴怎么领" in result.stdout or "读作：我妈八十了高龄补贴怎么领" in result.stdout
    assert "居民说法：高龄补贴 → 高龄津贴" in result.stdout
    assert "最接近的问法" in result.stdout


def test_a_batch_answers_line_by_line_in_order(app: Flask) -> None:
    lines = [
        {"id": "1", "turns": ["低保怎么办"]},
        {"id": "2", "turns": ["你好"]},
        {"id": "3", "turns": ["低保怎么办", "要带什么材料"]},
    ]

    result = app.test_cli_runner().invoke(args=["ask", "--batch"], input="\n".join(map(json.dumps, lines)))

    first, second, third = [json.loads(line) for line in result.stdout.splitlines()]
    assert (first["id"], first["decision"], first["items"][0], first["element"]) == ("1", "answer", "SJ-006", None)
    assert (second["id"], second["decision"]) == ("2", "none")
    assert (third["items"][0], third["element"]) == ("SJ-006", "materials")


def test_a_line_that_is_no_question_is_named(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["ask", "--batch"], input='{"id": "1", "turns": ["低保"]}\n不是 JSON\n')

    assert result.exit_code == 1
    assert "第 2 行" in result.stderr


def test_nothing_to_ask_is_said_plainly(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["ask"])

    assert result.exit_code == 2
    assert "请写上问题" in result.stderr


@pytest.mark.parametrize("line", ["[]", '{"id": "1"}', '{"turns": []}', '{"id": "1", "turns": 5}', "{"])
def test_a_broken_line_is_refused(line: str) -> None:
    with pytest.raises(click.ClickException):
        list(read_questions(io.StringIO(line)))


def test_empty_lines_are_skipped() -> None:
    assert [question.id for question in read_questions(["\n", '{"id": "7", "turns": ["a"]}\n'])] == ["7"]


def test_a_courtesy_between_two_turns_keeps_the_context() -> None:
    decision = decide_last(bundled_engine(), ["高龄津贴怎么领", "谢谢", "要带什么材料"])

    assert decision.best
    assert decision.best.code == "YL-008"


def test_an_empty_conversation_is_decided_too() -> None:
    assert outcome(decide_last(bundled_engine(), [])) == {"decision": "none", "items": [], "element": None}
