"""A plan as an official reads it: what is added, changed element by element, and withdrawn."""

from collections.abc import Iterator

from community_catalog.elements import ELEMENTS, CatalogRow, element_text
from community_catalog.revision import ElementChange, ItemChange, Plan


def plan_text(plan: Plan, file_name: str) -> str:
    """The whole plan in Chinese, one line for each thing; a summary first and cautions last."""
    return "\n".join([_summary(plan, file_name), *_added(plan), *_changed(plan), *_withdrawn(plan), *_cautions(plan)])


def _summary(plan: Plan, file_name: str) -> str:
    before = sum(map(len, (plan.changed, plan.withdrawn, plan.unchanged, plan.kept)))
    if plan.is_empty:
        return f"《{file_name}》与现行目录（{before} 项）一致，没有变化。"
    counts = [
        f"新增 {len(plan.added) + len(plan.restored)} 项",
        f"变更 {len(plan.changed)} 项（其中 {plan.editorial_count} 项只改标点或格式，不算修订）",
        f"撤销 {len(plan.withdrawn)} 项",
        f"不变 {len(plan.unchanged)} 项",
    ]
    return f"《{file_name}》与现行目录（{before} 项）相比：{'，'.join(counts)}。"


def _title(row: CatalogRow) -> str:
    return f"{row.code} {row.domain} · {row.name}"


def _added(plan: Plan) -> Iterator[str]:
    for row in plan.added:
        yield f"+ {_title(row)}"
    for change in plan.restored:
        yield f"+ {_title(change.after)}（曾经撤销，现在恢复）"
        yield from _elements(change)


def _changed(plan: Plan) -> Iterator[str]:
    for change in plan.changed:
        yield f"~ {_title(change.after)}{'（只改标点或格式）' if change.editorial else ''}"
        yield from _elements(change)


def _elements(change: ItemChange) -> Iterator[str]:
    for element in change.elements:
        yield from _element(element)


def _element(change: ElementChange) -> Iterator[str]:
    yield f"    {ELEMENTS[change.element]}{'（只改标点或格式）' if change.editorial else ''}："
    yield f"      前：{_one_line(element_text(change.before))}"
    yield f"      后：{_one_line(element_text(change.after))}"


def _one_line(text: str) -> str:
    return text.replace("\n", " ⏎ ")


def _withdrawn(plan: Plan) -> Iterator[str]:
    for row in plan.withdrawn:
        yield f"− {_title(row)}"


def _cautions(plan: Plan) -> Iterator[str]:
    staying = len(plan.changed) + len(plan.unchanged)
    if len(plan.withdrawn) > staying:
        yield (
            f"注意：将撤销 {len(plan.withdrawn)} 项，比留下的 {staying} 项还多。"
            "如果文件只含一部分事项，请加 --keep-missing，不在文件里的事项就保持不变。"
        )
