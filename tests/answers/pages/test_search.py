"""The search page answers as the account does, says whom to ask where it cannot, and shows nobody's numbers."""

from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from answers.bundled import bundled_knowledge
from answers.pages.phrases import EXAMPLES, INSTEAD
from answers.pages.search import LONGEST, without_numbers
from bot.privacy import found
from tests.answers.builders import bundled_engine


def ask(client: FlaskClient, said: str, **others: str) -> str:
    """The page for what was said, redirections followed."""
    page = client.get("/search", query_string={"q": said, **others}, follow_redirects=True)
    assert page.status_code == 200
    return page.text


def test_the_answer_stands_first_with_what_was_asked_and_the_way_to_all_of_it(client: FlaskClient) -> None:
    page = ask(client, "办低保要带什么材料")

    answer = page[page.index("<article") : page.index("</article>")]
    assert "最低生活保障办事指南" in answer
    assert answer.index("要带什么") < answer.index("区民政局")
    assert 'href="/items/SJ-006"' in answer
    assert 'href="/ask-us?item=SJ-006"' in answer


def test_where_several_may_be_meant_they_are_offered_before_all_others(client: FlaskClient) -> None:
    page = ask(client, "低保")

    assert "您想问的是哪一件" in page
    assert page.index('href="/items/SJ-005"') < page.index("其他有关的")
    assert "<article" not in page


def test_the_list_is_narrowed_to_a_domain(client: FlaskClient) -> None:
    page = ask(client, "补贴", domain="zhufang")

    listed = page[page.index("也许有关的：保障性住房") :]
    assert 'href="/items/ZF-' in listed
    assert 'href="/items/YL-' not in listed


@pytest.mark.parametrize("said", ["我家着火了", "110"])
def test_danger_shows_the_emergency_numbers_and_nothing_to_read_first(client: FlaskClient, said: str) -> None:
    page = ask(client, said)

    main = page[page.index("<main") :]
    assert main.index("tel:120") < main.index("<p>")
    assert "/items/" not in main


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("外星人归谁管", "答不上来"),
        ("厦门的低保怎么办", "只知道福州市鼓楼区的事"),
        ("你好", "请用一句家常话"),
        ("转人工", "想找人问"),
        ("啊啊啊", "请多说一点"),
    ],
)
def test_where_nothing_is_found_the_page_says_why_and_whom_to_ask(client: FlaskClient, said: str, told: str) -> None:
    page = ask(client, said)

    assert told in page
    assert "0591-87573297" in page
    assert 'href="tel:12345"' in page
    assert 'href="/ask-us"' in page


def test_nothing_said_shows_how_to_ask(client: FlaskClient) -> None:
    for address in ("/search", "/search?q=", "/search?q=%20%E3%80%80"):
        page = client.get(address).text
        assert all(example in page for example in EXAMPLES)


def test_every_example_is_answered() -> None:
    for example in EXAMPLES:
        assert bundled_engine().decide(example).kind == "answer"


def test_a_number_of_a_person_is_neither_echoed_nor_left_in_the_address(client: FlaskClient) -> None:
    page = client.get("/search", query_string={"q": "我叫依妹13812345678，低保怎么办", "domain": "jiuzhu"})

    assert page.status_code == 302
    assert "1381" not in page.headers["Location"]
    assert "domain=jiuzhu" in page.headers["Location"]
    followed = client.get(page.headers["Location"]).text
    assert "1381" not in followed
    assert "〔手机号〕，低保怎么办" in followed
    assert "最低生活保障办事指南" in followed


def test_a_long_story_is_read_in_part_and_says_so(client: FlaskClient) -> None:
    story = "我住在鼓楼区，家里的情况是这样的。" * 40 + "请问低保怎么办"

    page = ask(client, story)

    assert "只看了开头和结尾" in page
    assert "最低生活保障" in page


def test_what_nobody_would_type_is_cut(client: FlaskClient) -> None:
    page = client.get("/search", query_string={"q": "低保" * LONGEST})

    assert page.status_code == 302
    assert len(unquote(page.headers["Location"])) < LONGEST + 100


@pytest.mark.parametrize(
    "said", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "javascript:alert(1)"]
)
def test_what_is_said_cannot_become_markup(client: FlaskClient, said: str) -> None:
    page = ask(client, said)

    assert "<script>" not in page
    assert "<img" not in page
    assert "49" not in page


@pytest.mark.parametrize("said", ["\x00", "低保\x00怎么办", "\ud800", "%", "低保\r\nSet-Cookie: a=b", "💩" * 50])
def test_strange_signs_are_no_trouble(client: FlaskClient, said: str) -> None:
    address = "/search?q=" + "".join(f"%{byte:02X}" for byte in said.encode("utf-8", "surrogatepass"))

    page = client.get(address, follow_redirects=True)

    assert page.status_code == 200
    assert "Set-Cookie" not in page.headers


def test_the_elder_mode_offers_three_at_a_time_and_no_filter(client: FlaskClient) -> None:
    client.set_cookie("elder", "1")

    first = ask(client, "补贴")
    second = ask(client, "补贴", page="2")

    assert first.count('href="/items/') == 3
    assert "domain=" not in first
    assert "下一页" in first
    assert "没看明白" not in second


def test_no_search_engine_keeps_what_residents_asked(client: FlaskClient) -> None:
    assert '<meta name="robots" content="noindex">' in ask(client, "低保")


def test_what_was_asked_is_kept_by_nothing_on_the_way_and_packed_all_the_same(client: FlaskClient) -> None:
    page = client.get("/search?q=低保", headers={"Accept-Encoding": "gzip"})

    assert page.cache_control.private
    assert not page.cache_control.public
    assert page.headers["Content-Encoding"] == "gzip"


def test_everything_the_engine_may_give_as_a_reason_has_words() -> None:
    topics = {wording.owner for wording in bundled_knowledge().wordings if not wording.on_topic}

    assert topics - {"emergency", "near_missing"} <= set(INSTEAD)


@given(st.text(alphabet="0123456789一二三我的电话 -", max_size=60))
def test_asking_for_what_was_masked_masks_nothing_more_for_ever(said: str) -> None:
    masked = without_numbers(without_numbers(without_numbers(said)))

    assert not found(masked)
    assert without_numbers(masked) == masked
