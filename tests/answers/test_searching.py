"""What a search page shows is what the account would decide, and danger comes before everything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answers.engine import Engine
from answers.searching import CHOICES, FURTHER, find
from tests.answers.builders import a_document, bundled_engine, questions


def test_an_answer_stands_first_with_what_was_asked_before_everything_else() -> None:
    finding = find(bundled_engine(), "办低保要带什么材料")

    assert finding.kind == "answer"
    assert finding.first[0].code == "SJ-006"
    assert finding.answer[0].startswith("要带什么")


def test_a_choice_offers_as_many_items_as_the_account_does() -> None:
    finding = find(bundled_engine(), "低保")

    assert finding.kind == "choose"
    assert len(finding.first) == CHOICES
    assert finding.answer == ()


def test_what_is_decided_is_what_the_account_decides() -> None:
    engine = bundled_engine()

    for question in list(questions())[::20]:
        decision, finding = engine.decide(question.text), find(engine, question.text)
        shown = [document.code for document in finding.first]
        assert (finding.kind, finding.element) == (decision.kind, decision.element if shown else None)
        assert shown == [candidate.code for candidate in decision.candidates][: len(shown)]


@pytest.mark.parametrize("text", ["家里着火了快来人", "煤气泄漏了怎么办", "１１０", "119", "120", "122"])
def test_danger_leaves_room_for_nothing_else(text: str) -> None:
    finding = find(bundled_engine(), text)

    assert finding.reason == "emergency"
    assert not finding.first
    assert not finding.further


@pytest.mark.parametrize("text", ["你吃饭了吗", "厦门的低保怎么办", "谢谢你", "你们好"])
def test_what_asks_for_no_item_of_ours_is_given_none(text: str) -> None:
    finding = find(bundled_engine(), text)

    assert finding.kind == "none"
    assert not finding.further


def test_further_items_are_all_others_that_fit_and_tell_their_domains() -> None:
    finding = find(bundled_engine(), "补贴")

    codes = [document.code for document in finding.further]
    assert len(set(codes)) == len(codes) <= FURTHER + 10
    assert len(codes) > 10
    assert not {document.code for document in finding.first} & set(codes)
    assert set(finding.domains) == {document.row.domain for document in finding.further}


def test_without_any_wordings_items_are_found_by_their_names() -> None:
    engine = Engine([a_document("YL-008", "高龄津贴申领指南"), a_document("SJ-006", "最低生活保障办事指南")])

    assert [found.code for found in engine.alike("高龄津贴", least=0.4, most=9)] == ["YL-008"]


@given(st.text())
def test_any_text_is_found_something_for(text: str) -> None:
    finding = find(bundled_engine(), text)

    assert (finding.kind == "none") == (not finding.first)
    assert not {document.code for document in finding.first} & {document.code for document in finding.further}
