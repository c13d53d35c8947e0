"""What workers may be, at a place and all below it."""

from enum import StrEnum

from bot.errors import BotError


class Role(StrEnum):
    """One kind of work; the value stands in the database and on the command line."""

    COMMUNITY_WORKER = "community_worker"
    FIRST_REVIEWER = "first_reviewer"
    SECOND_REVIEWER = "second_reviewer"
    FINAL_REVIEWER = "final_reviewer"
    CATALOG_ADMIN = "catalog_admin"
    DISCLOSURE_OFFICE = "disclosure_office"
    AUDITOR = "auditor"
    SYSTEM_ADMIN = "system_admin"

    @property
    def label(self) -> str:
        """What workers call it."""
        return LABELS[self]

    @property
    def duty(self) -> str:
        """One sentence for who gives the role: what it lets its holder do."""
        return DUTIES[self]


LABELS = {
    Role.COMMUNITY_WORKER: "社区工作者",
    Role.FIRST_REVIEWER: "初审",
    Role.SECOND_REVIEWER: "复审",
    Role.FINAL_REVIEWER: "终审",
    Role.CATALOG_ADMIN: "目录管理员",
    Role.DISCLOSURE_OFFICE: "信息公开办",
    Role.AUDITOR: "审计",
    Role.SYSTEM_ADMIN: "系统管理员",
}

DUTIES = {
    Role.COMMUNITY_WORKER: "起草本社区的通知和问法，维护本社区的居务公开目录，答复居民。",
    Role.FIRST_REVIEWER: "三审的第一道：核对事实和用语，退回或者放行；自己起草的不能审。",
    Role.SECOND_REVIEWER: "三审的第二道：核对依据和口径，退回或者放行；与初审不能是同一个人。",
    Role.FINAL_REVIEWER: "三审的最后一道：决定发不发；与前两道不能是同一个人。",
    Role.CATALOG_ADMIN: "维护政务公开事项目录、办事指南和问法。",
    Role.DISCLOSURE_OFFICE: "统管本区公开：目录、问法发布、居民提问、审计记录都能看，内容由别人起草时可以发布。",
    Role.AUDITOR: "什么都能看，包括审计记录；什么都不能改。不能兼任别的角色。",
    Role.SYSTEM_ADMIN: "只管账号：增加、停用、角色、重置密码和动态码；看不到也改不了内容。不能兼任别的角色。",
}

ALONE = frozenset({Role.AUDITOR, Role.SYSTEM_ADMIN})
"""Roles whose holders have no other: who watches or gives out roles takes no part in the work."""


class UnknownRole(BotError):
    """没有这个角色。"""


def role_named(name: str) -> Role:
    """The role with this value or Chinese label. Raises UnknownRole, naming all there are."""
    for role in Role:
        if name.strip() in {role.value, role.label}:
            return role
    known = "、".join(f"{role.value}（{role.label}）" for role in Role)
    raise UnknownRole(f"没有名为“{name}”的角色。可用的角色：{known}。")
