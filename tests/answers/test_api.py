"""Other websites search as residents do in chat, and nobody's number goes through."""

import pytest
from sqlalchemy.orm import Session

from answers.api import SearchAnswer, SearchQuery, search_operation
from bot.api.asking import read_parameters
from bot.api.operations import Asked
from bot.api.problems import Refusal
from tests.answers.builders import bundled_engine

SITE = "https://juwutong.example"


def search(q: str) -> SearchAnswer:
    body = search_operation(bundled_engine).answer(Asked(Session(), SITE), SearchQuery(q=q)).body
    assert isinstance(body, SearchAnswer)
    return body


def test_a_clear_question_has_the_answer_of_the_account() -> None:
    told = search("办低保要带什么材料")

    assert (told.kind, told.first[0].code) == ("answer", "SJ-006")
    assert told.answer[0].startswith("要带什么")
    assert told.first[0].page == f"{SITE}/items/SJ-006"
    assert told.first[0].item == f"{SITE}/api/v1/items/SJ-006"


def test_an_unclear_one_has_choices_and_no_answer() -> None:
    told = search("低保")

    assert (told.kind, told.answer) == ("choose", ())
    assert len(told.first) > 1


def test_danger_is_told_as_danger() -> None:
    told = search("家里着火了快来人")

    assert (told.kind, told.reason, told.first) == ("none", "emergency", [])


def test_nobodys_number_takes_part_in_the_search() -> None:
    assert search("我是13800138000，低保怎么办") == search("我是 ，低保怎么办")


@pytest.mark.parametrize("q", ["", "长" * 201])
def test_a_question_has_bounds(q: str) -> None:
    with pytest.raises(Refusal, match="1 到 200 个字"):
        read_parameters(SearchQuery, {}, {"q": [q]})


def test_a_search_needs_a_question() -> None:
    with pytest.raises(Refusal, match="缺少参数 q"):
        read_parameters(SearchQuery, {}, {})
