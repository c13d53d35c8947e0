from dataclasses import replace
from itertools import pairwise

from answers.decision import Candidate, Decision, Kind
from answers.wordings import Wording, bundled_wordings
from bench.learning import DIRECTIONS, cost, first_of_each, held_out, outcome, reaches, step
from tests.answers.builders import a_row

ROWS = [a_row(), a_row(level2="最低生活保障申请条件")]
ITEMS = {"甲": ROWS[0].name, "乙": ROWS[1].name}


def wordings(writer: str, an_item: int) -> list[Wording]:
    said = [
        Wording(f"{writer}问{name}{number}", code, name, "materials" if number % 3 else None, added_by=writer)
        for code, name in ITEMS.items()
        for number in range(an_item)
    ]
    return [*said, *(Wording(f"{writer}你好{number}", "greeting", added_by=writer) for number in range(an_item))]


def decision(kind: Kind, *codes: str) -> Decision:
    return Decision(kind, tuple(Candidate(code, 1.0) for code in codes))


def test_fewer_wordings_are_always_among_more() -> None:
    known = wordings("a", 10)

    growing = [set(first_of_each(known, most)) for most in (1, 4, 9, None)]

    assert [len(some) for some in growing] == [3, 12, 27, 30]
    assert all(few < more for few, more in pairwise(growing))


def test_a_point_that_the_wordings_do_not_reach_is_known() -> None:
    nine, eight = ([said for said in wordings("a", many) if said.on_topic] for many in (9, 8))

    assert reaches(nine, 9)
    assert reaches(nine, 10)
    assert not reaches(eight, 10)
    assert not reaches([], 1)


def test_only_other_writers_wordings_are_asked_and_none_that_was_learnt() -> None:
    first, second, third = (wordings(writer, 3) for writer in "abc")
    copied = first[0]._replace(added_by="b")

    unseen = held_out([*first, *second, *third, copied], first, ("b",))

    assert sorted(unseen) == sorted(second)


def test_directions_learn_from_nobody_who_is_asked() -> None:
    known = {wording.added_by for wording in bundled_wordings()}

    assert all(not set(learnt) & set(others) for learnt, others in DIRECTIONS)
    assert all({*learnt, *others} <= known for learnt, others in DIRECTIONS)


def test_the_outcome_counts_answers_and_silence_apart() -> None:
    item, off = Wording("问", "甲", "名", also=("丙",)), Wording("你好", "greeting")
    told = [
        (item, decision("answer", "甲")),
        (item, decision("answer", "乙", "丙")),
        (item, decision("choose", "丙", "乙")),
        (item, decision("none")),
        (off, decision("none", "甲")),
        (off, decision("answer", "甲")),
    ]

    found = outcome(told, ("a", "b"), 5, 10)

    assert (found.asked, found.top1, found.top3) == (4, 0.5, 0.75)
    assert (found.answered, found.right, found.silent) == (0.5, 0.5, 0.5)


def test_what_nobody_asked_has_no_share() -> None:
    found = outcome([(Wording("你好", "greeting"), decision("none"))], ("a", "b"), None, 10)

    assert (found.top1, found.right, found.silent) == (0.0, None, 1.0)


def test_learning_from_one_writer_answers_the_other() -> None:
    every = [*wordings("a", 6), *wordings("b", 6)]
    rows = [replace(row, code=code) for code, row in zip(ITEMS, ROWS, strict=True)]

    found = step(every, rows, (("a",), ("b",)), 3, 100)

    assert found
    assert (found.wordings, found.asked, found.top1) == (6, 12, 1.0)
    assert step(every, rows, (("a",), ("b",)), 30, 100) is None
    assert step(every, rows, (("nobody",), ("b",)), 3, 100) is None


def test_the_cost_of_learning_is_measured_on_knowledge_that_can_be_loaded() -> None:
    found = cost(wordings("a", 3), [])

    assert found.wordings == 9
    assert found.kept_bytes > 0
