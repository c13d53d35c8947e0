import json
from pathlib import Path

import pytest

from bench.asking import Asked, Unreadable, measured, read_questions, read_stard


def asked(text: str, *right: str) -> Asked:
    return Asked(text, frozenset(right))


def test_what_is_found_first_and_among_three_is_counted_apart() -> None:
    questions = [asked("first", "a"), asked("third", "c"), asked("fourth", "d"), asked("either", "x", "a")]

    found = measured(lambda _text: ["a", "b", "c", "d"], questions)

    assert (found.asked, found.top1, found.top3) == (4, 0.5, 0.75)
    assert 0 <= found.p50_ms <= found.p99_ms


def test_who_finds_nothing_is_right_about_nothing() -> None:
    found = measured(lambda _text: [], [asked("a question", "a")])

    assert (found.top1, found.top3) == (0, 0)


def test_a_spreadsheet_and_json_lines_hold_the_same_questions(tmp_path: Path) -> None:
    table, lines = tmp_path / "questions.csv", tmp_path / "questions.jsonl"
    table.write_text("text,codes,element\n低保怎么办,SJ-006;SJ-007,\n", "utf-8")
    lines.write_text(json.dumps({"question": "低保怎么办", "relevant": ["SJ-006", "SJ-007"]}) + "\n", "utf-8")

    assert read_questions(table) == read_questions(lines) == [asked("低保怎么办", "SJ-006", "SJ-007")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", "text,codes\n"),
        ("other.csv", "question,answer\n1,2\n"),
        ("other.jsonl", '{"q": 1}\n'),
        ("broken.jsonl", "{\n"),
    ],
)
def test_a_file_without_questions_is_named(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, "utf-8")

    with pytest.raises(Unreadable, match=name):
        read_questions(tmp_path / name)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"nowhere\.csv"):
        read_questions(tmp_path / "nowhere.csv")


def test_articles_and_questions_meet_by_their_numbers(tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_text('{"id": 7, "title": "第七条", "text": "不得"}\n', "utf-8")
    (tmp_path / "queries.jsonl").write_text('{"qid": 1, "query": "可以吗", "relevant": [7]}\n', "utf-8")

    articles, questions = read_stard(tmp_path)

    assert articles == {"7": "第七条 不得"}
    assert questions == [asked("可以吗", "7")]
