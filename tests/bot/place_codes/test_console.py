"""Workers take the codes of their communities from the console, and of no others."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from bot import console, pages, place_codes, workers
from bot.app import Kit, create_app
from bot.audit import latest
from bot.db import Base
from bot.place_codes.making import JOB, make_job
from bot.place_codes.models import PlaceCode
from bot.places import Place
from bot.queue.models import QueuedJob
from bot.settings import Settings
from bot.wechat.calls import Answer
from bot.wechat.errors import WeChatError, refusal
from bot.workers.roles import Role
from tests.bot.console.browsing import Browsing
from tests.bot.wechat.stand_in import RememberingWeChat
from tests.bot.workers.builders import QUICK, a_tree, a_worker
from tests.conftest import NOON

MINE, OTHERS, UNMADE = "350102001001", "350102002001", "350102001002"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """Two of three communities have their code."""
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'app.db'}")
    app = create_app(settings, [pages, workers, console, place_codes])
    kit: Kit = app.extensions["kit"]
    app.extensions["passwords"] = QUICK
    Base.metadata.create_all(kit.sessions.engine)
    with kit.sessions.begin() as session:
        a_tree(session)
        a_worker(session, "lin", "林强", (Role.COMMUNITY_WORKER, MINE))
        a_worker(session, "wang", "王芳", (Role.DISCLOSURE_OFFICE, "350102"))
        a_worker(session, "zheng", "郑平", (Role.AUDITOR, "350102"))
        for place in session.scalars(select(Place).where(Place.code.in_((MINE, OTHERS)))):
            url = f"http://weixin.qq.com/q/{place.id}"
            session.add(PlaceCode(place=place, app_id=kit.wechat.app_id, url=url, made_at=NOON))
    yield app
    kit.sessions.engine.dispose()


def as_(app: Flask, login: str) -> Browsing:
    browsing = Browsing(app.test_client())
    browsing.sign_in(login)
    return browsing


def test_a_worker_sees_and_takes_away_the_code_of_their_community(app: Flask) -> None:
    lin = as_(app, "lin")

    page = lin.open("/console/codes/").text
    picture = lin.open(f"/console/codes/{MINE}.svg")

    assert "中山社区" in page
    assert "达明社区" not in page
    assert picture.mimetype == "image/svg+xml"
    assert b"<svg" in picture.data
    assert "attachment" in lin.open(f"/console/codes/{MINE}.svg?download=1").headers["Content-Disposition"]


def test_the_code_of_another_community_is_refused(app: Flask) -> None:
    assert as_(app, "lin").open(f"/console/codes/{OTHERS}.svg").status_code == 403


def test_the_district_sees_all_and_which_are_missing(app: Flask) -> None:
    page = as_(app, "wang").open("/console/codes/").text

    assert page.count("<img") == 2
    assert "还有 1 个社区没有二维码" in page


@pytest.mark.parametrize("code", [UNMADE, "nowhere"])
def test_a_code_there_is_not_leads_to_a_page_that_says_so(app: Flask, code: str) -> None:
    assert as_(app, "wang").open(f"/console/codes/{code}.svg").status_code == 404


def test_missing_codes_are_made_in_the_background_and_asked_for_once(app: Flask) -> None:
    wang, kit = as_(app, "wang"), app.extensions["kit"]
    wang.open("/console/codes/")

    wang.send("/console/codes/make")
    again = wang.send("/console/codes/make")

    assert again.status_code == 409
    with kit.sessions.read() as session:
        unmade = session.scalars(select(Place.id).where(Place.code == UNMADE)).one()
        (job,) = session.scalars(select(QueuedJob)).all()
        assert (job.job, job.payload["places"]) == (JOB, [unmade])
        assert latest(session)[0].details == {"count": 1}
    assert "/console/progress/" in wang.open("/console/codes/").text


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ({"ticket": "t", "url": "http://weixin.qq.com/q/x"}, "做好了 1 个二维码"),
        (refusal(48001), "公众号没有该接口的权限"),
    ],
)
def test_how_it_went_is_told_on_the_page(app: Flask, answer: Answer | WeChatError, told: str) -> None:
    wang, wechat = as_(app, "wang"), RememberingWeChat(answer)
    wechat.app_id = app.extensions["kit"].wechat.app_id
    kit = replace(app.extensions["kit"], wechat=wechat)
    wang.open("/console/codes/")
    wang.send("/console/codes/make")
    with kit.sessions.read() as session:
        (payload,) = session.scalars(select(QueuedJob.payload))

    with suppress(WeChatError):
        make_job(kit)(payload)

    assert told in wang.open("/console/codes/").text


def test_who_only_looks_has_no_codes_made(app: Flask) -> None:
    zheng = as_(app, "zheng")

    assert zheng.open("/console/codes/").status_code == 403
    assert zheng.send("/console/codes/make").status_code == 403
