"""What stands in an audit event, in the readers' words: who, about what, and each detail by name, before and after."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.audit.trail import AuditEvent

SYSTEM = "system"
BEFORE, AFTER = "before", "after"

# Any part may write details by these names; one that is not here is shown by its own.
NAMES: Mapping[str, str] = {
    "accepted": "认可的变化",
    "add": "增加的问法",
    "added": "新增",
    "as_of": "截至",
    "broken_id": "破损处",
    "change": "第几个改动",
    "changed": "改动",
    "code": "编号",
    "content": "内容",
    "count": "条数",
    "days": "天数",
    "drafted_by": "起草人",
    "due_on": "期限",
    "editorial": "文字调整",
    "file": "文件",
    "group": "第几组问题",
    "guide": "办事指南",
    "head": "链尾哈希",
    "item": "事项",
    "keeper": "谁处理",
    "kind": "种类",
    "line": "第几条",
    "login": "交给",
    "move": "第几处变化",
    "name": "姓名",
    "narrowed_by": "筛选条件",
    "new": "新地址",
    "owner": "挂在",
    "part": "部分",
    "part_name": "部分",
    "place": "地方",
    "place_name": "地方",
    "reason": "原因",
    "release": "第几次发布",
    "reply": "第几条回复",
    "residents": "居民人数",
    "retire": "停用的问法",
    "retired": "停用",
    "revision": "修订",
    "role": "角色",
    "role_name": "角色",
    "rows": "行数",
    "second_step": "第二步",
    "sent": "当时发出",
    "sessions": "结束的登录",
    "sha256": "内容指纹",
    "since": "从哪天起",
    "source": "来源",
    "sources": "出处",
    "state": "状态",
    "unchanged": "未变",
    "version": "版本",
    "what": "做了什么",
    "withdrawn": "撤下",
    "without_code": "没有用动态码，因为",
    "wording": "第几条问法",
    "years": "年份",
}
# What another detail says in words.
SAID_ELSEWHERE = {"part": "part_name", "place": "place_name", "role": "role_name"}
WHOLE = "content"  # what a side is called that has no fields
SUBJECTS: Mapping[str, str] = {
    "audit": "审计记录",
    "catalog": "政务公开目录",
    "catalog_upload": "上传的目录",
    "change": "问法改动",
    "enquiry": "留言",
    "group": "没答上来的问题",
    "guide": "办事指南",
    "item": "事项",
    "list": "列表",
    "places": "地方名单",
    "practice": "练习社区",
    "questions": "没答上来的问题",
    "redirect": "转址",
    "release": "问法发布",
    "worker": "账号",
    "working_days": "工作日",
}
VALUES: Mapping[str, Mapping[str, str]] = {"second_step": {"phone": "动态码", "recovery": "备用码"}}
EMPTY = "（空）"
_HASH = re.compile(r"[0-9a-f]{40,}")


@dataclass(frozen=True)
class Fact:
    """One detail of an event. `before` is None where nothing is compared."""

    label: str
    after: str
    before: str | None = None


def subject_in_words(subject: str) -> str:
    """What an event is about: "账号 wang"."""
    kind, _, which = subject.partition(":")
    return f"{SUBJECTS.get(kind, kind)} {which}".strip()


def who_in_words(actor: str, people: Mapping[str, str]) -> str:
    """Who did it: "王芳（wang）"; what the program itself did, "系统"."""
    if actor == SYSTEM:
        return "系统"
    return f"{people[actor]}（{actor}）" if actor in people else actor


def facts_of(event: AuditEvent) -> list[Fact]:
    """The details of an event: what was compared first, then all others."""
    before, after = sides(event.details)
    names = {**before, **after}
    compared = [Fact(_name(name), in_words(name, after.get(name)), in_words(name, before.get(name))) for name in names]
    details = {name: value for name, value in event.details.items() if name not in {BEFORE, AFTER}}
    plain = {name: value for name, value in details.items() if SAID_ELSEWHERE.get(name) not in details}
    return compared + [Fact(_name(name), in_words(name, value)) for name, value in plain.items()]


def facts_in_words(event: AuditEvent) -> str:
    """The same in one line; of hashes only the beginning."""
    return "；".join(_line(fact) for fact in facts_of(event))


def _line(fact: Fact) -> str:
    after = f"{fact.after[:8]}…" if _HASH.fullmatch(fact.after) else fact.after
    return f"{fact.label}：{after}" if fact.before is None else f"{fact.label}：由“{fact.before}”改为“{after}”"


def sides(details: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """What was there before and after, by field. A side that is no object is one field: nothing is ever left out."""
    before, after = (details.get(name) for name in (BEFORE, AFTER))
    if all(side is None or isinstance(side, dict) for side in (before, after)):
        return before or {}, after or {}
    return {WHOLE: before}, {WHOLE: after}


def in_words(name: str, value: object) -> str:
    """The value of the detail called so."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(in_words(name, part) for part in value) or EMPTY
    if isinstance(value, dict):
        return "，".join(f"{_name(key)} {in_words(key, part)}" for key, part in value.items()) or EMPTY
    return EMPTY if value in {None, ""} else VALUES.get(name, {}).get(str(value), str(value))


def _name(name: str) -> str:
    return NAMES.get(name, name)
