import json
from collections import Counter
from pathlib import Path

import pytest

from answers.decision import Decision
from answers.elements import ELEMENTS
from answers.knowledge import bare
from answers.text import normalise
from answers.wordings import bundled_wordings, read_wordings
from community_catalog.bundled import bundled_rows
from tests.answers.builders import bundled_engine, off_topic, questions

SHARED = Path(__file__).parents[3] / "shared" / "eval"


def test_a_row_of_a_file_is_a_wording(tmp_path: Path) -> None:
    file = tmp_path / "YL.csv"
    row = "YL-008,高龄津贴,八十岁有钱领吗,standard,YL-007,林小雨,2026-11-23"
    file.write_text(f"code,name,wording,element,also,added_by,added_on\n{row}\n", "utf-8")

    [wording] = read_wordings(file)

    assert (wording.text, wording.owner, wording.element) == ("八十岁有钱领吗", "YL-008", "standard")
    assert wording.also == ("YL-007",)
    assert wording.on_topic


def test_every_wording_belongs_to_a_bundled_item_or_a_topic() -> None:
    known = {(row.code, row.name) for row in bundled_rows()}
    codes = {code for code, _ in known}

    strays = [w for w in bundled_wordings() if (w.on_topic and (w.owner, w.name) not in known) or set(w.also) - codes]

    assert strays == []


def test_every_wording_says_who_added_it_and_when() -> None:
    assert all(wording.added_by and wording.added_on for wording in bundled_wordings())


def test_only_elements_that_exist_are_named() -> None:
    assert {wording.element for wording in bundled_wordings()} <= {None, *ELEMENTS}


def test_no_wording_stands_twice() -> None:
    said = Counter(bare(normalise(wording.text)) for wording in bundled_wordings())

    assert [text for text, count in said.items() if count > 1] == []


def test_every_wording_leads_to_its_own_item() -> None:
    lost = [
        (wording.text, wording.owner)
        for wording in bundled_wordings()
        if not _leads(bundled_engine().decide(wording.text), {wording.owner, *wording.also}, on_topic=wording.on_topic)
    ]

    assert len(lost) <= 0.001 * len(bundled_wordings()), lost[:20]


def _leads(decision: Decision, owners: set[str], *, on_topic: bool) -> bool:
    if not on_topic:
        return decision.kind == "none"
    return decision.best is not None and decision.best.code in owners


def test_no_long_wording_is_a_question_of_the_development_set() -> None:
    said = {bare(normalise(wording.text)) for wording in bundled_wordings()}

    assert [q.text for q in questions() if len(q.text) > 6 and bare(normalise(q.text)) in said] == []
    assert [text for text in off_topic() if len(text) > 6 and bare(normalise(text)) in said] == []


@pytest.mark.skipif(not SHARED.exists(), reason="the shared questions are not on this machine")
def test_nothing_is_copied_from_the_questions_that_measure() -> None:
    files = (SHARED / f"{name}.jsonl" for name in ("questions", "off_topic", "follow_ups"))
    lines = [line for file in files for line in file.read_text("utf-8").splitlines()]
    asked = {bare(normalise(text)) for line in lines for text in _texts(json.loads(line))}
    said = {bare(normalise(wording.text)) for wording in bundled_wordings()}

    # A few characters are said alike by anyone: "你好", "低保".
    assert sorted(text for text in asked & said if len(text) > 6) == []


def _texts(row: dict[str, object]) -> list[str]:
    turns = row.get("turns") or [row["query"]]
    assert isinstance(turns, list)
    return [str(turn) for turn in turns]
