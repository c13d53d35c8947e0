"""Workers' pages about answers: questions without one, wordings, changes and their release, trying out, guides."""

from answers.console import changes, guides, questions, releases, trying, wordings
from answers.console.blueprint import console
from bot.app import Kit
from bot.console.registry import Urgency

__all__ = ["console", "join_console", "releases", "trying", "wordings"]

GROUP = "答问"
ENTRIES = (
    ("没答上来的", "questions"),
    ("问法", "wordings"),
    ("改动", "list_changes"),
    ("发布记录", "releases"),
    ("试问", "try_out"),
    ("办事指南", "guides"),
)
ACTIONS = {
    "questions.gather": "把新问题归了组",
    "questions.assign": "转交了问题",
    "questions.close": "办结了问题",
    "questions.draft": "为问题起草了改动",
    "wordings.draft": "起草了改动",
    "wordings.edit": "改了改动的内容",
    "wordings.check": "检查了改动",
    "wordings.accept": "认可了没料到的变化",
    "wordings.take_back": "撤回了改动",
    "wordings.release": "发布了改动",
    "guide.edit": "改了办事指南",
    "guide.confirm": "确认了办事指南",
    "guide.load": "载入了自带的办事指南",
}


def join_console(kit: Kit) -> None:
    """Add the pages to the navigation, what waits to the to-do page, and words to the audit trail."""
    for order, (label, view) in enumerate(ENTRIES, 30):
        kit.console.add_entry(label, f"answers_console.{view}", order=order, group=GROUP)
    waiting, ready, stale = {"state": "open"}, {"state": "checked"}, {"state": "outdated"}
    kit.console.add_deadlines("组没答上来的问题", "answers_console.questions", questions.due, order=20, values=waiting)
    kit.console.add_counter(
        "组问题没有答上来",
        "answers_console.questions",
        questions.count_open,
        order=40,
        values=waiting,
        urgency=Urgency.UNANSWERED,
        first=questions.first_open,
    )
    kit.console.add_counter(
        "个问法改动等您发布", "answers_console.list_changes", changes.count_releasable, order=20, values=ready
    )
    kit.console.add_counter(
        "份办事指南要重新核对",
        "answers_console.guides",
        guides.count_outdated,
        order=50,
        values=stale,
        urgency=Urgency.OUTDATED,
    )
    kit.console.add_actions(ACTIONS)
