from functools import cache

from answers.engine import Engine
from answers.knowledge import Knowledge
from answers.training import learn
from answers.wordings import Wording
from tests.answers.builders import a_document

CARE, MONEY = "居家养老服务", "高龄津贴"
WORDINGS = (
    Wording("我妈摔了没人照顾", "A", CARE),
    Wording("老人在家没人做饭", "A", CARE),
    Wording("有没有人上门照顾老人", "A", CARE),
    Wording("照顾老人要带什么材料", "A", CARE, "materials"),
    Wording("八十岁了有钱领吗", "B", MONEY),
    Wording("老人每月发多少钱", "B", MONEY, "standard"),
    Wording("高龄的钱怎么领", "B", MONEY),
    Wording("领钱要带什么材料", "B", MONEY, "materials"),
    Wording("明天下雨吗", "small_talk"),
    Wording("讲个笑话", "small_talk"),
    Wording("明天天气怎么样", "small_talk"),
    Wording("哪个牌子的轮椅好", "product_shopping"),
)
NAMES = (Wording(CARE, "A", CARE), Wording(MONEY, "B", MONEY))


@cache
def learnt() -> Knowledge:
    return learn(WORDINGS, NAMES)


def an_engine(knowledge: Knowledge) -> Engine:
    said = {owner: [wording.text for wording in wordings] for owner, wordings in knowledge.by_owner.items()}
    documents = [a_document("A", CARE, *said["A"]), a_document("B", MONEY, *said["B"])]
    return Engine(documents, knowledge)


def test_what_was_never_said_so_is_understood_by_what_was() -> None:
    decision = an_engine(learnt()).decide("我爸摔倒了家里没人照顾")

    assert decision.candidates[0].code == "A"


def test_the_same_wordings_give_the_same_knowledge() -> None:
    assert learn(WORDINGS, NAMES).to_bytes() == learnt().to_bytes()


def test_knowledge_survives_being_kept() -> None:
    again = Knowledge.of_bytes(learnt().to_bytes())

    assert again.wordings == WORDINGS
    for text in ("老人没人照顾", "钱怎么领", "明天下雨", "材料"):
        assert an_engine(again).decide(text) == an_engine(learnt()).decide(text)


def test_a_wording_of_a_topic_no_item_holds_is_answered_by_none() -> None:
    decision = an_engine(learnt()).decide("讲个笑话！")

    assert decision.kind == "none"


def test_names_are_learnt_from_but_are_no_wordings() -> None:
    assert NAMES[0] not in learnt().wordings
    assert learnt().items == {("A", CARE), ("B", MONEY)}


def test_an_item_of_another_name_gets_nothing_of_what_was_learnt_for_its_code() -> None:
    stranger = Engine([a_document("A", "水质监测")], learnt())

    decision = stranger.decide("有没有人上门照顾老人")

    assert decision.kind != "answer"


def test_an_item_nobody_wrote_wordings_for_is_still_found_by_its_name() -> None:
    engine = Engine([*an_engine(learnt()).documents.values(), a_document("C", "水质监测报告")], learnt())

    assert engine.decide("水质监测报告").candidates[0].code == "C"


def test_an_item_known_by_its_name_only_is_answered_after_others_were_learnt() -> None:
    water = Wording("水质监测报告", "C", "水质监测报告")
    knowledge = learn(WORDINGS, [*NAMES, water])
    engine = Engine([*an_engine(knowledge).documents.values(), a_document("C", "水质监测报告")], knowledge)

    decision = engine.decide("水质监测报告在哪")

    assert decision.candidates[0].code == "C"
    assert ("C", "水质监测报告") in knowledge.items


def test_wordings_for_what_an_item_was_called_before_are_kept_but_teach_nothing() -> None:
    before = Wording("老人家里装电梯", "A", "加装电梯")
    knowledge = learn([*WORDINGS, before], NAMES)

    assert before in knowledge.wordings
    assert before not in knowledge.by_owner["A"]
    assert knowledge.named["A"] == CARE
