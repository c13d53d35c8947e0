"""The catalog in one Flask file with Jinja and SQLite, as a tutorial would write it: no engine, nothing packed."""

import csv
import json
import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from flask import Flask, abort, render_template_string, request

from bench.peers.account import FOLDER_VARIABLE

CATALOG = Path(__file__).resolve().parents[2] / "data" / "government_catalog.csv"
MOST_FOUND = 10
FRAME = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{{ title }}</title></head>
<body><header><a href="/">政务公开</a><form action="/search"><input name="q"><button>查</button></form></header>
<main><h1>{{ title }}</h1>%s</main></body></html>"""
LIST = (
    FRAME
    % """<ul>{% for row in rows %}<li><a href="/items/{{ row[0] }}">{{ row[1] }}</a> {{ row[2] }}</li>
{% endfor %}</ul>"""
)
ITEM = FRAME % "<dl>{% for name, text in elements %}<dt>{{ name }}</dt><dd>{{ text }}</dd>{% endfor %}</dl>"


def application() -> Flask:
    """Make the application over a database of its own."""
    app = Flask("page")
    names, rows = read(CATALOG)
    path = Path(os.environ[FOLDER_VARIABLE]) / f"catalog-{os.getpid()}.db"
    fill(path, rows)

    def ask(query: str, *values: str) -> Sequence[tuple[str, ...]]:
        with closing(sqlite3.connect(path)) as connection:
            return connection.execute(query, values).fetchall()

    @app.get("/")
    def home() -> str:
        rows = ask("SELECT code, name, domain FROM items ORDER BY domain, code")
        return render_template_string(LIST, title="全部事项", rows=rows)

    @app.get("/items/<code>")
    def item(code: str) -> str:
        found = ask("SELECT name, whole FROM items WHERE code = ?", code)
        if not found:
            abort(404)
        return render_template_string(
            ITEM, title=found[0][0], elements=zip(names, json.loads(found[0][1]), strict=True)
        )

    @app.get("/search")
    def search() -> str:
        text = request.args.get("q", "")
        pairs = sorted({text[place : place + 2] for place in range(max(len(text) - 1, 1))})
        hits = " + ".join(["(name || whole LIKE ?)"] * len(pairs))
        query = f"SELECT code, name, domain FROM items ORDER BY {hits} DESC LIMIT {MOST_FOUND}"  # noqa: S608
        return render_template_string(LIST, title=text, rows=ask(query, *(f"%{pair}%" for pair in pairs)))

    return app


def read(path: Path) -> tuple[list[str], list[list[str]]]:
    """Headings and rows of the catalog's file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    return head, rows


def fill(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """A table with code, name, domain and everything else as it comes."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE items (code TEXT PRIMARY KEY, name TEXT, domain TEXT, whole TEXT)")
        values = [(row[0], row[3], row[1], json.dumps(row, ensure_ascii=False)) for row in rows]
        connection.executemany("INSERT INTO items VALUES (?, ?, ?, ?)", values)
