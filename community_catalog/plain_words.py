"""The catalog's official words as residents say them."""

import re
from collections.abc import Mapping, Sequence

# What residents want to know first stands first; the official name of each element is in elements.ELEMENTS.
QUESTIONS: Mapping[str, str] = {
    "content": "公开哪些内容",
    "channels": "在哪里能看到",
    "subjects": "由谁公开",
    "deadline": "多久之内公开",
    "audience": "谁可以看",
    "method": "要不要申请",
    "basis": "依据什么规定",
    "levels": "哪一级公开",
    "stage": "属于哪一步",
}
NOTES: Mapping[str, str] = {"deadline": "这是政府公开信息的期限，不是办事要花的时间。"}
CHANNELS: Mapping[str, str] = {
    "政府网站": "区政府网站",
    "两微一端": "政府的微信、微博和手机客户端（两微一端）",
    "政府服务中心": "政务服务中心",
    "社区公示栏": "社区公示栏",
    "公开查阅点": "政府信息公开查阅点",
    "入户或现场": "工作人员上门或现场告知",
    "其他专门平台": "这类信息的专门网站或平台",
    "精准推送": "直接通知本人（精准推送）",
    "政府公报": "政府公报",
}
METHODS: Mapping[str, str] = {
    "主动公开": "不用申请（主动公开）",
    "依申请公开": "要先提出申请（依申请公开）",
}
LEVELS: Mapping[str, str] = {"区级": "区", "街镇": "街道、镇", "社区": "社区"}
STAGES: Mapping[str, str] = {
    "决策": "决策：作决定、定政策",
    "执行": "执行：落实决定",
    "管理": "管理：日常管理和监督",
    "服务": "服务：给居民办事",
    "结果": "结果：办完之后的情况",
}
AUDIENCES: Mapping[str, str] = {"全社会": "所有人（全社会）"}
_WORDS = {"audience": AUDIENCES, "channels": CHANNELS, "method": METHODS, "levels": LEVELS, "stage": STAGES}


def plain_element(name: str, value: str | Sequence[str]) -> list[str]:
    """An element as the lines a resident reads; words without a plainer form stay as they are."""
    words = _WORDS.get(name, {})
    lines = _parts(name, value) if isinstance(value, str) else list(value)
    return [words.get(line, line) for line in lines]


def _parts(name: str, text: str) -> list[str]:
    return re.split(r"、(?=《)", text) if name == "basis" else [text]
