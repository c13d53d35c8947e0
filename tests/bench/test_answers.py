import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from answers.engine import Engine
from bench.__main__ import main
from bench.answers import QUESTIONS, already_wordings, asking, beside, measure_stard
from bench.asking import Asked, Find, Found
from bench.learning import Cost, Step
from bench.rankers import PEERS, NotHere, Texts, ours
from bench.report import MANY, OURS, VERY_MANY, Results, figures, report, verdicts
from bench.scale import Scaled
from tests.answers.builders import a_document

FOUND = Found(asked=100, top1=0.43, top3=0.6, p50_ms=0.2, p99_ms=0.5)
SCALED = Scaled(
    items=360, wordings=18000, build_s=1.0, p50_ms=1.0, p99_ms=4.0, ready_mb=200.0, documents_mb=2.0, engine_mb=50.0,
    peers={"a peer": (0.3, 7.7)},
)  # fmt: skip
STEP = Step("a", "b", 5, 100, 50, 0.7, 0.9, 0.8, None, 0.9)


def a_stard(folder: Path) -> Path:
    articles = {1: "第一条 养老金按月领取", 2: "第二条 房屋租赁合同", 3: "第三条 交通事故赔偿"}
    lines = [json.dumps({"id": number, "title": text[:3], "text": text[4:]}) for number, text in articles.items()]
    (folder / "corpus.jsonl").write_text("\n".join(lines), "utf-8")
    (folder / "queries.jsonl").write_text('{"qid": 1, "query": "租赁合同到期", "relevant": [2]}\n', "utf-8")
    return folder


def test_stard_is_asked_of_our_index_and_all_peers(tmp_path: Path) -> None:
    results = Results()

    measure_stard(results, a_stard(tmp_path))

    assert list(results.stard) == [OURS, *PEERS]
    assert {one.top1 for one in results.stard.values()} == {1.0}
    assert results.notes == []


def test_what_is_not_there_is_skipped_with_a_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = tmp_path / "figures.json"

    code = main(["answers", "--only", "stard", "--stard", str(tmp_path / "nowhere"), "--json", str(kept)])

    assert code == 0
    assert "STARD was not measured" in capsys.readouterr().out
    assert json.loads(kept.read_text("utf-8"))["stard"] == {}


def test_a_peer_that_is_not_installed_is_noted_once_however_often_it_was_wanted() -> None:
    def absent(_texts: Texts) -> Find:
        raise NotHere("no such package")

    results, peers = Results(), {"absent": absent, "there": ours}

    found = [beside(results, {"a": "低保"}, [Asked("低保", frozenset("a"))], peers) for _ in range(2)]

    assert [list(names) for names in found] == [["there"], ["there"]]
    assert results.notes == ["absent was not measured: no such package"]


@pytest.mark.parametrize(
    "wrong", [["--only", "nonsense"], ["--points", "1,x"], ["--sizes", "0"], ["--questions", "nowhere.csv"]]
)
def test_what_cannot_be_measured_is_refused(wrong: list[str]) -> None:
    assert main(["answers", "--only", "catalog", *wrong]) != 0


def test_an_engine_is_asked_for_its_candidates_even_if_it_would_be_silent() -> None:
    engine = Engine([a_document("A", "高龄津贴申领指南"), a_document("B", "家庭医生签约服务")])

    find = asking(engine)

    assert find("津贴")[0] == "A"
    assert find("你好") == []


def test_questions_that_are_wordings_apart_from_signs_are_counted() -> None:
    documents = [a_document("A", "高龄津贴申领指南", "老人补贴怎么领")]
    questions = [Asked(text, frozenset("A")) for text in ("老人补贴怎么领？", "老人补贴", "高龄津贴申领指南")]

    assert already_wordings(questions, documents) == 1


def test_the_questions_of_the_project_can_be_read() -> None:
    with QUESTIONS.open(encoding="utf-8", newline="") as lines:
        assert {"text", "codes"} <= set(csv.DictReader(lines).fieldnames or [])


def test_only_what_was_measured_is_shown() -> None:
    shown = report(Results(stard={OURS: FOUND}))

    assert OURS in shown
    assert "Learning" not in shown
    assert "built in" not in shown


def test_everything_that_was_measured_is_shown_and_kept() -> None:
    results = Results({OURS: FOUND}, {"a peer": FOUND}, [SCALED], Cost(18000, 12.0, 4_000_000, 0.2), [STEP], ["a note"])

    shown, kept = report(results), json.loads(json.dumps(figures(results)))

    assert all(part in shown for part in ("0.430", "18000", "7.70", "12.0", "0.900", "–", "a note"))
    assert kept["scale"][0]["peers"] == {"a peer": [0.3, 7.7]}
    assert kept["curve"][0]["right"] is None


@pytest.mark.parametrize(
    ("results", "verdict"),
    [
        (Results(stard={OURS: FOUND}), "reached"),
        (Results(stard={OURS: FOUND._replace(top1=0.41)}), "MISSED"),
        (Results(scale=[SCALED]), "reached"),
        (Results(scale=[replace(SCALED, p99_ms=5.1)]), "MISSED"),
        (Results(scale=[replace(SCALED, items=VERY_MANY, p99_ms=24.0)]), "reached"),
        (Results(scale=[replace(SCALED, items=MANY, build_s=3.1)]), "MISSED"),
    ],
)
def test_what_is_required_gets_a_verdict(results: Results, verdict: str) -> None:
    assert [line.split()[0] for line in verdicts(results)] == [verdict]


def test_what_is_not_required_gets_none() -> None:
    assert list(verdicts(Results(stard={"a peer": FOUND}, scale=[replace(SCALED, items=77, p99_ms=99.0)]))) == []
