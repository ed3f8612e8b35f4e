"""蓝图: a blueprint of the interface: bodies and queries are read strictly, all refusals have one shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_smorest import Blueprint

from web.schemas.answers import Problem
from web.schemas.query import StrictParser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from marshmallow import Schema

    View = Callable[..., Any]

READ_PROBLEMS = (400, 401, 403, 404, 422, 429)


class StrictBlueprint(Blueprint):
    """A part of the interface."""

    ARGUMENTS_PARSER = StrictParser()

    def problems(self, statuses: Iterable[int]) -> Callable[[View], View]:
        """Say in the description with which statuses a view may refuse."""

        def documented(view: View) -> View:
            for status in statuses:
                view = self.alt_response(status, schema=Problem, content_type=Problem.CONTENT_TYPE)(view)
            return view

        return documented

    def read(self, rule: str, view: View, query: type[Schema] | None, shape: type[Schema], *, topic: str) -> None:
        """Add a view that only reads."""
        view.takes_query = query is not None  # type: ignore[attr-defined]  # views carry what they read
        documented = self.problems(READ_PROBLEMS)(view)
        if query is not None:
            documented = self.arguments(query, location="query")(documented)
        documented = self.response(200, shape)(documented)
        documented = self.doc(operationId=view.__name__)(documented)
        self.route(rule, methods=["GET"], endpoint=view.__name__, tags=[topic])(documented)
