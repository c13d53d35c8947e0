"""The account's menu: default and conditional ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.calls import Call, Routes, ok
from sandbox.people import User
from sandbox.refusals import Refused
from sandbox.state import Records

if TYPE_CHECKING:
    from sandbox.world import World

KEYED = {
    "click", "scancode_push", "scancode_waitmsg", "pic_sysphoto", "pic_photo_or_album", "pic_weixin", "location_select",
}  # fmt: skip
NAME_BYTES, SUB_NAME_BYTES, KEY_BYTES, URL_BYTES = 16, 60, 128, 1024
DOMAINS = 3

routes = Routes()
Buttons = list[dict[str, Any]]


@dataclass
class Menu:
    """`rule` is empty for the default menu."""

    menu_id: int
    button: Buttons
    rule: dict[str, Any] = field(default_factory=dict)


class Menus:
    """The default menu and those shown to followers with a tag."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._records: Records[Menu] = Records(world.store, "menu", Menu)
        self._last = max((menu.menu_id for menu in self._records.values()), default=400_000_000)

    def default(self) -> Menu | None:
        """The menu everybody sees who has no other."""
        return self._records.get("default")

    def conditional(self) -> list[Menu]:
        """Menus for followers with a tag, oldest first."""
        return [menu for menu in self._records.values() if menu.rule]

    def set_default(self, button: Buttons) -> None:
        """Replace the default menu."""
        self._last += 1
        self._records.put("default", Menu(self._last, button))
        self._world.hub.tell("account", {})

    def add(self, button: Buttons, rule: dict[str, Any]) -> Menu:
        """A menu for those the rule names."""
        self._last += 1
        self._world.hub.tell("account", {})
        return self._records.put(str(self._last), Menu(self._last, button, rule))

    def drop(self, menu_id: str) -> bool:
        """Forget a conditional menu; False when there is none with this number."""
        self._world.hub.tell("account", {})
        return menu_id != "default" and self._records.drop(menu_id) is not None

    def clear(self) -> None:
        """Forget all menus."""
        self._records.clear()
        self._world.hub.tell("account", {})

    def shown_to(self, user: User | None) -> Menu | None:
        """The newest conditional menu whose tag the user has, else the default."""
        for menu in reversed(self.conditional()):
            if user and str(menu.rule.get("tag_id", "")) in {str(tag) for tag in user.tags}:
                return menu
        return self.default()


def checked_buttons(value: object) -> Buttons:
    """One to three buttons with up to five each, as WeChat accepts them; raises 40016 to 40027 and their like."""
    if not isinstance(value, list) or not 1 <= len(value) <= 3:
        raise Refused(40016, "invalid button size")
    return [_checked_top(button) for button in value]


def _checked_top(button: object) -> dict[str, Any]:
    if not isinstance(button, dict):
        raise Refused(40016, "invalid button size")
    _check_name(button, NAME_BYTES, 40018, "invalid button name size")
    subs = button.get("sub_button")
    if not subs:
        return _checked_leaf(button, 40017)
    if not isinstance(subs, list) or len(subs) > 5:
        raise Refused(40023, "invalid sub button size")
    for sub in subs:
        if not isinstance(sub, dict):
            raise Refused(40023, "invalid sub button size")
        _check_name(sub, SUB_NAME_BYTES, 40025, "invalid sub button name size")
    return {"name": button["name"], "sub_button": [_checked_leaf(sub, 40024) for sub in subs]}


def _check_name(button: dict[str, Any], limit: int, errcode: int, errmsg: str) -> None:
    name = button.get("name")
    if not isinstance(name, str) or not 1 <= len(name.encode()) <= limit:
        raise Refused(errcode, errmsg)


def _checked_leaf(button: dict[str, Any], type_error: int) -> dict[str, Any]:
    kind = button.get("type")
    if kind in KEYED:
        _check_size(button, "key", KEY_BYTES, 40026 if type_error == 40024 else 40019, "invalid button key size")
    elif kind in ("view", "miniprogram"):
        _check_size(button, "url", URL_BYTES, 40027 if type_error == 40024 else 40020, "invalid button url size")
    elif kind in ("media_id", "view_limited"):
        _check_size(button, "media_id", 256, 40007, "invalid media_id")
    elif kind in ("article_id", "article_view_limited"):
        _check_size(button, "article_id", 256, 53600, "invalid article_id")
    else:
        raise Refused(type_error, "invalid button type")
    return dict(button)


def _check_size(button: dict[str, Any], name: str, limit: int, errcode: int, errmsg: str) -> None:
    value = button.get(name)
    if not isinstance(value, str) or not 1 <= len(value.encode()) <= limit:
        raise Refused(40027 if name == "url" and not value else errcode, errmsg)


@routes.post("/cgi-bin/menu/create", feature="menu", daily=1000, escapes="refuse")
def create(world: World, call: Call) -> dict[str, Any]:
    """Replace the default menu."""
    world.part(Menus).set_default(checked_buttons(call.data.get("button")))
    return ok()


@routes.get("/cgi-bin/menu/get", feature="menu", daily=10_000)
def fetch(world: World, _call: Call) -> dict[str, Any]:
    """All menus."""
    menus = world.part(Menus)
    menu = menus.default()
    if menu is None:
        raise Refused(46003, "menu no exist")
    answer: dict[str, Any] = {"menu": {"button": _full(menu.button), "menuid": menu.menu_id}}
    if conditional := menus.conditional():
        answer["conditionalmenu"] = [
            {"button": _full(item.button), "matchrule": item.rule, "menuid": item.menu_id} for item in conditional
        ]
    return answer


def _full(buttons: Buttons) -> Buttons:
    """As menu/get tells it: every button has a `sub_button` list."""
    return [
        {**button, "sub_button": [{**sub, "sub_button": []} for sub in button.get("sub_button", [])]}
        for button in buttons
    ]


@routes.get("/cgi-bin/menu/delete", feature="menu", daily=1000)
def delete(world: World, _call: Call) -> dict[str, Any]:
    """Remove all menus."""
    world.part(Menus).clear()
    return ok()


@routes.post("/cgi-bin/menu/addconditional", feature="menu", daily=2000, escapes="refuse")
def add_conditional(world: World, call: Call) -> dict[str, Any]:
    """A menu for followers with a tag; needs a default menu."""
    if world.part(Menus).default() is None:
        raise Refused(65303, "there is no selfmenu, please create selfmenu first")
    rule = call.data.get("matchrule")
    if not isinstance(rule, dict) or not any(rule.values()):
        raise Refused(65304, "match rule empty")
    return {"menuid": str(world.part(Menus).add(checked_buttons(call.data.get("button")), rule).menu_id)}


@routes.post("/cgi-bin/menu/delconditional", feature="menu", daily=2000)
def delete_conditional(world: World, call: Call) -> dict[str, Any]:
    """Remove one of them."""
    if not world.part(Menus).drop(str(call.data.get("menuid", ""))):
        raise Refused(65301, "this menuid is not exist")
    return ok()


@routes.post("/cgi-bin/menu/trymatch", feature="menu", daily=20_000)
def try_match(world: World, call: Call) -> dict[str, Any]:
    """The menu one follower sees."""
    user = world.people.find(call.data.get("user_id"))
    if user is None:
        raise Refused(40003, "invalid openid")
    menu = world.part(Menus).shown_to(user)
    if menu is None:
        raise Refused(46003, "menu no exist")
    return {"button": _full(menu.button)}


@routes.get("/cgi-bin/get_current_selfmenu_info", feature="menu", daily=10_000)
def current(world: World, _call: Call) -> dict[str, Any]:
    """What is shown now; here sub-buttons hang in `sub_button.list`."""
    menu = world.part(Menus).default()
    if menu is None:
        return {"is_menu_open": 0, "selfmenu_info": {"button": []}}
    buttons = [
        {**button, "sub_button": {"list": button["sub_button"]}} if "sub_button" in button else button
        for button in menu.button
    ]
    return {"is_menu_open": 1, "selfmenu_info": {"button": buttons}}
