"""`juwutong ask`: the answer as a resident sees it, why it is so, and many questions at once."""

import io
import json
import re
import sys
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TextIO

import click
from flask.cli import with_appcontext
from sqlalchemy import inspect

from answers.bundled import bundled_knowledge
from answers.card import choice_text, item_card
from answers.decision import Decision
from answers.engine import Engine, Explanation
from answers.sources import ReleasedKnowledge, bundled_documents, catalog_documents
from bot.app import kit
from bot.errors import BotError

_SHOWN_TERMS = 8


class Question(NamedTuple):
    """One line of a batch: a conversation whose last turn is to be answered."""

    id: str
    turns: list[str]


class BadLine(BotError):
    """这一行不是 {"id": …, "turns": ["…"]} 形式的 JSON。"""


@click.command()
@click.argument("text", required=False)
@click.option("--explain", is_flag=True, help="说明为什么：认出的词、最接近的问法、得分")
@click.option("--batch", is_flag=True, help="逐行读入 JSON 问题，逐行输出 JSON 判断")
@with_appcontext
def ask(text: str | None, *, explain: bool, batch: bool) -> None:
    """像居民一样问一句，看到同样的回答。"""
    if not batch and not text:
        raise click.UsageError('请写上问题，例如：juwutong ask "低保怎么办"；或用 --batch 从标准输入读。')
    engine = _engine()
    if batch:
        _answer_batch(engine, io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8"))
        return
    if explain:
        click.echo(explanation_text(engine.explain(text or ""), engine) + "\n")
    click.echo(reply_text(engine.decide(text or ""), engine, kit().settings.public_url))


def _engine() -> Engine:
    with kit().sessions.read() as session:
        known = inspect(session.connection())
        knowledge = ReleasedKnowledge().read(session) if known.has_table("releases") else bundled_knowledge()
        documents = catalog_documents(session, knowledge) if known.has_table("items") else []
    if not documents:
        click.echo("数据库里还没有目录（请运行 juwutong setup），以下按程序自带的目录回答。", err=True)
        documents = bundled_documents(knowledge)
    return Engine(documents, knowledge)


def _answer_batch(engine: Engine, lines: TextIO) -> None:
    for question in read_questions(lines):
        click.echo(json.dumps({"id": question.id, **outcome(decide_last(engine, question.turns))}, ensure_ascii=False))


def read_questions(lines: Iterable[str]) -> Iterator[Question]:
    """The questions of a batch, one JSON object a line; raises BadLine naming the line."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            question = Question(row["id"], [str(turn) for turn in row["turns"]])
        except (ValueError, KeyError, TypeError):
            raise click.ClickException(f"第 {number} 行：{BadLine()}") from None
        yield question


def decide_last(engine: Engine, turns: Iterable[str]) -> Decision:
    """The decision about the last turn of a conversation; what was found for a turn is the context of the next."""
    decision = Decision("none")
    context = None
    for turn in turns:
        decision = engine.decide(turn, context)
        context = decision.best.code if decision.best else context
    return decision


def outcome(decision: Decision) -> dict[str, object]:
    """A decision as a batch prints it."""
    items = [candidate.code for candidate in decision.candidates]
    return {"decision": decision.kind, "items": items, "element": decision.element}


def reply_text(decision: Decision, engine: Engine, public_url: str) -> str:
    """What a resident would read, link marks left out."""
    shown = [engine.documents[candidate.code] for candidate in decision.candidates[:3]]
    if decision.kind == "answer":
        best = shown[0]
        card = item_card(best.row, decision.element, best.as_of, f"{public_url}/items/{best.code}", best.guide)
        return re.sub(r'<a href="([^"]+)">([^<]+)</a>', r"\2：\1", card)
    if decision.kind == "choose":
        rows = [document.row for document in shown]
        return re.sub(r"<[^>]+>", "", choice_text(rows, [row.code for row in rows]))
    return f"（目录里没有合适的事项，公众号会另行回复。原因：{decision.reason}）"


def explanation_text(explanation: Explanation, engine: Engine) -> str:
    """An explanation for a person at a terminal."""
    decision = explanation.decision
    lines = [f"读作：{explanation.text}"]
    lines += [f"居民说法：{term.said} → {term.means}" for term in explanation.language]
    lines.append(f"判断：{decision.kind}（{decision.reason}）；问的要素：{decision.element or '整件事'}")
    for reason in explanation.reasons:
        name = engine.documents[reason.code].name
        lines.append(f"{reason.score:.3f} {reason.code} {name}")
        lines.append(f"      词：{' '.join(f'{term} {worth:.1f}' for term, worth in reason.terms[:_SHOWN_TERMS])}")
        lines += [f"      最接近的问法：{reason.wording}"] if reason.wording else []
    return "\n".join(lines)
