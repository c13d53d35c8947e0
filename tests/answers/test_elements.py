import pytest

from answers.elements import cues, goes_on


@pytest.mark.parametrize(
    ("text", "element"),
    [
        ("办低保要带什么材料", "materials"),
        ("户口本要不要带", "materials"),
        ("高龄津贴一个月多少钱", "standard"),
        ("公租房收费吗", "standard"),
        ("身份证要办多久", "deadline"),
        ("名单什么时候公示", "deadline"),
        ("去哪里办居住证", "time_place"),
        ("图书馆几点开门", "time_place"),
        ("低保根据什么文件", "basis"),
        ("养老院的投诉电话", "contact"),
        ("公租房申请条件", "conditions"),
        ("入学报名流程", "process"),
        ("摇号结果出来了吗", "results"),
        ("噪音归谁管", "subject"),
        ("学区在哪里能查到", "channels"),
        ("低保名单公示给谁看", "audience"),
        ("这个要依申请公开吗", "method"),
        ("预算公开哪些内容", "content"),
        ("补卡要几寸照片", "materials"),
        ("建档要身份证吗", "materials"),
        ("拿到决定书几天内可以复议", "deadline"),
        ("旧改什么时候完工", "deadline"),
        ("一年级几号开始报名", "time_place"),
        ("低保先去社区还是先上网", "process"),
        ("电梯公示是街道管还是区里管", "subject"),
        ("招标公告在哪", "channels"),
        ("没买社保算不算工伤", "conditions"),
        ("种田补贴一亩多少", "standard"),
    ],
)
def test_the_element_asked_for_is_heard(text: str, element: str) -> None:
    assert cues(text)[0] == element


@pytest.mark.parametrize("text", ["低保怎么办", "高龄津贴怎么领", "养老院", "孩子要上小学了", "隔壁违建没人管", ""])
def test_a_question_about_the_whole_item_asks_for_no_element(text: str) -> None:
    assert cues(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "材料交上去半个月没人理",
        "打了三次电话都没人接",
        "隔壁条件比我好还吃低保",
        "公司换地址了社保要改吗",
        "凭什么他家先领",
    ],
)
def test_what_is_only_told_asks_for_nothing(text: str) -> None:
    assert cues(text) == ()


def test_what_is_set_aside_is_not_asked_for() -> None:
    assert cues("不问怎么申请和要什么材料，就问一个月多少钱") == ("standard",)


def test_one_stretch_of_text_asks_for_one_element() -> None:
    assert cues("审核结果在哪里公示") == ("channels",)


def test_in_a_story_only_the_end_is_the_question() -> None:
    story = "我上个月去哪里都说材料不齐，跑了三趟，腿都跑断了，孩子也没人带，我就想知道一个月能领多少钱"

    assert cues(story)[0] == "standard"


@pytest.mark.parametrize("text", ["那要带什么材料呢", "多少钱", "要多久", "在哪办", "电话是多少", "那怎么申请"])
def test_a_text_that_names_no_subject_goes_on(text: str) -> None:
    assert goes_on(text)


@pytest.mark.parametrize("text", ["公租房多少钱", "低保", "那养老院呢", "谢谢", "", "要带什么材料" * 10])
def test_a_text_with_a_subject_of_its_own_does_not_go_on(text: str) -> None:
    assert not goes_on(text)
