"""Catalog rows, plans and sources with defaults, for tests of the catalog."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from community_catalog.elements import CatalogRow
from community_catalog.models import CatalogImport, Origin
from community_catalog.revision import Source, apply_plan, plan_for
from tests.conftest import NOON

DIBAO = CatalogRow(
    code="SJ-006",
    domain="社会救助",
    level1="最低生活保障",
    level2="最低生活保障办事指南",
    content="办理条件、办理材料、办理流程",
    basis="《社会救助暂行办法》",
    deadline="信息形成之日起20个工作日内",
    subjects=("区民政局", "街道办事处"),
    method="主动公开",
    channels=("政府网站", "社区公示栏"),
    audience="全社会",
    levels=("区级", "街镇"),
    stage="服务",
)


def a_row(code: str = "SJ-006", **elements: Any) -> CatalogRow:
    return replace(DIBAO, code=code, **elements)


def a_source(**changes: Any) -> Source:
    return replace(Source("目录.csv", "0" * 64, Origin.FILE, date(2026, 11, 23)), **changes)


def load(session: Session, *rows: CatalogRow, **source: Any) -> CatalogImport | None:
    return apply_plan(session, plan_for(session, rows), source=a_source(**source), by="林小雨", at=NOON)
