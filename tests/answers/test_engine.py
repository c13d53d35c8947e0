import threading
from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answers.commands import decide_last
from answers.engine import Engine
from tests.answers.builders import a_document, bundled_engine, conversations, off_topic, questions


@pytest.mark.parametrize(
    ("text", "code", "element"),
    [
        ("低保怎么办", "SJ-006", None),
        ("高龄津贴要什么材料", "YL-008", "materials"),
        ("長者食堂在哪裡", "YL-011", "time_place"),
        ("我家属于哪个学区", "YJ-016", None),
        ("小孩打疫苗在哪", "YW-021", "time_place"),
        ("低保怎么办 13812345678", "SJ-006", None),
        ("低保怎么办〔手机号〕", "SJ-006", None),
    ],
)
def test_a_clear_question_is_answered_with_its_item(text: str, code: str, element: str | None) -> None:
    decision = bundled_engine().decide(text)

    assert (decision.kind, decision.best and decision.best.code, decision.element) == ("answer", code, element)


def test_a_bare_subject_with_many_items_is_a_choice() -> None:
    decision = bundled_engine().decide("养老院")

    assert decision.kind == "choose"
    assert len(decision.candidates) >= 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("你好", "greeting"),
        ("人工", "person"),
        ("明天会不会下雨", "small_talk"),
        ("厦门的公租房怎么申请", "other_place"),
        ("邻居张阿姨的身份证号是多少", "private_data"),
        ("qwzx!!!", "chatter"),
    ],
)
def test_what_is_no_question_about_an_item_gets_none(text: str, reason: str) -> None:
    decision = bundled_engine().decide(text)

    assert (decision.kind, decision.reason, decision.best) == ("none", reason, None)


def test_what_goes_on_is_about_the_item_before() -> None:
    decision = bundled_engine().decide("那要带什么材料呢", context="YL-008")

    assert (decision.kind, decision.best and decision.best.code, decision.element) == ("answer", "YL-008", "materials")


def test_a_new_subject_leaves_the_item_before() -> None:
    decision = bundled_engine().decide("低保怎么办", context="YL-008")

    assert decision.best
    assert decision.best.code == "SJ-006"


def test_an_item_no_longer_in_the_catalog_is_no_context() -> None:
    assert bundled_engine().decide("那要带什么材料呢", context="XX-999").reason != "context"


def test_an_engine_without_documents_answers_nothing() -> None:
    decision = Engine([]).decide("低保怎么办")

    assert (decision.kind, decision.candidates) == ("none", ())


def test_a_wording_finds_an_item_whose_name_shares_no_word_with_the_question() -> None:
    items = [a_document("A", "居家社区养老服务", "我妈摔了没人照顾"), a_document("B", "养老机构备案", "开养老院")]

    decision = Engine(items).decide("爸爸摔了没人照顾")

    assert decision.candidates[0].code == "A"


def test_a_known_wording_is_answered_at_once() -> None:
    items = [
        a_document("A", "最低生活保障办事指南", "低保怎么办"),
        a_document("B", "最低生活保障标准", "低保怎么办呀多少钱"),
    ]

    decision = Engine(items).decide("低保怎么办？")

    assert (decision.kind, decision.reason, decision.candidates[0].code) == ("answer", "exact", "A")


def test_a_wording_of_two_items_settles_nothing() -> None:
    items = [a_document("A", "甲", "走一趟"), a_document("B", "乙", "走一趟")]

    assert Engine(items).decide("走一趟").kind == "choose"


def test_an_explanation_names_the_wording_and_the_words() -> None:
    explained = bundled_engine().explain("我妈八十多了高龄津贴怎么领")

    first = explained.reasons[0]
    assert first.code == "YL-008"
    assert first.wording in bundled_engine().documents["YL-008"].wordings
    assert "津贴" in [term for term, _ in first.terms]
    assert "高龄津贴" in [feature[1:] for feature, _ in first.learnt]


def test_an_explanation_says_what_was_decided() -> None:
    engine = bundled_engine()

    assert [engine.explain(text).decision for text in ("低保", "你好")] == [
        engine.decide(text) for text in ("低保", "你好")
    ]


@given(st.text(max_size=600), st.sampled_from([None, "SJ-006", "nothing"]))
@settings(deadline=None)
def test_any_text_is_decided(text: str, context: str | None) -> None:
    decision = bundled_engine().decide(text, context)

    assert len(decision.candidates) <= 10
    assert decision.kind == "none" or decision.best


@given(st.text("低保养老院学区疫苗公租房怎么办材料多少钱", max_size=20))
@settings(deadline=None)
def test_candidates_come_best_first_and_once(text: str) -> None:
    scores = [candidate.score for candidate in bundled_engine().decide(text).candidates]
    codes = [candidate.code for candidate in bundled_engine().decide(text).candidates]

    assert scores == sorted(scores, reverse=True)
    assert len(set(codes)) == len(codes)


def test_two_engines_over_the_same_documents_decide_the_same() -> None:
    documents = list(bundled_engine().documents.values())
    other = Engine(documents, bundled_engine().knowledge)

    asked = [question.text for question in questions()]

    assert [other.decide(text) for text in asked] == [bundled_engine().decide(text) for text in asked]


@pytest.mark.parametrize("text", ["低保怎么办", "高龄津贴", "疫苗"])
def test_a_copy_of_an_item_lifts_no_unrelated_item_above_it(text: str) -> None:
    documents = list(bundled_engine().documents.values())
    best = bundled_engine().decide(text).candidates[0].code
    original = bundled_engine().documents[best]
    copy = replace(original, row=replace(original.row, code="COPY"))

    candidates = Engine([*documents, copy], bundled_engine().knowledge).decide(text).candidates

    assert {candidate.code for candidate in candidates[:2]} == {best, "COPY"}


def test_threads_share_an_engine() -> None:
    engine = Engine(bundled_engine().documents.values(), bundled_engine().knowledge)
    texts = [question.text for question in questions()]
    seen: list[list[str]] = []

    threads = [threading.Thread(target=lambda: seen.append([engine.decide(t).kind for t in texts])) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert seen == [[bundled_engine().decide(text).kind for text in texts]] * 4


def test_the_development_questions_are_answered_as_well_as_measured() -> None:
    decided = [(bundled_engine().decide(asked.text), asked.codes) for asked in questions()]

    answered = [(decision, codes) for decision, codes in decided if decision.kind == "answer"]
    right = [decision for decision, codes in answered if decision.candidates[0].code in codes]
    shown = [d for d, codes in decided if d.kind != "none" and codes & {c.code for c in d.candidates[:3]}]
    assert len(right) / len(answered) >= 0.95
    assert len(shown) / len(decided) >= 0.88


def test_the_development_messages_off_topic_are_hardly_ever_answered() -> None:
    kinds = [bundled_engine().decide(text).kind for text in off_topic()]

    assert kinds.count("none") / len(kinds) >= 0.93
    assert kinds.count("answer") / len(kinds) <= 0.04


def test_every_bundled_item_has_its_share_of_wordings() -> None:
    shares = [len(document.wordings) for document in bundled_engine().documents.values()]

    assert min(shares) >= 17
    assert max(shares) <= 3 * min(shares)


def test_every_bundled_item_is_found_by_its_own_name() -> None:
    engine = bundled_engine()

    lost = [
        document.code
        for document in engine.documents.values()
        if document.code not in [candidate.code for candidate in engine.decide(document.name).candidates]
    ]

    assert lost == []


def test_context_and_text_are_remembered_apart() -> None:
    engine = bundled_engine()

    answers = {context: engine.decide("多少钱", context).best for context, _ in product(["YL-008", "SJ-009"], range(2))}

    assert {context: best and best.code for context, best in answers.items()} == {
        "YL-008": "YL-008",
        "SJ-009": "SJ-009",
    }


def test_the_development_conversations_are_followed_as_well_as_measured() -> None:
    followed = [
        _last(conversation.turns) in conversation.codes if conversation.codes else _last(conversation.turns) is None
        for conversation in conversations()
    ]

    assert sum(followed) / len(followed) >= 0.8


def _last(turns: Sequence[str]) -> str | None:
    best = decide_last(bundled_engine(), turns).best
    return best.code if best else None


def test_signs_alone_are_no_known_wording() -> None:
    assert bundled_engine().decide("？").reason == "help"


def test_danger_comes_before_what_somebody_wrote_down() -> None:
    engine = Engine([a_document("A", "高龄津贴", "我妈晕倒了"), a_document("B", "低保")])

    assert engine.decide("我妈晕倒了").reason == "emergency"
