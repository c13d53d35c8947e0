import pytest
from hypothesis import given
from hypothesis import strategies as st

from answers.courtesy import intent
from answers.text import normalise
from tests.answers.builders import questions


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("你好", "greeting"),
        ("在吗？", "greeting"),
        ("早上好啊！", "greeting"),
        ("谢谢你们", "thanks"),
        ("好的，谢谢！", "thanks"),
        ("再见", "farewell"),
        ("嗯嗯，知道了", "farewell"),
        ("人工", "person"),
        ("我要找工作人员说", "person"),
        ("帮助", "help"),
        ("你会做什么", "help"),
        ("？", "help"),
        ("着火了快来人", "emergency"),
        ("我妈晕倒了", "emergency"),
        ("120", "emergency"),
        ("？？", "help"),
        ("😂😂", "chatter"),
        ("123456", "chatter"),
        ("12", "chatter"),
    ],
)
def test_a_courtesy_is_recognised(text: str, name: str) -> None:
    assert intent(normalise(text)) == name


@pytest.mark.parametrize(
    "text", ["12345", "你好，低保怎么办", "谢谢，那公租房呢", "火灾应急预案在哪看", "请人上门照顾老人"]
)
def test_a_question_is_no_courtesy(text: str) -> None:
    assert intent(normalise(text)) is None


def test_no_question_about_an_item_is_taken_for_a_courtesy() -> None:
    taken = [asked.text for asked in questions() if intent(normalise(asked.text))]

    assert taken == []


@given(st.text(max_size=80))
def test_any_text_is_accepted(text: str) -> None:
    assert intent(normalise(text)) in {None, "greeting", "thanks", "farewell", "help", "person", "emergency", "chatter"}


@pytest.mark.parametrize("text", ["昨晚家里着火烧光了，街道有救济吗", "煤气打不着火是停气了吗", "上周楼上失火谁赔"])
def test_what_is_over_or_no_danger_is_a_question(text: str) -> None:
    assert intent(normalise(text)) is None


@pytest.mark.parametrize("text", ["家里着火了", "楼上起火快来人", "我爸晕倒了没呼吸"])
def test_danger_now_is_an_emergency(text: str) -> None:
    assert intent(normalise(text)) == "emergency"


@pytest.mark.parametrize(
    "text",
    [
        "家里着火了怎么办，好害怕",
        "邻居家着火了，要是烧过来怎么办",
        "老伴没气了",
        "老人呼吸困难",
        "孩子吃错药了",
        "楼下煤气味很重",
    ],
)
def test_fear_silences_no_emergency(text: str) -> None:
    assert intent(normalise(text)) == "emergency"


@pytest.mark.parametrize(
    "text",
    ["农民工人工资被拖欠找哪里", "残疾人工作找哪里", "人工耳蜗救助怎么申请", "有没有人帮我介绍工作", "有没有人管这事"],
)
def test_the_characters_of_a_person_wanted_may_be_part_of_something_else(text: str) -> None:
    assert intent(normalise(text)) is None
