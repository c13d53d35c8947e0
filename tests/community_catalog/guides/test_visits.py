"""Guides are counted by how often one has to go; silence is counted as silence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community_catalog.guides.text import GuideText, Part
from community_catalog.guides.visits import VisitCounts
from tests.community_catalog.guides.builders import a_fact, a_guide

SENTENCES = ("一趟不用跑，网上全程办", "最多跑一次", "最多跑两次", "最多跑三趟", None)


def saying(sentence: str | None) -> GuideText:
    return a_guide(a_fact(sentence, part=Part.VISITS)) if sentence else a_guide()


@pytest.mark.parametrize(
    ("sentence", "counts"),
    [
        ("一趟不用跑，网上全程办", VisitCounts(none=1)),
        ("最多跑一次", VisitCounts(once=1)),
        ("最多跑两次", VisitCounts(more=1)),
        (None, VisitCounts(unknown=1)),
    ],
)
def test_each_guide_is_counted_where_it_belongs(sentence: str | None, counts: VisitCounts) -> None:
    assert VisitCounts.of([saying(sentence)]) == counts


@given(st.lists(st.sampled_from(SENTENCES)))
def test_no_guide_is_lost_or_counted_twice(sentences: list[str | None]) -> None:
    counts = VisitCounts.of(map(saying, sentences))

    assert counts.total == len(sentences)
    assert counts.unknown == sentences.count(None)
