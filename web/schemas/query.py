"""查询参数: read as strictly as bodies: an unknown one is refused, not passed over, and one given twice too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webargs.flaskparser import FlaskParser

from web.json_body import read_json
from web.problems import ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Request
    from marshmallow import Schema, ValidationError


class StrictParser(FlaskParser):
    """Reads bodies by our own decoder; says what is wrong in our own words."""

    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {}  # noqa: RUF012  the library's own way: the schema decides, and ours refuse

    def load_json(self, req: Request, schema: Schema) -> Any:
        """The body, strictly."""
        return read_json(req)

    def load_querystring(self, req: Request, schema: Schema) -> Any:
        """The query; one that is given twice means two things."""
        for name, values in req.args.lists():
            if len(values) > 1:
                raise ProblemError("query-wrong", faults=((name[:80], "given-twice"),))
        return req.args.to_dict()

    def handle_error(self, error: ValidationError, req: Request, schema: Schema, *, error_status_code: int | None, error_headers: Any) -> Any:
        """Every fault by its path."""
        messages: Any = error.messages
        location, found = next(iter(messages.items()))
        raise ProblemError("query-wrong" if location == "query" else "fields-wrong", faults=tuple(flattened(found)))


def flattened(messages: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Nested messages as (``form.sites.0.district``, code)."""
    if isinstance(messages, dict):
        for name, below in messages.items():
            step = str(name)[:80]
            yield from flattened(below, path if step in {"_schema", "key", "value"} else f"{path}.{step}".lstrip("."))
    elif isinstance(messages, list):
        for each in messages:
            yield from flattened(each, path)
    else:
        yield path, str(messages)
