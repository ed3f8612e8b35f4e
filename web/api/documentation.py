"""接口说明: the description as OpenAPI 3.1, and as a page to read, made here without anything from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, jsonify, render_template

from web.auth import policy

if TYPE_CHECKING:
    from flask_smorest import Api

METHODS = ("get", "put", "post", "delete")


def pages(api: Api) -> Blueprint:
    """The two addresses of the description."""
    found = Blueprint("documentation", __name__, url_prefix="/api/v1")

    @found.get("/openapi.json")
    @policy("public")
    def openapi() -> Response:
        return jsonify(described(api))

    @found.get("/docs")
    @policy("public")
    def docs() -> str:
        return render_template("api.html", described=described(api), groups=groups(described(api)))

    return found


def described(api: Api) -> dict[str, Any]:
    """The OpenAPI document."""
    found: dict[str, Any] = api.spec.to_dict()
    return found


def groups(document: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Topic → operations, each with its address, its members and its query."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path, operations in document["paths"].items():
        for method in METHODS:
            if method in operations:
                operation = operations[method]
                row = {"method": method.upper(), "path": path, "summary": operation.get("summary", ""), "operation": operation}
                row["members"] = _members(document, operation)
                found.setdefault(operation["tags"][0], []).append(row)
    return found


def _members(document: dict[str, Any], operation: dict[str, Any]) -> list[dict[str, Any]]:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    schema = document["components"]["schemas"].get(name, {})
    required = set(schema.get("required", ()))
    return [{"name": each, "required": each in required, **_kind(shape)} for each, shape in schema.get("properties", {}).items()]


def _kind(shape: dict[str, Any]) -> dict[str, str]:
    if "$ref" in shape:
        return {"kind": shape["$ref"].rpartition("/")[2], "note": shape.get("description", "")}
    inner = shape.get("items") or {}
    kind = shape.get("type", "object")
    kind = "/".join(kind) if isinstance(kind, list) else kind
    of = inner.get("$ref", "").rpartition("/")[2] or inner.get("type", "")
    return {"kind": f"{kind} of {of}" if of else shape.get("format") or kind, "note": shape.get("description", "")}
