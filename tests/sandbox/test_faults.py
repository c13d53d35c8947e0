"""Faults: each kind does what its name says, as often as it was told to."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
import requests

from sandbox.driver import Platform, SandboxRefused
from tests.sandbox.product import Product
from tests.sandbox.webhook import Webhook


def fetch(platform: Platform, product: Product, **options: Any) -> requests.Response:
    return requests.get(f"{platform.url}/cgi-bin/tags/get?access_token={product.token}", timeout=0.4, **options)


@pytest.mark.parametrize(
    ("kind", "status", "body"),
    [
        ("http_500", 500, "<html>"), ("http_502", 502, "<html>"), ("html_200", 200, "系统繁忙"), ("empty_200", 200, ""),
        ("truncated_json", 200, '{"tags":'), ("errcode:45009", 200, '"errcode":45009'),
        ("minute_quota", 200, '"errcode":45011'), ("errcode_string", 200, '"errcode": "0"'),
    ],
)  # fmt: skip
def test_answers_are_spoilt(platform: Platform, product: Product, kind: str, status: int, body: str) -> None:
    platform.faults({"kind": kind})

    answer = fetch(platform, product)

    assert answer.status_code == status
    assert body in answer.content.decode()


def test_a_byte_order_mark_comes_first(platform: Platform, product: Product) -> None:
    platform.faults({"kind": "bom"})

    assert fetch(platform, product).content.startswith(b"\xef\xbb\xbf{")


@pytest.mark.parametrize("kind", ["hang", "slow_body"])
def test_the_caller_is_kept_waiting(platform: Platform, product: Product, kind: str) -> None:
    platform.faults({"kind": kind})

    with pytest.raises(requests.exceptions.RequestException, match="timed out"):
        fetch(platform, product)


def test_the_line_is_cut(platform: Platform, product: Product) -> None:
    platform.faults({"kind": "reset"})

    with pytest.raises(requests.exceptions.ConnectionError):
        fetch(platform, product)


@pytest.mark.parametrize(("executed", "jobs"), [(True, 1), (False, 0)])
@pytest.mark.parametrize("kind", ["errcode:-1", "reset", "empty_200", "http_500"])
def test_a_lost_answer_may_or_may_not_mean_a_job(
    platform: Platform, product: Product, kind: str, executed: bool, jobs: int
) -> None:
    platform.faults({"kind": kind, "executed": executed})
    body = {"filter": {"is_to_all": True}, "msgtype": "text", "text": {"content": "好"}, "clientmsgid": "1"}

    with suppress(requests.exceptions.ConnectionError):
        requests.post(f"{platform.url}/cgi-bin/message/mass/sendall?access_token={product.token}", json=body, timeout=5)

    assert len(platform.mass_jobs()) == jobs
    platform.faults()
    assert product.post("message/mass/sendall", body)["errcode"] == (45066 if executed else 0)


def test_40001_for_ever_leaves_the_token_calls_alone(platform: Platform, product: Product) -> None:
    platform.faults({"kind": "40001_forever"})

    codes = [product.get("tags/get")["errcode"] for _ in range(3)]

    assert codes == [40001] * 3
    assert "access_token" in product.stable_token()


def test_40001_once_is_once(platform: Platform, product: Product) -> None:
    platform.faults({"kind": "40001_once"})

    assert product.get("tags/get")["errcode"] == 40001
    assert "tags" in product.get("tags/get")


def test_someone_else_can_replace_the_token(platform: Platform, product: Product) -> None:
    platform.faults({"kind": "token_replaced_by_other", "times": 1})

    assert product.get("tags/get")["errcode"] == 40001
    product.token = product.stable_token()["access_token"]
    assert "tags" in product.get("tags/get")


def test_a_quota_can_be_gone(platform: Platform, product: Product) -> None:
    platform.faults({"kind": "quota_exhausted", "path": "/cgi-bin/user/get", "times": 1})

    assert product.get("user/get")["errcode"] == 45009
    assert "tags" in product.get("tags/get")


def test_the_n_th_call_can_be_chosen(platform: Platform, product: Product) -> None:
    platform.faults({"kind": "errcode:-1", "path": "*/tags/get", "nth": 2})

    assert [product.get("tags/get").get("errcode") for _ in range(3)] == [None, -1, None]


def test_the_same_seed_makes_the_same_faults() -> None:
    runs = []
    for _ in range(2):
        with Platform(seed=7) as platform:
            product = Product(platform)
            platform.faults({"kind": "errcode:-1", "probability": 0.5, "path": "*/tags/get"})
            runs.append([product.get("tags/get").get("errcode") for _ in range(20)])

    assert runs[0] == runs[1]
    assert {None, -1} == set(runs[0])


def test_delays_are_as_long_as_told(platform: Platform, product: Product) -> None:
    platform.faults({"kind": "latency", "seconds": 0.2})

    product.get("tags/get")

    assert platform.calls("/cgi-bin/tags/get")[0]["ms"] >= 200


def test_the_clock_can_jump(platform: Platform, product: Product) -> None:
    platform.faults({"kind": "clock_jump", "seconds": 8000, "times": 1})

    assert product.get("tags/get")["errcode"] == 42001


@pytest.mark.parametrize(
    "fault", [{"kind": "rain"}, {"path": "*"}, {"kind": "hang", "colour": 1}, {"kind": "errcode:x"}]
)
def test_a_fault_that_does_not_exist_is_refused(platform: Platform, fault: dict[str, Any]) -> None:
    with pytest.raises(SandboxRefused):
        platform.faults(fault)


def test_webhooks_know_nothing_of_the_api_s_faults(platform: Platform, webhook: Webhook) -> None:
    platform.faults({"kind": "hang"})

    assert platform.user(0).say("在吗").reply == "echo 在吗"
