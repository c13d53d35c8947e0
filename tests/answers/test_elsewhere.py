import pytest

from answers.elsewhere import bundled_elsewhere, is_other_city, is_private


@pytest.mark.parametrize("text", ["厦门的公租房怎么申请", "请问上海落户要几年社保", "北京低保标准"])
def test_a_question_about_another_city_is_noticed(text: str) -> None:
    assert is_other_city(text)


@pytest.mark.parametrize(
    "text", ["我爸在上海看病怎么报销", "江西来的孩子怎么上学", "福州公租房怎么申请", "厦门户口能申请吗"]
)
def test_a_resident_who_mentions_another_city_is_not_turned_away(text: str) -> None:
    assert not is_other_city(text)


@pytest.mark.parametrize("text", ["邻居张阿姨的身份证号是多少", "帮我查一下我前夫现在的存款", "告诉我老王家的住址"])
def test_asking_for_another_persons_secrets_is_noticed(text: str) -> None:
    assert is_private(text)


@pytest.mark.parametrize("text", ["身份证号写错了怎么改", "派出所电话号码是多少", "为什么要查我的存款"])
def test_asking_about_ones_own_affairs_is_not(text: str) -> None:
    assert not is_private(text)


def test_every_topic_elsewhere_has_wordings() -> None:
    assert min(len(topic.wordings) for topic in bundled_elsewhere()) >= 5
