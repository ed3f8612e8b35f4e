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
        return render_template("api.html", described=described(api), groups=groups(described(api)), parts=parts(described(api)))

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


def parts(document: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The values that bodies are made of, below their first level: name → members."""
    schemas: dict[str, Any] = document["components"]["schemas"]
    waiting = [_body(operation) for path in document["paths"].values() for operation in path.values() if isinstance(operation, dict)]
    found: dict[str, list[dict[str, Any]]] = {}
    for name in waiting:
        for shape in schemas.get(name, {}).get("properties", {}).values():
            below = _named(shape)
            if below and below not in found:
                found[below] = _shapes(schemas[below])
                waiting.append(below)
    return dict(sorted(found.items()))


def _members(document: dict[str, Any], operation: dict[str, Any]) -> list[dict[str, Any]]:
    queries = [each for each in operation.get("parameters", ()) if each.get("in") == "query"]
    asked = [{"name": each["name"], "required": each.get("required", False), **_kind(each | each.get("schema", {}))} for each in queries]
    return asked + _shapes(document["components"]["schemas"].get(_body(operation), {}))


def _body(operation: dict[str, Any]) -> str:
    """Name of the schema of an operation's body."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    name: str = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    return name


def _shapes(schema: dict[str, Any]) -> list[dict[str, Any]]:
    required = set(schema.get("required", ()))
    return [{"name": each, "required": each in required, **_kind(shape)} for each, shape in schema.get("properties", {}).items()]


def _named(shape: dict[str, Any]) -> str:
    """Name of the value a member is, or is a list of."""
    either = (shape, shape.get("items") or {}, *shape.get("anyOf", ()), *shape.get("allOf", ()))
    return next((each["$ref"].rpartition("/")[2] for each in either if "$ref" in each), "")


def _kind(shape: dict[str, Any]) -> dict[str, str]:
    named, inner = _named(shape), shape.get("items") or {}
    kind = shape.get("type", "object")
    kind = " / ".join(kind) if isinstance(kind, list) else kind
    choices = " | ".join(map(str, shape.get("enum", ())))
    plain = f"{kind} of {inner.get('type', '')}" if inner and not named else choices or shape.get("format") or kind
    listed = f"{kind} of " if inner and named else ""
    return {"kind": listed if named else plain, "part": named, "note": shape.get("description", "")}
