"""出错: every way in which a request is not done becomes one document: problem+json for programs, a page for people."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

import msgspec
from flask import Response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed

from application.outcome import NotAllowedError, NotFoundError, ReusedKeyError, StaleError
from domain.law.figure import UnknownFigure
from domain.law.refusal import Refused
from domain.law.rulebook import NoRuleInForce
from web import texts, wording
from web.concurrency import etag
from web.even_time import even_out
from web.language import language
from web.problems import STATUSES, ProblemError

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

OUT_OF_ORDER = frozenset({"out-of-order", "case-closed", "not-endorsed", "after-submission"})
"""Kinds of refusal that say the thing is not where the step begins: 409. All others are 422."""

CONFLICT, UNPROCESSABLE = 409, 422

HTTP_CODES = {400: "request-not-understood", 401: "not-signed-in", 403: "not-allowed", 404: "not-found", 405: "method-not-allowed", 413: "too-large"}
"""Status of the framework's own errors → our code."""

log = logging.getLogger(__name__)


class Fault(msgspec.Struct, omit_defaults=True):
    """One thing at fault, as a form shows it beside the field."""

    field: str | None
    code: str
    reason: str
    article: str | None = None


class Document(msgspec.Struct):
    """问题文件: RFC 9457, with the reason and the article of a refusal."""

    code: str
    status: int
    title: str
    detail: str
    """The way out."""
    reason: str | None = None
    article: str | None = None
    """As printed: ``20(1)``."""
    faults: tuple[Fault, ...] = ()
    headers: dict[str, str] = {}

    @property
    def members(self) -> dict[str, object]:
        """The members of the JSON answer."""
        found: dict[str, object] = {"type": f"/problems/{self.code}", "title": self.title, "status": self.status, "detail": self.detail}
        if self.reason is not None:
            found |= {"reason": self.reason, "article": self.article}
        if self.faults:
            found["faults"] = [msgspec.to_builtins(each) for each in self.faults]
        return found


def install(app: Flask) -> None:
    """Answer every error of the application in one form."""
    app.register_error_handler(Exception, answer)


def answer(error: Exception) -> Response:
    """The answer to a request that is not done."""
    found = document(error)
    if isinstance(error, NotFoundError):
        even_out()
    if found.status >= STATUSES["fault"]:
        log.error("%s %s: %s", request.method, request.path, found.code, exc_info=error)
    response = _json(found) if request.path.startswith("/api/") else _page(found)
    response.headers.update(found.headers)
    response.headers["Cache-Control"] = "no-store"
    return response


def document(error: Exception) -> Document:
    """What to say about an error. What nobody foresaw is a fault of ours, without a word about its inside."""
    for kind, said in _SAID:
        if isinstance(error, kind):
            return said(error)
    return _problem("fault")


def _refused(refused: Refused) -> Document:
    chosen = language()
    status = CONFLICT if refused.code in OUT_OF_ORDER else UNPROCESSABLE
    several = refused.every if refused.others or refused.field else ()
    return Document(
        code=refused.code,
        status=status,
        title=texts.word("problem", "out-of-order" if status == CONFLICT else "refused", chosen),
        detail=wording.remedy(refused, chosen),
        reason=wording.reason(refused, chosen),
        article=_article(refused),
        faults=tuple(Fault(each.field, each.code, wording.reason(each, chosen), _article(each)) for each in several),
    )


def _article(refused: Refused) -> str | None:
    return str(refused.citation) if refused.citation else None


def _problem(code: str, *, faults: tuple[tuple[str, str], ...] = (), headers: dict[str, str] | None = None) -> Document:
    chosen = language()
    return Document(
        code=code,
        status=STATUSES[code],
        title=texts.word("problem", code, chosen),
        detail=texts.word("problem", f"{code}.detail", chosen),
        faults=tuple(Fault(field or None, fault, texts.word("fault", fault, chosen)) for field, fault in faults),
        headers=headers or {},
    )


def _of_the_framework(error: HTTPException) -> Document:
    found = _problem(HTTP_CODES.get(error.code or 0, "request-not-understood"))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        found.headers = {"Allow": ", ".join(sorted(error.valid_methods))}
    if error.code in HTTP_CODES or error.code is None:
        return found
    found.status = error.code
    return found


def _stale(error: StaleError) -> Document:
    return _problem("stale", headers={} if error.actual is None else {"ETag": etag(error.actual)})


_SAID: tuple[tuple[type[Exception], Callable[[Any], Document]], ...] = (
    (Refused, _refused),
    (ProblemError, lambda error: _problem(error.code, faults=error.faults, headers=error.headers)),
    (CSRFError, lambda _: _problem("form-expired")),
    (InternalServerError, lambda _: _problem("fault")),
    (HTTPException, _of_the_framework),
    (StaleError, _stale),
    (NotAllowedError, lambda _: _problem("not-allowed")),
    (NotFoundError, lambda _: _problem("not-found")),
    (ReusedKeyError, lambda _: _problem("key-reused")),
    (NoRuleInForce, lambda _: _problem("day-without-rules")),
    (UnknownFigure, lambda _: _problem("day-without-rules")),
    (OperationalError, lambda _: _problem("unavailable")),
    (PoolTimeoutError, lambda _: _problem("unavailable")),
)
"""Kind of error → what is said of it; the first that fits."""


def _json(found: Document) -> Response:
    return Response(json.dumps(found.members, ensure_ascii=False), found.status, content_type="application/problem+json")


def _page(found: Document) -> Response:
    return Response(render_template("problem.html", problem=found), found.status)
