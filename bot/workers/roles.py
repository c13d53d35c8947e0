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


class UnknownRole(BotError):
    """没有这个角色。"""


def role_named(name: str) -> Role:
    """The role with this value or Chinese label. Raises UnknownRole, naming all there are."""
    for role in Role:
        if name.strip() in {role.value, role.label}:
            return role
    known = "、".join(f"{role.value}（{role.label}）" for role in Role)
    raise UnknownRole(f"没有名为“{name}”的角色。可用的角色：{known}。")
