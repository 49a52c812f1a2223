"""The description of the API (OpenAPI): what each call takes, and every answer it may give."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from web.documents import PROBLEM, Problem
from web.visit import COOKIE, SAFE

API = "/api/"
BARRED = {
    "400": "内容读不出来",
    "401": "没有登录",
    "403": "不是从本系统发出的，或者须先修改初始密码",
    "404": "没有，或者不在职责范围内",
    "409": "已由他人办理，或者阶段已变",
    "413": "内容过大",
    "415": "内容的类型不对",
    "422": "写法不对，或者按条款不能办理",
    "503": "数据库正忙",
}
OF_READING = ("401", "403", "404", "422", "503")


def described(app: FastAPI) -> dict[str, Any]:
    """The calls of the API, with problems in the place of the framework's own errors."""
    found = get_openapi(title=app.title, version="1", routes=app.routes)
    found["paths"] = {p: calls for p, calls in found["paths"].items() if p.startswith(API)}
    schemas = found.setdefault("components", {}).setdefault("schemas", {})
    for own in ("HTTPValidationError", "ValidationError"):
        schemas.pop(own, None)
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs", {})
    schemas["Problem"] = problem
    found["components"]["securitySchemes"] = {
        "session": {"type": "apiKey", "in": "cookie", "name": COOKIE},
        "token": {"type": "apiKey", "in": "header", "name": "X-CSRF-Token"},
    }
    for calls in found["paths"].values():
        for method, call in calls.items():
            reading = method.upper() in SAFE
            call["security"] = [{"session": []} if reading else {"session": [], "token": []}]
            for status in OF_READING if reading else BARRED:
                call["responses"][status] = {
                    "description": BARRED[status],
                    "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
                }
    return found
