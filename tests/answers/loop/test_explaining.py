import pytest

from answers.loop.explaining import feature_words


@pytest.mark.parametrize(
    ("feature", "words"),
    [
        ("k低保", "主题「低保」"),
        ("f名单与结果", "类别「名单与结果」"),
        ("kf低保*名单与结果", "主题和类别「低保·名单与结果」"),
        ("m低保", "意思相当于「低保」"),
    ],
)
def test_a_feature_is_called_what_it_is(feature: str, words: str) -> None:
    assert feature_words(feature) == words
