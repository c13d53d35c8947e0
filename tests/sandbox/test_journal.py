"""The journal keeps enough, forgets the rest, and shows no secret."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sandbox.journal import KEPT, ApiCall, Journal, blanked

SECRETS = st.text("abcdefABCDEF0123456789_-", min_size=6, max_size=40)


def a_call(number: int, *, query: str = "", request: bytes = b"", response: bytes = b"") -> ApiCall:
    return ApiCall(number, 0.0, 1.0, "GET", "/cgi-bin/tags/get", query, request, response, 0)


@given(secret=SECRETS, name=st.sampled_from(["secret", "appsecret", "access_token", "refresh_token"]))
def test_no_secret_is_shown_wherever_it_stands(secret: str, name: str) -> None:
    json = f'{{"grant_type": "x", "{name}" : "{secret}", "n": 1}}'.encode()

    shown = a_call(1, query=f"a=1&{name}={secret}&b=2", request=json, response=json).shown()

    assert f"{name}=***&b=2" in shown["query"]
    assert '"***"' in shown["request"]
    assert f'"{secret}"' not in str(shown)


def test_only_the_newest_are_kept_and_numbers_go_on() -> None:
    journal = Journal()
    for _ in range(KEPT + 5):
        journal.keep(a_call(journal.next_id()))

    ids = [entry["id"] for entry in journal.after()]

    assert (ids[0], ids[-1]) == (6, KEPT + 5)
    assert [entry["id"] for entry in journal.after(KEPT, limit=2)] == [KEPT + 4, KEPT + 5]


def test_long_bodies_are_cut_and_say_so() -> None:
    journal, call = Journal(), a_call(1, request=b"x" * 200_000)

    journal.finish(call)

    assert len(call.request) < 100_000
    assert call.shown()["request"].endswith("（后面省略）")


def test_bytes_are_not_shown() -> None:
    assert blanked(b"\x89PNG\0\0") == "（二进制内容）"
