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
    "added": "新增",
    "as_of": "截至",
    "broken_id": "破损处",
    "changed": "改动",
    "count": "条数",
    "drafted_by": "起草人",
    "due_on": "期限",
    "editorial": "文字调整",
    "file": "文件",
    "guide": "办事指南",
    "head": "链尾哈希",
    "kind": "种类",
    "name": "姓名",
    "narrowed_by": "筛选条件",
    "part": "部分",
    "place_name": "地方",
    "reason": "原因",
    "retired": "停用",
    "revision": "修订",
    "role_name": "角色",
    "rows": "行数",
    "second_step": "第二步",
    "sessions": "结束的登录",
    "sha256": "内容指纹",
    "state": "状态",
    "unchanged": "未变",
    "version": "版本",
    "withdrawn": "撤下",
    "without_code": "没有用动态码，因为",
}
# What another detail says in words.
SAID_ELSEWHERE = {"role": "role_name", "place": "place_name"}
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
    details = dict(event.details)
    before, after = (_fields(details.pop(name, None)) for name in (BEFORE, AFTER))
    names = {**before, **after}
    compared = [Fact(_name(name), _words(name, after.get(name)), _words(name, before.get(name))) for name in names]
    plain = {name: value for name, value in details.items() if SAID_ELSEWHERE.get(name) not in details}
    return compared + [Fact(_name(name), _words(name, value)) for name, value in plain.items()]


def facts_in_words(event: AuditEvent) -> str:
    """The same in one line; of hashes only the beginning."""
    return "；".join(_line(fact) for fact in facts_of(event))


def _line(fact: Fact) -> str:
    after = f"{fact.after[:8]}…" if _HASH.fullmatch(fact.after) else fact.after
    return f"{fact.label}：{after}" if fact.before is None else f"{fact.label}：由“{fact.before}”改为“{after}”"


def _fields(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _name(name: str) -> str:
    return NAMES.get(name, name)


def _words(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(_words(name, part) for part in value) or EMPTY
    if isinstance(value, dict):
        return "，".join(f"{_name(key)} {_words(key, part)}" for key, part in value.items()) or EMPTY
    return EMPTY if value in {None, ""} else VALUES.get(name, {}).get(str(value), str(value))
