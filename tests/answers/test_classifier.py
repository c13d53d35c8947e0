import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from answers.classifier import Classifier, Vocabulary

VOCABULARY = Vocabulary(["w低保", "w学校", "c的"], np.array([2.0, 2.0, 0.1], dtype=np.float32))
CLASSIFIER = Classifier.of(
    ["A", "B"],
    np.array([[1.0, -1.0], [-1.0, 1.0], [0.0, 0.0]], dtype=np.float32),
    np.array([-0.1, -0.2], dtype=np.float32),
)


def test_a_text_lies_on_the_side_of_its_class() -> None:
    margins = CLASSIFIER.margins(VOCABULARY.vector({"w低保": 1.0, "c的": 0.5}))

    assert margins[0] > 0 > margins[1]


def test_a_text_without_known_features_has_the_bias_only() -> None:
    margins = CLASSIFIER.margins(VOCABULARY.vector({"w天气": 1.0}))

    assert margins.tolist() == np.array([-0.1, -0.2], dtype=np.float32).tolist()


def test_what_speaks_for_a_class_is_told_strongest_first() -> None:
    vector = VOCABULARY.vector({"w低保": 1.0, "w学校": 0.5})

    assert [VOCABULARY.features[row] for row, _ in CLASSIFIER.strongest(vector, 0)] == ["w低保"]


@given(st.dictionaries(st.sampled_from(VOCABULARY.features), st.floats(0.1, 5.0), min_size=1))
def test_a_vector_has_length_one(features: dict[str, float]) -> None:
    values = VOCABULARY.vector(features).values

    assert np.isclose(values @ values, 1.0, atol=1e-5)


@given(st.lists(st.floats(-3, 3), min_size=6, max_size=6))
def test_eight_bits_keep_every_weight_to_a_hundredth_of_the_largest(numbers: list[float]) -> None:
    weights = np.array(numbers, dtype=np.float32).reshape(3, 2)
    exact = Classifier.of(["A", "B"], weights, np.zeros(2, dtype=np.float32))

    for row, feature in enumerate(VOCABULARY.features):
        margins = exact.margins(VOCABULARY.vector({feature: 1.0}))
        assert np.allclose(margins, weights[row], atol=max(abs(weights[row])) / 100 + 1e-6)


def test_what_was_kept_is_the_same_again() -> None:
    arrays = VOCABULARY.arrays("texts") | CLASSIFIER.arrays("owners")

    vocabulary, classifier = Vocabulary.kept("texts", arrays), Classifier.kept("owners", arrays)

    assert (vocabulary.features, classifier.classes) == (VOCABULARY.features, CLASSIFIER.classes)
    vector = vocabulary.vector({"w低保": 1.0})
    assert classifier.margins(vector).tolist() == CLASSIFIER.margins(vector).tolist()
