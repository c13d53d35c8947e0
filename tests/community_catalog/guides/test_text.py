from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from community_catalog.guides.text import Fact, Part, facts_json, facts_of
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
