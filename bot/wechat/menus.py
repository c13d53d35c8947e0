"""The account's menu (自定义菜单): reading its definition, checking it, publishing it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.errors import BotError
from bot.paths import DATA
from bot.wechat.calls import Call, Door, object_of, text_of
from bot.wechat.errors import PermanentError

MENU_FILE = DATA / "menu.json"
NO_MENU = 46003
BUTTONS, SUB_BUTTONS = 3, 5
NAME_BYTES, SUB_NAME_BYTES, KEY_BYTES, URL_BYTES = 16, 60, 128, 1024
EXTERNAL_DOMAINS = 3
WANTS_KEY = {
    "click",
    "scancode_push",
    "scancode_waitmsg",
    "pic_sysphoto",
    "pic_photo_or_album",
    "pic_weixin",
    "location_select",
}
KINDS = WANTS_KEY | {"view", "miniprogram", "media_id", "article_id", "article_view_limited"}
Menu = dict[str, Any]


class MenuError(BotError):
    """菜单定义有误。"""


def read_menu(public_url: str, file: Path = MENU_FILE) -> Menu:
    """Read a menu definition; `{PUBLIC_URL}` in it becomes the address of the residents' pages.

    Raises MenuError naming every fault at once.
    """
    try:
        menu = json.loads(file.read_text("utf-8").replace("{PUBLIC_URL}", public_url))
    except OSError as error:
        raise MenuError(f"读不到菜单文件 {file}：{error.strerror}。") from None
    except ValueError as error:
        raise MenuError(f"菜单文件 {file.name} 不是正确的 JSON：{error}。") from None
    if faults := faults_of(menu):
        raise MenuError(f"菜单定义有误：{'；'.join(faults)}。")
    return dict(menu)


def faults_of(menu: object) -> list[str]:
    """What the platform would refuse, in words; it answers with one code at a time and some of them mislead."""
    buttons = menu.get("button") if isinstance(menu, dict) else None
    if not isinstance(buttons, list) or not all(isinstance(button, dict) for button in buttons):
        return ["应有 button 列表"]
    faults = [] if 1 <= len(buttons) <= BUTTONS else [f"一级按钮应为 1 至 {BUTTONS} 个，现有 {len(buttons)} 个"]
    for button in buttons:
        faults += _faults_of_first_level(button)
    domains = {urlsplit(url).hostname for url in _urls(buttons)}
    if len(domains) > EXTERNAL_DOMAINS:
        faults.append(f"网址的域名最多 {EXTERNAL_DOMAINS} 个，现有 {len(domains)} 个")
    return faults


def _faults_of_first_level(button: Menu) -> list[str]:
    subs = button.get("sub_button") or []
    if not isinstance(subs, list) or not all(isinstance(sub, dict) for sub in subs):
        return [f"按钮“{button.get('name')}”的 sub_button 应为列表"]
    faults = _name_faults(button, NAME_BYTES)
    if not subs:
        return faults + _action_faults(button)
    if len(subs) > SUB_BUTTONS:
        faults.append(f"按钮“{button.get('name')}”的下级最多 {SUB_BUTTONS} 个，现有 {len(subs)} 个")
    for sub in subs:
        faults += _name_faults(sub, SUB_NAME_BYTES) + _action_faults(sub)
    return faults


def _name_faults(button: Menu, limit: int) -> list[str]:
    name = button.get("name")
    if isinstance(name, str) and 0 < len(name.encode()) <= limit:
        return []
    return [f"按钮名称“{name}”应为 1 至 {limit} 字节（一个汉字 3 字节）"]


def _action_faults(button: Menu) -> list[str]:
    kind, name = button.get("type"), button.get("name")
    if kind not in KINDS:
        return [f"按钮“{name}”的 type 不正确：{kind}"]
    if kind in WANTS_KEY and not _fits(button.get("key"), KEY_BYTES):
        return [f"按钮“{name}”的 key 应为 1 至 {KEY_BYTES} 字节"]
    if kind == "view" and not (_fits(button.get("url"), URL_BYTES) and _is_web_address(button["url"])):
        return [f"按钮“{name}”的 url 应为网址，不超过 {URL_BYTES} 字节"]
    return []


def _fits(value: object, limit: int) -> bool:
    return isinstance(value, str) and 0 < len(value.encode()) <= limit


def _is_web_address(url: str) -> bool:
    return url.startswith(("http://", "https://")) and bool(urlsplit(url).hostname)


def _urls(buttons: list[Menu]) -> Iterator[str]:
    for button in buttons:
        subs = button.get("sub_button")
        for each in [button, *(subs if isinstance(subs, list) else [])]:
            if isinstance(each, dict) and isinstance(each.get("url"), str):
                yield each["url"]


class Menus(Door):
    """Publishes menus. Phones show a new one after at most five minutes, or at once after following again."""

    def create_menu(self, menu: Menu) -> None:
        """Publish the menu everyone sees, in place of the former one."""
        self.run(Call("/cgi-bin/menu/create", menu))

    def menu(self) -> Menu | None:
        """The menu everyone sees, None where there is none."""
        try:
            answer = self.run(Call("/cgi-bin/menu/get"))
        except PermanentError as error:
            if error.errcode == NO_MENU:
                return None
            raise
        return object_of(answer, "menu")

    def delete_menu(self) -> None:
        """Take away the menu, the ones for tags included."""
        self.run(Call("/cgi-bin/menu/delete"))

    def create_menu_for_tag(self, menu: Menu, tag_id: int) -> str:
        """Publish a menu only followers with the tag see and return its id; there must be one for everyone."""
        body = menu | {"matchrule": {"tag_id": str(tag_id)}}
        return text_of(self.run(Call("/cgi-bin/menu/addconditional", body)), "menuid")

    def delete_menu_for_tag(self, menu_id: str) -> None:
        """Take away a menu made for a tag."""
        self.run(Call("/cgi-bin/menu/delconditional", {"menuid": menu_id}))

    def menu_seen_by(self, openid: str) -> Menu:
        """The menu this follower sees."""
        answer = self.run(Call("/cgi-bin/menu/trymatch", {"user_id": openid}))
        return object_of(answer, "menu") or answer
