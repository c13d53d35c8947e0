from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community_catalog.guides.text import Fact, Part, facts_json, facts_of, visits_of
from tests.community_catalog.guides.builders import a_fact, a_guide


@given(st.lists(st.builds(Fact, st.sampled_from(Part), st.text(), st.text())))
def test_facts_are_stored_without_loss(facts: list[Fact]) -> None:
    assert facts_of(facts_json(facts)) == tuple(facts)


def test_a_guide_answers_part_by_part() -> None:
    late = a_fact("三十天", part=Part.STATUTORY_TIME)
    early = a_fact("十天", part=Part.PROMISED_TIME)

    guide = a_guide(early, a_fact(), late)

    assert guide.of(Part.STATUTORY_TIME, Part.PROMISED_TIME) == (late, early)


def test_the_documents_of_a_guide_are_named_once_without_articles() -> None:
    second = replace(
        a_fact("另一条"), source="《社会救助暂行办法》（国务院令第649号）第十条、《中华人民共和国义务教育法》第二条"
    )

    assert a_guide(a_fact(), second).documents == (
        "《社会救助暂行办法》（国务院令第649号）",
        "《中华人民共和国义务教育法》",
    )


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("一趟不用跑，网上全程办、证件邮寄到家", 0),
        ("最多跑一次", 1),
        ("最多跑2趟", 2),
        ("最多跑两次，先预约", 2),
        ("最多跑三次", 3),
    ],
)
def test_how_often_one_has_to_go_is_read_from_the_sentence(text: str, count: int) -> None:
    assert visits_of(text) == count
    assert a_guide(a_fact(text, part=Part.VISITS)).visits == count


def test_a_guide_that_does_not_say_how_often_one_has_to_go_says_nothing() -> None:
    assert a_guide().visits is None


@given(st.text())
def test_only_official_words_say_that_nobody_has_to_go(text: str) -> None:
    count = visits_of(text)

    assert count is None or text.startswith("一趟不用跑，" if count == 0 else "最多跑")
