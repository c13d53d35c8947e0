"""The OpenAPI 3.1 document, written from what parts say of their operations and from nothing else."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic.json_schema import models_json_schema

from bot.api.operations import ROOT, Operation, Parameters
from bot.api.problems import ADVICE, MEDIA_TYPE, TITLES, Problem

Json = dict[str, Any]
Schemas = Mapping[Any, Json]  # by the kind of answer
ALWAYS = (400, 404, 405, 429, 500, 503)
DESCRIPTION = """基层政务公开标准目录、办事指南和社区名单，给政府网站和其他平台使用。

- 只读，不用登记，任何网站的网页都可以直接读取（CORS）。
- 想保持同步：第一次读全部，以后只带 `updated_since` 读变过的；撤下的事项也在其中，写明日期和理由。
- 一页读不完时，回答里的 `next` 就是下一页的地址。
- 每个回答都有 `ETag`：下次放进 `If-None-Match`，没有变就只回 304，不再传内容。
- 同一地址每分钟的次数有限，回答里的 `RateLimit` 写着还剩几次；超过就回 429，`Retry-After` 写着几秒后再来。
"""
HEADERS: Mapping[str, str] = {
    "ETag": "这份内容的标记，下次放进 If-None-Match",
    "Cache-Control": "可以留用多久",
    "RateLimit": "还剩几次（r），多少秒后全部恢复（t）",
    "RateLimit-Policy": "每多少秒（w）可以几次（q）",
}


def openapi(operations: Iterable[Operation[Any]], *, site: str, version: str) -> Json:
    """The whole document; `site` is where this installation is."""
    offered = list(operations)
    kinds = dict.fromkeys([one.gives for one in offered if not isinstance(one.gives, str)] + [Problem])
    references, definitions = models_json_schema(
        [(kind, "serialization") for kind in kinds], ref_template="#/components/schemas/{model}"
    )
    schemas: Schemas = {kind: reference for (kind, _mode), reference in references.items()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "居务通开放数据",
            "version": version,
            "description": DESCRIPTION,
            "termsOfService": f"{site}/api/#terms",
        },
        "servers": [{"url": f"{site}{ROOT}"}],
        "externalDocs": {"url": f"{site}/api/", "description": "怎么用，带例子"},
        "paths": {one.path: {"get": _operation(one, schemas)} for one in offered},
        "components": {
            "schemas": definitions.get("$defs", {}),
            "responses": {str(status): _problem(status) for status in TITLES},
            "headers": {name: _header(words) for name, words in HEADERS.items()},
        },
    }


def _operation(operation: Operation[Any], schemas: Schemas) -> Json:
    described = {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": operation.description,
        "tags": [operation.group],
        "parameters": list(_parameters(operation.parameters, operation.path)),
        "responses": _responses(operation, schemas),
    }
    return {name: value for name, value in described.items() if value}


def _responses(operation: Operation[Any], schemas: Schemas) -> Json:
    gives = operation.gives
    content = {gives: {}} if isinstance(gives, str) else {"application/json": {"schema": schemas[gives]}}
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS}
    codes = sorted({*ALWAYS, *operation.refusals} - {301})
    return {
        "200": {"description": operation.summary, "headers": headers, "content": content},
        **({"301": {"description": "换了地址，新地址在 Location 里"}} if 301 in operation.refusals else {}),
        "304": {"description": "自上次读取后没有变"},
        **{str(code): {"$ref": f"#/components/responses/{code}"} for code in codes},
    }


def _parameters(kind: type[Parameters], path: str) -> Iterable[Json]:
    schema = kind.model_json_schema(mode="validation", ref_template="#/components/schemas/{model}")
    for name, field in schema.get("properties", {}).items():
        in_path = f"{{{name}}}" in path
        described = {key: value for key, value in field.items() if key not in {"title", "description"}}
        if described.get("default", ...) is None:
            del described["default"]
        yield {
            "name": name,
            "in": "path" if in_path else "query",
            "required": name in schema.get("required", ()),
            "description": field["description"],
            "schema": described,
        }


def _problem(status: int) -> Json:
    answer: Json = {
        "description": f"{TITLES[status]}：{ADVICE[status]}",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status in {429, 503}:
        answer["headers"] = {"Retry-After": _header("多少秒后再来", "integer")}
    return answer


def _header(words: str, kind: str = "string") -> Json:
    return {"description": words, "schema": {"type": kind}}
