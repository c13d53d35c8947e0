import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from answers.classifier import Vector
from answers.loop.grouping import ALIKE, Cluster, nearest


def vector(features: dict[int, float]) -> Vector:
    values = np.array(list(features.values()), dtype=np.float32)
    length = float(np.sqrt(values @ values)) or 1.0
    return Vector(np.array(list(features), dtype=np.int32), values / np.float32(length))


vectors = st.dictionaries(st.integers(0, 12), st.floats(0.125, 2.0, width=32), max_size=6).map(vector)


def grouped(questions: list[Vector]) -> list[Cluster]:
    clusters: list[Cluster] = []
    for question in questions:
        cluster = nearest(question, clusters)
        if cluster is None:
            cluster = Cluster(len(clusters))
            clusters.append(cluster)
        cluster.add(question)
    return clusters


@given(vectors)
def test_the_same_question_joins_the_group_it_began(question: Vector) -> None:
    clusters = grouped([question])

    assert (nearest(question, clusters) is clusters[0]) == bool(len(question.rows))


@given(st.lists(vectors, max_size=12), vectors)
def test_a_question_joins_the_group_it_is_most_like_or_none_that_is_alike(others: list[Vector], new: Vector) -> None:
    clusters = grouped(others)

    found = nearest(new, clusters)

    likenesses = [cluster.likeness(new) for cluster in clusters]
    if found is None:
        assert all(likeness < ALIKE for likeness in likenesses)
    else:
        assert found.likeness(new) == max(likenesses) >= ALIKE


@given(st.lists(vectors, max_size=12), vectors)
def test_likeness_lies_between_none_and_all(others: list[Vector], new: Vector) -> None:
    assert all(0 <= cluster.likeness(new) <= 1.0001 for cluster in grouped(others))


@given(st.lists(vectors, max_size=12))
def test_questions_come_one_by_one_as_they_would_all_at_once(questions: list[Vector]) -> None:
    half = len(questions) // 2
    clusters = grouped(questions[:half])
    for question in questions[half:]:
        cluster = nearest(question, clusters)
        if cluster is None:
            clusters.append(cluster := Cluster(len(clusters)))
        cluster.add(question)

    assert [cluster._sum for cluster in clusters] == [cluster._sum for cluster in grouped(questions)]


def test_of_two_groups_equally_near_the_older_is_joined() -> None:
    question = vector({1: 1.0})
    older, newer = Cluster(1), Cluster(2)
    older.add(question)
    newer.add(question)

    assert nearest(question, [older, newer]) is older


def test_questions_without_a_common_word_are_not_alike() -> None:
    assert len(grouped([vector({1: 1.0}), vector({2: 1.0})])) == 2
