import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answers.language import Language
from answers.lexicon import CONCEPTS, FACETS, SUBJECTS, Lexicon, Subject, bundled_lexicon, read_expressions
from answers.text import normalise
from community_catalog.bundled import bundled_rows

PARTS = st.text("低保养老院上学户口", min_size=1, max_size=4)


def test_a_text_tells_its_subject_and_what_is_asked_for() -> None:
    lexicon = Lexicon([("低保", "揭不开锅"), ("低保", "低保")], [("名单与结果", "谁批上")])

    assert lexicon.found("低保今年谁批上了") == ["k低保", "f名单与结果", "kf低保*名单与结果"]


def test_what_is_said_in_two_ways_counts_once() -> None:
    lexicon = Lexicon([("低保", "揭不开锅"), ("低保", "低保")], [])

    assert lexicon.found("揭不开锅了想办低保") == ["k低保"]


def test_an_age_says_who_is_meant_where_that_is_a_concept() -> None:
    lexicon = Lexicon([("高龄老年人", "高寿")], [])

    assert lexicon.found("我妈85岁") == ["k高龄老年人"]
    assert lexicon.found("我爸65岁") == []


def test_an_item_has_the_features_of_its_own_subject() -> None:
    lexicon = Lexicon([], [], {"SJ-008": Subject(("低保", "救助"), ("名单",))})

    assert lexicon.expected("SJ-008") == ["k低保", "k救助", "f名单", "kf低保*名单", "kf救助*名单"]
    assert lexicon.expected("SJ-999") == []


@given(PARTS, PARTS, st.text("，我家的事", max_size=Language.GAP))
def test_the_parts_of_a_gapped_expression_may_stand_apart(first: str, second: str, between: str) -> None:
    lexicon = Lexicon([("甲", f"{first}…{second}")], [])

    assert lexicon.found(first + between + second) == ["k甲"]
    assert lexicon.found(first + "，" * (Language.GAP + 1) + second) == []


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("我妈瘫在床上没人管，有钱领吗", "k失能照护"),
        ("八十岁了一个月能领多少", "kf高龄津贴*标准金额"),
        ("外地户口的囝想在福州上学要带什么", "kf随迁子女*办事指南"),
        ("厝边开好车住公租房，打什么电话告", "kf公租房*投诉举报"),
    ],
)
def test_the_bundled_lexicon_understands(text: str, feature: str) -> None:
    assert feature in bundled_lexicon().found(normalise(text))


def test_every_bundled_item_has_a_subject() -> None:
    with SUBJECTS.open(encoding="utf-8", newline="") as lines:
        listed = [(row["code"], row["name"]) for row in csv.DictReader(lines)]

    assert listed == [(row.code, row.name) for row in bundled_rows()]
    assert all(subject.concepts and subject.facets for subject in bundled_lexicon().subjects.values())


def test_the_concepts_and_facets_of_items_are_those_that_are_known() -> None:
    subjects = bundled_lexicon().subjects.values()

    assert {name for subject in subjects for name in subject.concepts} == dict(read_expressions(CONCEPTS)).keys()
    assert {name for subject in subjects for name in subject.facets} == dict(read_expressions(FACETS)).keys()


@pytest.mark.parametrize("path", [CONCEPTS, FACETS])
def test_no_expression_stands_twice(path: Path) -> None:
    said = Counter(_plain(expression) for _, expression in read_expressions(path))

    assert [expression for expression, count in said.items() if count > 1] == []


def test_every_expression_is_understood_as_its_own_name() -> None:
    found = bundled_lexicon().found
    said = [("k" + name, expression) for name, expression in read_expressions(CONCEPTS)]
    said += [("f" + name, expression) for name, expression in read_expressions(FACETS)]

    assert [(name, text) for name, text in said if name not in found(_plain(text).replace("…", ""))] == []


def _plain(expression: str) -> str:
    return "…".join(normalise(part) for part in expression.split("…"))
