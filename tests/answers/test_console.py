"""The console's pages about answers, as two workers use them."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update
from werkzeug.test import TestResponse

import answers
from answers.asked_models import AskedQuestion
from answers.bundled import digest
from answers.loop import changes, releases
from answers.loop.models import ChangeState, GroupState, KnowledgeFile, QuestionGroup, StoredWording, WordingChange
from answers.sources import live_engine
from bot import console, followers, pages, workers
from bot.app import Kit, create_app
from bot.audit import latest
from bot.db import Base, Sessions
from bot.queue.worker import Worker
from bot.settings import Settings
from bot.workers.roles import Role
from community_catalog.guides.upkeep import fingerprint, guide_by_code
from community_catalog.models import Item
from tests.answers.loop.builders import ALLOWANCE, HOMES, MINIMUM, a_first_release
from tests.bot.console.browsing import Browsing
from tests.bot.workers.builders import QUICK, a_tree, a_worker

QUESTION = "铁皮石斛能不能换轮椅"
HERE = "/console/answers"
UNWRITTEN = fingerprint(())


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """A console over a small catalog, and people: some have their role in the district, one in a street."""
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'app.db'}"), [pages, workers, console, answers])
    kit: Kit = app.extensions["kit"]
    app.extensions["passwords"] = QUICK
    Base.metadata.create_all(kit.sessions.engine)
    with kit.sessions.begin() as session:
        a_tree(session)
        a_worker(session, "lin", "林强", (Role.COMMUNITY_WORKER, "350102"))
        a_worker(session, "he", "何秀", (Role.COMMUNITY_WORKER, "350102001001"), (Role.FINAL_REVIEWER, "350102001"))
        a_worker(session, "wang", "王芳", (Role.DISCLOSURE_OFFICE, "350102"))
        a_worker(session, "chen", "陈明", (Role.FINAL_REVIEWER, "350102"))
        a_worker(session, "zheng", "郑平", (Role.AUDITOR, "350102"))
        a_worker(session, "xu", "许可", (Role.SYSTEM_ADMIN, "350102"))
        a_first_release(session, digest())
    yield app
    kit.sessions.engine.dispose()


@pytest.fixture
def kit(app: Flask) -> Kit:
    found: Kit = app.extensions["kit"]
    return found


@pytest.fixture
def sessions(kit: Kit) -> Sessions:
    return kit.sessions


@pytest.fixture
def lin(app: Flask) -> Browsing:
    """The community worker, signed in."""
    return signed_in(app, "lin")


@pytest.fixture
def wang(app: Flask) -> Browsing:
    """Somebody of the disclosure office, signed in."""
    return signed_in(app, "wang")


def signed_in(app: Flask, login: str) -> Browsing:
    browsing = Browsing(app.test_client())
    browsing.sign_in(login)
    return browsing


def ask(kit: Kit, text: str = QUESTION) -> None:
    """A resident asks what nobody can answer, an hour ago."""
    now = kit.clock.now()
    with kit.sessions.begin() as session:
        follower = followers.meet(session.connection(), "o1", now=now)
        at = now - timedelta(hours=1)
        session.add(AskedQuestion(follower_id=follower.id, asked_at=at, text=text, kind="none", reason="weak"))


def work(kit: Kit) -> None:
    """Do what waits in the queue."""
    Worker(kit.sessions, kit.jobs, kit.clock).do_due()


def change(sessions: Sessions) -> WordingChange:
    with sessions.read() as session:
        return session.scalars(select(WordingChange).order_by(WordingChange.id.desc())).first() or WordingChange()


def test_two_clicks_and_a_second_person_make_a_question_answered(
    kit: Kit, sessions: Sessions, lin: Browsing, wang: Browsing
) -> None:
    ask(kit)
    lin.open(f"{HERE}/questions")
    lin.send(f"{HERE}/questions/gather")
    assert QUESTION in lin.open(f"{HERE}/questions").text
    page = lin.open(f"{HERE}/questions/1").text
    assert 'value="1" checked' in page

    sent = lin.send(f"{HERE}/questions/1/draft", asked="1", code=ALLOWANCE, act="item")
    assert lin.path(sent) == f"{HERE}/changes/1"
    waiting = lin.open(f"{HERE}/changes/1")
    assert "/console/progress/change:1" in waiting.text
    assert 'http-equiv="refresh"' in waiting.text
    work(kit)
    checked = lin.open(f"{HERE}/changes/1")
    assert 'http-equiv="refresh"' not in checked.text
    assert "预料中的变化 2 处" in checked.text
    assert f"{HERE}/changes/1/release" not in checked.text
    assert "个问法改动等您发布" in wang.open("/console/").text
    wang.open(f"{HERE}/changes/1")
    wang.send(f"{HERE}/changes/1/release")

    assert change(sessions).state is ChangeState.RELEASED
    assert "<strong>现在用的</strong>" in wang.open(f"{HERE}/releases").text
    assert "高龄津贴申领指南" in wang.open(f"{HERE}/try?q={QUESTION}").text
    assert QUESTION not in lin.open(f"{HERE}/questions?state=open").text
    assert QUESTION in lin.open(f"{HERE}/questions?state=done").text


def test_who_drafted_cannot_release_even_by_hand(kit: Kit, sessions: Sessions, wang: Browsing) -> None:
    wang.open(f"{HERE}/wordings/of/{ALLOWANCE}")
    wang.send(f"{HERE}/wordings/of/{ALLOWANCE}/add", text=QUESTION, reason="居民这么说")
    wang.send(f"{HERE}/changes/1/check")
    work(kit)

    refused = wang.send(f"{HERE}/changes/1/release")

    assert refused.status_code == 409
    assert "起草人以外的人发布" in refused.text
    assert change(sessions).state is ChangeState.CHECKED


def test_a_community_worker_cannot_release(lin: Browsing) -> None:
    lin.open(f"{HERE}/wordings/of/{ALLOWANCE}")

    assert lin.send(f"{HERE}/changes/1/release").status_code == 403


@pytest.mark.parametrize("address", ["questions", "wordings", "changes", "releases", "try", "guides"])
def test_the_auditor_reads_and_the_system_administrator_does_not(app: Flask, address: str) -> None:
    assert signed_in(app, "zheng").open(f"{HERE}/{address}").status_code == 200
    assert signed_in(app, "xu").open(f"{HERE}/{address}").status_code == 403


def test_the_auditor_is_shown_no_forms_and_may_send_none(app: Flask, kit: Kit) -> None:
    zheng = signed_in(app, "zheng")
    ask(kit)
    kit.jobs.run("questions.gather", {})

    assert "加为问法" not in zheng.open(f"{HERE}/questions/1").text
    assert zheng.send(f"{HERE}/questions/1/draft", asked="1", code=ALLOWANCE, act="item").status_code == 403


def test_not_ours_with_advice_is_shown_as_such(kit: Kit, sessions: Sessions, lin: Browsing) -> None:
    ask(kit)
    kit.jobs.run("questions.gather", {})
    lin.open(f"{HERE}/questions/1")

    lin.send(f"{HERE}/questions/1/draft", asked="1", topic="product_shopping", advice="请打 12315。", act="topic")

    page = lin.open(f"{HERE}/changes/1").text
    assert "商品、消费、找店" in page
    assert "请打 12315。" in page


def test_what_was_not_chosen_is_said(kit: Kit, lin: Browsing) -> None:
    ask(kit)
    kit.jobs.run("questions.gather", {})
    lin.open(f"{HERE}/questions/1")

    assert "请先选由哪个事项回答" in lin.send(f"{HERE}/questions/1/draft", asked="1", act="item").text
    assert "至少勾选一个问法" in lin.send(f"{HERE}/questions/1/draft", code=ALLOWANCE, act="item").text


def test_a_group_is_handed_over_with_a_date(kit: Kit, sessions: Sessions, lin: Browsing) -> None:
    ask(kit)
    kit.jobs.run("questions.gather", {})
    lin.open(f"{HERE}/questions/1")

    lin.send(f"{HERE}/questions/1/assign", role="catalog_admin", place="350102", login="wang", due_on="2026-01-05")

    page = lin.open(f"{HERE}/questions").text
    assert "王芳" in page
    assert "已过期" in page
    assert QUESTION in lin.open("/console/").text
    assert lin.send(f"{HERE}/questions/1/assign", role="x", due_on="明天").status_code == 409


def test_an_item_can_be_searched_for(kit: Kit, lin: Browsing) -> None:
    ask(kit)
    kit.jobs.run("questions.gather", {})

    page = lin.open(f"{HERE}/questions/1?q=养老机构").text

    assert f'value="{HOMES}"' in page


def test_a_residents_words_cannot_break_a_page(kit: Kit, lin: Browsing) -> None:
    ask(kit, "<script>alert(1)</script>怎么办")
    kit.jobs.run("questions.gather", {})

    for address in ("questions", "questions/1", "try?q=<script>alert(1)</script>", "wordings?q=<script>"):
        assert "<script>alert" not in lin.open(f"{HERE}/{address}").text


def test_wordings_are_found_by_their_text(lin: Browsing) -> None:
    page = lin.open(f"{HERE}/wordings?q=吃低保").text

    assert "没收入了能不能吃低保" in page
    assert "养老院在哪里" not in page
    assert f"{MINIMUM} 最低生活保障办事指南" in page


def test_wordings_go_into_the_workers_own_draft(sessions: Sessions, lin: Browsing) -> None:
    lin.open(f"{HERE}/wordings/of/{ALLOWANCE}")
    lin.send(f"{HERE}/wordings/of/{ALLOWANCE}/add", text="姥姥的钱", reason="居民这么说", element="standard")
    with sessions.read() as session:
        two = session.scalars(select(StoredWording.id).where(StoredWording.owner == HOMES)).all()

    lin.send(f"{HERE}/wordings/{two[0]}/retire", change="1")
    lin.send(f"{HERE}/wordings/{two[1]}/move", change="1", code=MINIMUM)
    refused = lin.send(f"{HERE}/wordings/{two[0]}/retire", change="1")

    with sessions.read() as session:
        lines = [(line.act.value, line.owner) for line in changes.find(session, 1).lines]
    assert lines == [("add", ALLOWANCE), ("retire", HOMES), ("move", MINIMUM)]
    assert "已经在改动里" in refused.text


def test_a_line_is_removed_and_a_change_taken_back(sessions: Sessions, lin: Browsing) -> None:
    lin.open(f"{HERE}/wordings/of/{ALLOWANCE}")
    lin.send(f"{HERE}/wordings/of/{ALLOWANCE}/add", text="姥姥的钱", reason="居民这么说")

    lin.send(f"{HERE}/changes/1/lines/1/remove")
    assert "请先加上" in lin.send(f"{HERE}/changes/1/check").text
    lin.send(f"{HERE}/changes/1/take-back")

    assert change(sessions).state is ChangeState.TAKEN_BACK


def test_an_unintended_move_is_accepted_one_by_one(kit: Kit, sessions: Sessions, lin: Browsing) -> None:
    lin.open(f"{HERE}/wordings/of/{HOMES}")
    lin.send(f"{HERE}/wordings/of/{HOMES}/add", text="低保怎么办", reason="两边都有人问")
    lin.send(f"{HERE}/changes/1/check")
    work(kit)
    with sessions.read() as session:
        moves = [move.id for move in changes.find(session, 1).open_moves]
    assert "没料到的变化" in lin.open(f"{HERE}/changes/1").text

    for move in moves:
        lin.send(f"{HERE}/changes/1/moves/{move}/accept", reason="让居民自己选")

    with sessions.read() as session:
        assert moves
        assert changes.find(session, 1).open_moves == []


def test_an_earlier_release_is_brought_back_from_the_history(kit: Kit, sessions: Sessions, wang: Browsing) -> None:
    with sessions.begin() as session:
        base = releases.newest(session)
        assert base
        knowledge = session.get_one(type(base), 1).knowledge_id
        what = releases.Publication(base.kind, "system", "system", "另一版")
        file = session.get_one(KnowledgeFile, knowledge)
        releases.publish(session, what, file, follows=1, at=kit.clock.now())
    wang.open(f"{HERE}/releases")

    wang.send(f"{HERE}/releases/1/return", reason="新的答错了")
    work(kit)

    assert "要带回第 1 次发布时的问法" in wang.open(f"{HERE}/changes/1").text
    assert change(sessions).state is ChangeState.CHECKED


def test_wordings_of_a_renamed_item_are_taken_along(kit: Kit, sessions: Sessions, lin: Browsing) -> None:
    with sessions.begin() as session:
        session.scalars(select(Item).where(Item.code == ALLOWANCE)).one().level2 = "高龄津贴申请指南"
    assert "事项改过名" in lin.open(f"{HERE}/wordings/of/{ALLOWANCE}").text

    lin.send(f"{HERE}/wordings/of/{ALLOWANCE}/follow", reason="只是改名")
    lin.send(f"{HERE}/changes/1/check")
    work(kit)

    with sessions.read() as session:
        found = changes.find(session, 1)
        assert {(line.act.value, line.name) for line in found.lines} == {("move", "高龄津贴申请指南")}
        assert (len(found.lines), found.open_moves) == (6, [])


def test_trying_out_tells_why_this_and_not_the_next(lin: Browsing) -> None:
    page = lin.open(f"{HERE}/try?q=家里老人没有收入高龄补贴低保怎么申请").text

    assert "居民看到的" in page
    assert "最接近的问法：" in page
    assert "为什么是第 1 项，不是第 2 项" in page


def test_a_guide_is_written_by_one_and_confirmed_by_another(app: Flask, sessions: Sessions, wang: Browsing) -> None:
    wang.open(f"{HERE}/guides/{MINIMUM}")
    source = "《社会救助暂行办法》第十一条"
    wang.send(f"{HERE}/guides/{MINIMUM}/edit", part="materials", text="申请书", source=source, seen=UNWRITTEN)
    assert "示例，待确认" in wang.open(f"{HERE}/guides").text
    assert "修改人以外的人确认" in wang.send(f"{HERE}/guides/{MINIMUM}/confirm", version="1").text

    chen = signed_in(app, "chen")
    chen.open(f"{HERE}/guides/{MINIMUM}")
    chen.send(f"{HERE}/guides/{MINIMUM}/confirm", version="1")

    with sessions.read() as session:
        guide = guide_by_code(session, MINIMUM)
        assert guide
        assert guide.confirmed_by == "chen"


def test_what_is_not_there_is_said(lin: Browsing) -> None:
    for address in ("questions/9", "changes/9", "wordings/9999", "guides/XX-1"):
        assert lin.open(f"{HERE}/{address}").status_code == 404


def test_a_closed_group_cannot_be_drafted_again(kit: Kit, sessions: Sessions, lin: Browsing) -> None:
    ask(kit)
    kit.jobs.run("questions.gather", {})
    with sessions.begin() as session:
        session.get_one(QuestionGroup, 1).state = GroupState.DONE
    lin.open(f"{HERE}/questions/1")

    assert lin.send(f"{HERE}/questions/1/draft", asked="1", code=ALLOWANCE, act="item").status_code == 409


def test_the_console_shares_the_engine_residents_are_answered_by(sessions: Sessions, lin: Browsing) -> None:
    held = live_engine(sessions)

    lin.open(f"{HERE}/try?q=低保")

    assert live_engine(sessions) is held


def test_who_works_for_a_street_reads_no_residents_questions_and_releases_nothing(
    app: Flask, kit: Kit, wang: Browsing
) -> None:
    ask(kit)
    kit.jobs.run("questions.gather", {})
    wang.open(f"{HERE}/questions/1")
    wang.send(f"{HERE}/questions/1/draft", asked="1", code=ALLOWANCE, act="item")
    work(kit)
    he = signed_in(app, "he")
    he.open(f"{HERE}/wordings/of/{ALLOWANCE}")

    for address in ("questions", "questions/1", "changes/1"):
        assert he.open(f"{HERE}/{address}").status_code == 403
    for address in ("questions/gather", "questions/1/draft", "questions/1/assign", "questions/1/guide"):
        assert he.send(f"{HERE}/{address}", code=ALLOWANCE, act="item", due_on="2026-11-30").status_code == 403
    for address in ("changes/1/check", "changes/1/release", "releases/1/return"):
        assert he.send(f"{HERE}/{address}").status_code == 403
    ask(kit, "讲不清楚的另一件事")
    kit.jobs.run("questions.gather", {})
    assert "组问题没有答上来" in wang.open("/console/").text
    assert "组问题没有答上来" not in he.open("/console/").text
    assert f"{HERE}/changes/1" not in he.open(f"{HERE}/changes").text


def test_who_works_for_a_street_may_draft_wordings_and_try_out_and_sees_nobodys_question(app: Flask, kit: Kit) -> None:
    ask(kit)
    he = signed_in(app, "he")
    he.open(f"{HERE}/wordings/of/{ALLOWANCE}")
    he.send(f"{HERE}/wordings/of/{ALLOWANCE}/add", text=f"{QUESTION}呢", reason="居民这么说")
    he.send(f"{HERE}/changes/1/check")
    work(kit)

    page = he.open(f"{HERE}/changes/1").text

    assert "居民问过的一句话" in page
    assert f">{QUESTION}<" not in page
    assert he.open(f"{HERE}/try?q=低保").status_code == 200


def test_numbers_there_cannot_be_and_bytes_no_database_holds_are_refused_in_words(kit: Kit, lin: Browsing) -> None:
    ask(kit)
    kit.jobs.run("questions.gather", {})
    lin.open(f"{HERE}/questions/1")

    for number in ("²", "9" * 30):
        assert lin.send(f"{HERE}/questions/1/draft", asked=number, code=ALLOWANCE, act="item").status_code == 409
        assert lin.send(f"{HERE}/wordings/of/{ALLOWANCE}/add", text="姥姥的钱", change=number).status_code == 409
    assert lin.open(f"{HERE}/changes/{'9' * 30}").status_code == 404
    assert "不能用的字符" in lin.open(f"{HERE}/wordings?q=%00").text
    assert lin.send(f"{HERE}/wordings/of/{ALLOWANCE}/add", text="姥姥\0", reason="x").status_code == 400


def undo(browsing: Browsing, page: str) -> TestResponse:
    """Press the one 撤销 on a page, and follow where the POST is sent on to."""
    way = re.search(r'action="(/console/undo/[0-9]+)"', page)
    assert way
    sent = browsing.send(way[1])
    assert sent.status_code == 307
    return browsing.send(browsing.path(sent))


def test_a_draft_made_of_questions_can_be_undone(kit: Kit, sessions: Sessions, lin: Browsing) -> None:
    ask(kit)
    kit.jobs.run("questions.gather", {})
    lin.open(f"{HERE}/questions/1")
    lin.send(f"{HERE}/questions/1/draft", asked="1", code=ALLOWANCE, act="item")

    undo(lin, lin.open(f"{HERE}/changes/1").text)

    assert change(sessions).state is ChangeState.TAKEN_BACK
    assert "撤回了改动" in lin.open(f"{HERE}/changes/1").text


def test_handing_a_group_over_can_be_undone(kit: Kit, sessions: Sessions, lin: Browsing) -> None:
    ask(kit)
    kit.jobs.run("questions.gather", {})
    lin.open(f"{HERE}/questions/1")
    lin.send(f"{HERE}/questions/1/assign", role="catalog_admin", place="350102", login="wang", due_on="2026-01-05")

    undo(lin, lin.open(f"{HERE}/questions/1").text)

    with sessions.read() as session:
        group = session.scalars(select(QuestionGroup)).one()
        assert (group.owner_role, group.owner_login) == (Role.DISCLOSURE_OFFICE, None)


def test_what_a_colleague_handed_on_meanwhile_is_not_taken_back(kit: Kit, lin: Browsing, wang: Browsing) -> None:
    ask(kit)
    kit.jobs.run("questions.gather", {})
    lin.open(f"{HERE}/questions/1")
    lin.send(f"{HERE}/questions/1/assign", role="catalog_admin", place="350102", login="wang", due_on="2026-01-05")
    page = lin.open(f"{HERE}/questions/1").text
    wang.send(f"{HERE}/questions/1/assign", role="catalog_admin", place="350102", login="lin", due_on="2026-01-06")

    answer = undo(lin, page)

    assert answer.status_code == 409
    assert "同事已经改过了，不能撤销" in answer.text
    assert "2026-01-06" in lin.open(f"{HERE}/questions/1").text


def test_what_happened_to_a_change_is_told_on_its_page(kit: Kit, lin: Browsing) -> None:
    lin.open(f"{HERE}/wordings/of/{ALLOWANCE}")
    lin.send(f"{HERE}/wordings/of/{ALLOWANCE}/add", text=QUESTION, reason="居民这么说")
    lin.send(f"{HERE}/changes/1/lines/1/rewrite", text="石斛换轮椅")
    lin.send(f"{HERE}/changes/1/check")

    page = lin.open(f"{HERE}/changes/1").text

    for step in ("起草了改动", "改了改动的内容", "怎么改：加了问法", "怎么改：改了字", "检查了改动"):
        assert step in page


def test_the_trail_holds_no_word_of_a_resident(kit: Kit, sessions: Sessions, lin: Browsing) -> None:
    ask(kit)
    lin.open(f"{HERE}/questions")
    lin.send(f"{HERE}/questions/gather")
    lin.send(f"{HERE}/questions/1/draft", asked="1", code=ALLOWANCE, act="item")

    with sessions.read() as session:
        events = latest(session)
        assert {"questions.gather", "questions.draft", "wordings.draft"} <= {event.action for event in events}
        assert not any(QUESTION in str(event.details) for event in events)


def test_who_works_for_a_community_finds_their_own_changes(app: Flask, lin: Browsing) -> None:
    lin.open(f"{HERE}/wordings/of/{ALLOWANCE}")
    lin.send(f"{HERE}/wordings/of/{ALLOWANCE}/add", text=QUESTION, reason="林强的")
    he = signed_in(app, "he")
    he.open(f"{HERE}/wordings/of/{ALLOWANCE}")
    he.send(f"{HERE}/wordings/of/{ALLOWANCE}/add", text="石斛换轮椅", reason="何秀的")

    assert "何秀的" in he.open(f"{HERE}/changes").text
    assert "林强的" not in he.open(f"{HERE}/changes").text
    assert "林强的" in lin.open(f"{HERE}/changes").text


def test_nobody_is_shown_a_way_to_a_page_that_refuses_them(app: Flask) -> None:
    for login in ("lin", "he", "wang", "chen", "zheng", "xu"):
        browsing = signed_in(app, login)
        for way in set(re.findall(rf'href="({HERE}/[a-z]+)"', browsing.open("/console/").text)):
            assert browsing.open(way).status_code == 200, (login, way)


def test_groups_are_found_by_what_any_resident_in_them_said(kit: Kit, lin: Browsing) -> None:
    ask(kit)
    kit.jobs.run("questions.gather", {})

    assert QUESTION in lin.open(f"{HERE}/questions?said=石斛").text
    assert QUESTION not in lin.open(f"{HERE}/questions?said=没有这句").text


def test_guides_are_filtered_by_what_is_to_be_done_about_them(app: Flask, kit: Kit) -> None:
    wang, way = signed_in(app, "wang"), f"/console/answers/guides/{ALLOWANCE}"
    wang.open(way)
    wang.send(f"{way}/edit", part="materials", text="身份证", source="《办法》第二条", seen=UNWRITTEN)
    assert way in wang.open(f"{HERE}/guides?state=example").text

    with kit.sessions.begin() as session:
        session.execute(update(Item).where(Item.code == ALLOWANCE).values(revision=9))

    assert way in wang.open(f"{HERE}/guides?state=outdated").text
    assert way not in wang.open(f"{HERE}/guides?state=example").text
    assert "份办事指南要重新核对" in wang.open("/console/").text


def test_a_guide_begun_and_not_sent_is_offered_again(app: Flask) -> None:
    wang = signed_in(app, "wang")
    wang.open(f"{HERE}/guides/{ALLOWANCE}")
    key = f"guide:{ALLOWANCE}:materials"

    wang.send(
        f"{HERE}/guides/{ALLOWANCE}/edit",
        draft_key=key,
        part="materials",
        text="身份证\n户口本",
        source="一\n二\n三",
        seen=UNWRITTEN,
    )

    page = wang.open(f"{HERE}/guides/{ALLOWANCE}?draft={key}").text
    assert "身份证\n户口本</textarea>" in page


def test_changes_are_filtered_by_those_who_drafted_some_and_tell_of_no_other_account(
    app: Flask, lin: Browsing, wang: Browsing
) -> None:
    lin.open(f"{HERE}/wordings/of/{ALLOWANCE}")
    lin.send(f"{HERE}/wordings/of/{ALLOWANCE}/add", text="八十岁有钱领吗", reason="居民常说")

    of_all, of_one = wang.open(f"{HERE}/changes").text, signed_in(app, "he").open(f"{HERE}/changes").text

    assert '<option value="lin"' in of_all
    assert '<option value="chen"' not in of_all
    assert "谁起草</label>" not in of_one
    assert "林强" not in of_one


def test_a_guide_that_moved_is_not_overwritten_and_its_draft_says_so(app: Flask) -> None:
    way, key = f"{HERE}/guides/{ALLOWANCE}", f"guide:{ALLOWANCE}:materials"
    wang, second = signed_in(app, "wang"), signed_in(app, "wang")
    fields = {"part": "materials", "source": "《办法》", "seen": seen_in(wang.open(way).text, "materials")}
    second.open(way)
    second.send(f"{way}/edit", headers=None, **fields | {"text": "先来的"})

    refused = wang.send(f"{way}/edit", headers=None, draft_key=key, draft_page=way, **fields | {"text": "后到的"})
    draft = wang.open(f"{way}?draft={key}").text

    assert refused.status_code == 409
    assert "您存草稿之后，这一部分被别人改过" in draft
    assert "后到的</textarea>" in draft
    wang.send(f"{way}/edit", headers=None, **fields | {"text": "对照过的", "seen": seen_in(draft, "materials")})
    assert "对照过的" in wang.open(way).text


def seen_in(page: str, part: str) -> str:
    """What the form of a part says it was when the page was opened."""
    found = re.search(rf'name="part" value="{part}">\s*<input type="hidden" name="seen" value="(\w+)"', page)
    assert found
    return found[1]


def test_who_has_an_open_change_may_begin_another(sessions: Sessions, lin: Browsing) -> None:
    way = f"{HERE}/wordings/of/{ALLOWANCE}"
    lin.open(way)
    lin.send(f"{way}/add", text="姥姥的钱", reason="居民这么说")
    assert "另起一个改动" in lin.open(way).text

    lin.send(f"{way}/add", text="爷爷的钱", change="new", reason="另一件事")

    assert change(sessions).reason == "另一件事"
    assert "另一件事" in lin.open(way).text


def test_a_checked_change_says_that_more_means_another_check(kit: Kit, sessions: Sessions, lin: Browsing) -> None:
    way = f"{HERE}/wordings/of/{ALLOWANCE}"
    lin.open(way)
    lin.send(f"{way}/add", text="姥姥的钱", reason="居民这么说")
    lin.send(f"{HERE}/changes/1/check")
    work(kit)

    assert change(sessions).state is ChangeState.CHECKED
    assert "居民这么说（查过了，加进去要重新检查）" in lin.open(way).text


def test_no_two_fields_of_a_page_share_an_id(sessions: Sessions, lin: Browsing) -> None:
    lin.open(f"{HERE}/wordings/of/{ALLOWANCE}")
    lin.send(f"{HERE}/wordings/of/{ALLOWANCE}/add", text="姥姥的钱", reason="居民这么说")
    with sessions.read() as session:
        wording = session.scalars(select(StoredWording.id)).first()

    ids = re.findall(r'\bid="([^"]+)"', lin.open(f"{HERE}/wordings/{wording}").text)

    assert {"retire-change", "move-change"} <= set(ids)
    assert sorted(ids) == sorted(set(ids))


def test_the_enter_key_presses_no_button_about_items_while_a_topic_is_picked(
    kit: Kit, sessions: Sessions, lin: Browsing
) -> None:
    ask(kit)
    kit.jobs.run("questions.gather", {})
    page = lin.open(f"{HERE}/questions/1").text

    lin.send(f"{HERE}/questions/1/draft", asked="1", act="item", topic="other_place", advice="请打 12333\n问人社部门。")

    assert '<textarea id="advice"' in page
    with sessions.read() as session:
        (line,) = changes.find(session, 1).lines
        assert (line.owner, line.advice) == ("other_place", "请打 12333 问人社部门。")
