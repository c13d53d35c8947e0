import pytest

from bench.asking import MOST, Find
from bench.rankers import PEERS, Make, NotHere, Texts, made, ours

TEXTS = {
    "age": "高龄津贴申领指南",
    "low": "最低生活保障申请条件",
    "school": "小学入学招生政策",
    "house": "公租房申请条件",
    "doctor": "家庭医生签约服务",
}
ENGINES = [ours, *PEERS.values()]


@pytest.mark.parametrize("make", ENGINES)
def test_every_engine_finds_the_text_that_has_the_words(make: Make) -> None:
    find = make(TEXTS)

    assert find("高龄津贴怎么申领")[0] == "age"
    assert find("家庭医生如何签约")[0] == "doctor"


@pytest.mark.parametrize("make", ENGINES)
def test_no_engine_finds_what_is_not_there_or_more_than_is_counted(make: Make) -> None:
    find = make(TEXTS | {f"more {number}": "申请条件" for number in range(5)})

    assert find("xyz") == []
    assert find("？！\"' OR") == []
    assert len(find("申请条件")) == MOST


@pytest.mark.parametrize("make", ENGINES)
def test_a_single_text_can_be_searched(make: Make) -> None:
    assert make({"age": "高龄津贴"})("高龄津贴") == ["age"]


def test_a_peer_that_is_not_installed_is_told_from_one_that_fails() -> None:
    def absent(_texts: Texts) -> Find:
        raise ModuleNotFoundError("No module named 'peer'")

    def failing(_texts: Texts) -> Find:
        raise RuntimeError

    with pytest.raises(NotHere, match="peer"):
        made(absent, TEXTS)
    with pytest.raises(RuntimeError):
        made(failing, TEXTS)
