"""Every list of the console: searched, filtered, sorted, cut into pages and exported in one way.

A part describes its list once and shows it in one line:

    LETTERS: Listing[Letter] = Listing(
        "letters",
        "来信",
        columns=(
            Column("subject", "标题", sort=Letter.subject, href=lambda row: url_for(".letter", letter_id=row.id)),
            Column("state", "状态"),                                   # the row's attribute; StrEnums by their label
            Column("place", "社区", value=lambda row: row.place.full_name),
            Column("came_at", "收到", sort=Letter.came_at),
        ),
        search=(Letter.subject, Letter.text),
        filters=(
            Choice("state", "状态", {one: one.label for one in State}, Letter.state),
            Choice("late", "期限", {"1": "只看逾期的"}, lambda _value: Letter.due_on < today()),
            Dates("came", "收到日期", Letter.came_at),
            AtPlace("place", "地方", Letter.place_id),
            Text("sender", "来信人", Letter.sender),
        ),
        order=(Letter.came_at.desc(), Letter.id),                      # the last one unique
        empty="还没有来信。",
    )

    @console.get("/letters")
    @needs(Role.CATALOG_ADMIN)
    def letters(worker: Worker) -> ResponseReturnValue:
        with kit().sessions.read() as session:
            return show(LETTERS, session, select(Letter), worker=worker)            # from bot.console.showing

The query decides who sees what: put the worker's places into its WHERE. What needs more than a list around it gives
`template="part/letters.html"` (with `{{ ui.listing(shown) }}` in it) and its own values; cells that are more than
text or a link come from macros of that template: `{{ ui.listing(shown, cells={"state": state_cell}) }}`, each called
with the row. What is exported is always `value`.
"""

from bot.console.listing.asking import Asked, understand
from bot.console.listing.columns import Column, Listing
from bot.console.listing.filters import AtPlace, Choice, Dates, Text
from bot.console.listing.paging import Page, page_number, page_of

__all__ = [
    "Asked",
    "AtPlace",
    "Choice",
    "Column",
    "Dates",
    "Listing",
    "Page",
    "Text",
    "page_number",
    "page_of",
    "understand",
]
