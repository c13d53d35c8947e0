"""An event reads as a sentence, whatever its details hold."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.audit import AuditEvent
from bot.audit.words import Fact, facts_in_words, facts_of, subject_in_words, who_in_words

json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text()),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
    max_leaves=8,
)


def event(**details: Any) -> AuditEvent:
    return AuditEvent(id=1, actor="wang", action="worker.grant", subject="worker:lin", details=details)


def test_a_role_that_was_given_is_told_in_words_and_not_in_codes() -> None:
    given_ = event(role="auditor", role_name="审计", place="350102", place_name="鼓楼区")

    assert facts_in_words(given_) == "角色：审计；地方：鼓楼区"


def test_of_a_hash_the_line_tells_the_beginning_and_the_page_all() -> None:
    verified = event(head="0123456789abcdef" * 4)

    assert facts_in_words(verified) == "链尾哈希：01234567…"
    assert facts_of(verified)[0].after == "0123456789abcdef" * 4


def test_what_was_compared_comes_first_with_both_sides() -> None:
    changed = event(reason="写错了", before={"state": "draft", "due_on": None}, after={"state": "done", "due_on": None})

    assert facts_of(changed)[0] == Fact("状态", "done", before="draft")
    assert facts_in_words(changed).startswith("状态：由“draft”改为“done”")
    assert facts_in_words(changed).endswith("原因：写错了")


@pytest.mark.parametrize(("before", "after"), [(["一"], ["一", "二"]), ("350102001", "350102002"), (None, ["一"])])
def test_sides_that_have_no_fields_are_told_as_a_whole(before: Any, after: Any) -> None:
    (fact,) = facts_of(event(before=before, after=after))

    assert fact.label == "内容"
    assert fact.before != fact.after


@given(details=st.dictionaries(st.text(), json_values))
def test_whatever_json_holds_can_be_read(details: dict[str, Any]) -> None:
    facts = facts_of(event(**{f"x{name}": value for name, value in details.items()}))

    assert len(facts) == len(details)
    assert all(isinstance(fact.after, str) for fact in facts)


@pytest.mark.parametrize(
    ("subject", "words"), [("worker:lin", "账号 lin"), ("places", "地方名单"), ("something:new:1", "something new:1")]
)
def test_what_it_is_about_is_called_as_readers_call_it(subject: str, words: str) -> None:
    assert subject_in_words(subject) == words


def test_who_it_was_is_named() -> None:
    people = {"wang": "王芳"}

    assert [who_in_words(one, people) for one in ("wang", "system", "gone")] == ["王芳（wang）", "系统", "gone"]
