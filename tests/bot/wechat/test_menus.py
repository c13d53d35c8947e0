"""The menu's definition is checked here, all faults at once, before the platform sees it."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from bot.paths import DATA
from bot.wechat.menus import MenuError, faults_of, read_menu


def a_button(**changes: Any) -> dict[str, Any]:
    return {"type": "click", "name": "帮助", "key": "HELP"} | changes


def test_the_menu_that_comes_with_the_project_is_one_the_platform_takes() -> None:
    menu = read_menu("https://juwu.example.cn")

    assert len(menu["button"]) == 3
    assert "{PUBLIC_URL}" not in json.dumps(menu)


def test_every_topic_of_the_menu_is_a_domain_of_the_catalog() -> None:
    with (DATA / "government_catalog.csv").open(encoding="utf-8-sig") as file:
        domains = {row["code"].split("-")[0]: row["domain"] for row in csv.DictReader(file)}

    buttons = [sub for button in read_menu("https://juwu.example.cn")["button"] for sub in button["sub_button"]]
    topics = {sub["key"].removeprefix("TOPIC_"): sub["name"] for sub in buttons if "TOPIC_" in sub.get("key", "")}

    assert len(topics) == 5
    assert topics.items() <= domains.items()


@pytest.mark.parametrize(
    ("button", "fault"),
    [
        (a_button(name="一二三四五六"), "16 字节"),
        (a_button(name=""), "名称"),
        (a_button(key=""), "key"),
        (a_button(key="x" * 129), "key"),
        (a_button(type="view"), "url"),
        (a_button(type="view", url="/items"), "url"),
        (a_button(type="view", url="https://x.cn/" + "x" * 1024), "url"),
        (a_button(type="clck"), "type"),
        ({"name": "社区", "sub_button": [a_button()] * 6}, "最多 5 个"),
        ({"name": "社区", "sub_button": [a_button(name="一" * 21)]}, "60 字节"),
        ({"name": "社区", "sub_button": "x"}, "列表"),
    ],
)
def test_a_button_the_platform_would_refuse_is_named(button: dict[str, Any], fault: str) -> None:
    assert fault in "；".join(faults_of({"button": [button]}))


@pytest.mark.parametrize(
    "menu", [None, [], {}, {"button": {}}, {"button": ["x"]}, {"button": []}, {"button": [{}] * 4}]
)
def test_something_that_is_no_menu_is_refused(menu: object) -> None:
    assert faults_of(menu)


def test_at_most_three_domains_can_be_linked_to() -> None:
    views = [a_button(type="view", url=f"https://{name}.cn/") for name in "abcd"]

    faults = faults_of({"button": [{"name": "网站", "sub_button": views}]})

    assert faults == ["网址的域名最多 3 个，现有 4 个"]


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "menu.json"
    file.write_text(json.dumps({"button": [a_button(key=""), a_button(type="x")]}))

    with pytest.raises(MenuError, match=r"key.*；.*type"):
        read_menu("https://x.cn", file)


def test_a_file_that_is_missing_or_no_json_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{")

    with pytest.raises(MenuError, match=r"broken\.json"):
        read_menu("https://x.cn", tmp_path / "broken.json")
    with pytest.raises(MenuError, match=r"missing\.json"):
        read_menu("https://x.cn", tmp_path / "missing.json")
