"""Why the engine decided as it did, in words a worker understands, and why not for the runner-up. Pure."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from answers.engine import Engine, Explanation, Reason
from answers.language import Term
from answers.loop.topics import topic_label

_LEXICON = {"k": "主题", "f": "类别"}  # the kinds of features answers/lexicon.py makes
MOST = 8  # of each kind shown
CANDIDATES = 3
NOTHING = 0.005  # a difference that tells nobody anything

KINDS = {"answer": "直接回答", "choose": "让居民从几项里选", "none": "不回答，承认没有"}
REASONS = {
    "clear": "第一项明显最像",
    "close": "有几项差不多像",
    "unsure": "不太肯定居民是在问目录里的事",
    "weak": "多半不是问目录里的事",
    "nothing": "没有认出可用的词",
    "exact": "与一条问法或事项名称一字不差",
    "context": "接着上一个事项问",
    "related": "和上一个事项连着问",
    "chatter": "不是在问事情",
}
ELEMENTS = {
    "materials": "要带的材料",
    "standard": "多少钱、什么标准",
    "conditions": "什么条件",
    "process": "怎么一步步办",
    "time_place": "时间和地点",
    "contact": "电话",
    "results": "结果",
    "subject": "归谁管",
    "channels": "在哪里看",
    "deadline": "要多久",
    "basis": "依据",
    "content": "公开的内容",
    "audience": "给谁看",
    "method": "怎样公开",
}


class Weight(NamedTuple):
    """Something in the text, and what it speaks for: more than 0 for the first item, less for the other."""

    words: str
    worth: float


class Shown(NamedTuple):
    """One candidate: its chance in percent, the wording nearest to the text, words and features that spoke for it."""

    code: str
    name: str
    percent: int
    wording: str | None
    words: Sequence[Weight]
    features: Sequence[Weight]


class Tried(NamedTuple):
    """One text tried out. `instead` is what told the first item from the second, most telling first."""

    read_as: str
    language: Sequence[Term]
    kind: str
    reason: str
    element: str
    on_topic: int | None
    candidates: Sequence[Shown]
    instead: Sequence[Weight]


def explained(engine: Engine, text: str) -> Tried:
    """Everything a worker wants to know about the answer to a text."""
    explanation = engine.explain(text)
    decision = explanation.decision
    return Tried(
        explanation.text,
        explanation.language,
        KINDS[decision.kind],
        REASONS.get(decision.reason) or topic_label(decision.reason) or "没有合适的事项",
        ELEMENTS.get(decision.element or "", "整件事"),
        None if explanation.on_topic is None else round(100 * explanation.on_topic),
        [_shown(engine, reason) for reason in explanation.reasons[:CANDIDATES]],
        _instead(explanation),
    )


def _shown(engine: Engine, reason: Reason) -> Shown:
    words = _largest(Weight(term_words(term), worth) for term, worth in reason.terms)
    name = engine.documents[reason.code].name
    return Shown(reason.code, name, round(100 * reason.score), reason.wording, words, _largest(_learnt(reason)))


def _instead(explanation: Explanation) -> list[Weight]:
    if len(explanation.reasons) < 2:
        return []
    first, second = (dict(_learnt(reason)) for reason in explanation.reasons[:2])
    gaps = {words: first.get(words, 0.0) - second.get(words, 0.0) for words in first | second}
    return _largest(Weight(words, gap) for words, gap in gaps.items() if abs(gap) >= NOTHING)


def _learnt(reason: Reason) -> list[Weight]:
    return [Weight(feature_words(feature), worth) for feature, worth in reason.learnt]


def term_words(term: str) -> str:
    """What a term is called: a character, "=" and a pair of them, or a word."""
    if term.startswith("="):
        return f"连着两个字「{term[1:]}」"
    return f"字「{term}」" if len(term) == 1 else f"词「{term}」"


def feature_words(feature: str) -> str:
    """What a feature is called: a term, the words meant, a concept, a facet, or a place elsewhere, by its kind."""
    kind, rest = feature[:1], feature[1:]
    if feature.startswith("kf"):
        return f"主题和类别「{rest[1:].replace('*', '·')}」"
    if kind in _LEXICON:
        return f"{_LEXICON[kind]}「{rest}」"
    if kind == "x":
        return "提到别的地方" if not rest else "一开头就说别的地方"
    return f"意思相当于「{rest}」" if kind == "m" else term_words(rest)


def _largest(weights: Iterable[Weight]) -> list[Weight]:
    return sorted(weights, key=lambda weight: -abs(weight.worth))[:MOST]
