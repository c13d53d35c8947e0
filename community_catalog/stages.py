"""The five stages of 五公开 as residents look through them: names, page addresses, and what each means."""

from dataclasses import dataclass

from community_catalog.elements import STAGES


@dataclass(frozen=True)
class Stage:
    """One stage: its official name, its address under /stages/, and what it is about in residents' words."""

    name: str
    slug: str
    about: str


ALL_STAGES = (
    Stage("决策", "juece", "作决定之前和作决定的时候：规划、政策、征求意见"),
    Stage("执行", "zhixing", "决定之后怎么落实：工程、资金、进度"),
    Stage("管理", "guanli", "日常管理和监督：检查、处罚、名录"),
    Stage("服务", "fuwu", "给居民办事：条件、材料、怎么办"),
    Stage("结果", "jieguo", "办完之后：名单、金额、结果公示"),
)

assert tuple(stage.name for stage in ALL_STAGES) == STAGES  # noqa: S101


def find_stage(name_or_slug: str) -> Stage | None:
    """The stage with this name or address."""
    return next((stage for stage in ALL_STAGES if name_or_slug in (stage.name, stage.slug)), None)
