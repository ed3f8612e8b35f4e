"""日志公示接口: checkpoint, tiles and proofs, for everybody: prefix ``/api/v1/trail`` reads as C2SP tlog-tiles, entries excepted."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Response, request
from marshmallow import Schema, fields

from application.outcome import NotFoundError
from application.trail.publishing import NotSealedError, Publishing
from application.trail.witnesses import Witnesses
from web.auth import policy
from web.paging import Count
from web.schemas.derive import Strict
from web.system import system

if TYPE_CHECKING:
    from collections.abc import Callable

    from web.api.blueprint import StrictBlueprint

FOR_EVER = "public, max-age=31536000, immutable"
SHORTLY = "public, max-age=5, must-revalidate"
LARGEST = 2**53 - 1
_DIGITS = 16
T = TypeVar("T")


class InclusionQuery(Strict):
    """Which leaf under which checkpoint."""

    index = Count(most=LARGEST, required=True)
    size = Count(least=1, most=LARGEST)


class ConsistencyQuery(Strict):
    """From which size to which checkpoint."""

    old = Count(least=1, most=LARGEST, required=True)
    new = Count(least=1, most=LARGEST)


class WitnessQuery(Strict):
    """Where the witness stands."""

    old = Count(most=LARGEST, load_default=0)


class PlainText(Schema):
    """Text."""


class Inclusion(Schema):
    """包含证明: hashes are base64."""

    index = fields.Integer(required=True)
    size = fields.Integer(required=True)
    leaf = fields.String(required=True)
    path = fields.List(fields.String(), required=True)
    checkpoint = fields.String(required=True)
    proof = fields.String(required=True, metadata={"description": "The whole as one file: c2sp.org/tlog-proof@v1"})


class Consistency(Schema):
    """一致性证明: hashes are base64."""

    old = fields.Integer(required=True)
    new = fields.Integer(required=True)
    path = fields.List(fields.String(), required=True)
    checkpoint = fields.String(required=True)


class ShownCheckpoint(Schema):
    """检查点."""

    size = fields.Integer(required=True)
    root = fields.String(required=True)
    signed_at = fields.String(required=True)
    witnesses = fields.List(fields.String(), required=True)
    stamped_at = fields.DateTime(allow_none=True)


class VerifierKeyRow(Schema):
    """公钥."""

    verifier_key = fields.String(required=True)
    since = fields.Integer(required=True)


class LogState(Schema):
    """日志公示: keys and newest checkpoints."""

    keys = fields.List(fields.Nested(VerifierKeyRow), required=True)
    checkpoints = fields.List(fields.Nested(ShownCheckpoint), required=True)


def add_to(blueprint: StrictBlueprint) -> None:
    """Add the addresses."""
    blueprint.read("/trail", show_log, None, LogState, topic="trail")
    blueprint.read("/trail/inclusion", show_inclusion, InclusionQuery, Inclusion, topic="trail")
    blueprint.read("/trail/consistency", show_consistency, ConsistencyQuery, Consistency, topic="trail")
    _add_plain(blueprint, "/trail/checkpoint", show_checkpoint, None, "text/plain")
    _add_plain(blueprint, "/trail/checkpoints/<size>", show_checkpoint_of, None, "text/plain")
    _add_plain(blueprint, "/trail/tile/<path:tile>", show_tile, None, "application/octet-stream")
    _add_plain(blueprint, "/trail/timestamps/<size>", show_timestamp, None, "application/timestamp-reply")
    _add_plain(blueprint, "/trail/witness-request", show_witness_request, WitnessQuery, "text/plain")


def _add_plain(blueprint: StrictBlueprint, rule: str, view: Callable[..., Response], query: type[Schema] | None, content_type: str) -> None:
    view.takes_query = query is not None  # type: ignore[attr-defined]  # views carry what they read
    documented = blueprint.problems((400, 401, 404, 422))(view)
    if query is not None:
        documented = blueprint.arguments(query, location="query")(documented)
    documented = blueprint.response(200, PlainText, content_type=content_type)(documented)
    documented = blueprint.doc(operationId=view.__name__)(documented)
    blueprint.route(rule, methods=["GET"], endpoint=view.__name__, tags=["trail"])(documented)


@policy("public")
def show_log() -> Any:
    """Keys of the log and its newest checkpoints."""
    published = Publishing(system().engine)
    rows = [each._asdict() | {"root": _text(each.root), "witnesses": list(each.witnesses)} for each in published.shown()]
    return {"keys": [{"verifier_key": each.line, "since": each.since} for each in published.verifier_keys()], "checkpoints": rows}


@policy("public")
def show_checkpoint() -> Response:
    """The newest checkpoint, as a signed note with the lines of its witnesses (C2SP tlog-checkpoint)."""
    return _answer(_found(lambda log: log.newest().note), "text/plain; charset=utf-8", SHORTLY)


@policy("public")
def show_checkpoint_of(size: str) -> Response:
    """The checkpoint of a size."""
    return _answer(_found(lambda log: log.checkpoint(_size(size)).note), "text/plain; charset=utf-8", SHORTLY)


@policy("public")
def show_tile(tile: str) -> Response:
    """Hashes of a tile (C2SP tlog-tiles); ``entries`` are nobody's to read here."""
    hashes, _ = _found(lambda log: log.tile(tile))
    return _answer(hashes, "application/octet-stream", FOR_EVER)


@policy("public")
def show_timestamp(size: str) -> Response:
    """The answer of a time-stamp authority about a checkpoint (RFC 3161)."""
    return _answer(_found(lambda log: log.timestamp(_size(size))), "application/timestamp-reply", SHORTLY)


@policy("public")
def show_inclusion(query: dict[str, Any]) -> Response | dict[str, Any]:
    """That an event is under a checkpoint; of the event its hash alone is told."""
    checkpoint, leaf, path, proof = _found(lambda log: log.inclusion(query["index"], query.get("size")))
    told = {"index": query["index"], "size": checkpoint.size, "leaf": _text(leaf), "path": [_text(each) for each in path]}
    return told | {"checkpoint": checkpoint.note, "proof": proof}


@policy("public")
def show_consistency(query: dict[str, Any]) -> Response | dict[str, Any]:
    """That a checkpoint continues an older one."""
    checkpoint, path = _found(lambda log: log.consistency(query["old"], query.get("new")))
    return {"old": query["old"], "new": checkpoint.size, "path": [_text(each) for each in path], "checkpoint": checkpoint.note}


@policy("public")
def show_witness_request(query: dict[str, Any]) -> Response:
    """What a witness that stands at ``old`` is asked: newest checkpoint with its proof (C2SP tlog-witness, add-checkpoint)."""
    try:
        return _answer(Witnesses(system().casework).request(query["old"]), "text/plain; charset=utf-8", SHORTLY)
    except LookupError:
        raise NotFoundError("checkpoint") from None


def _found(asked: Callable[[Publishing], T]) -> T:
    try:
        return asked(Publishing(system().engine))
    except NotSealedError as fault:
        raise NotFoundError(str(fault)) from None


def _answer(content: str | bytes, content_type: str, keep: str) -> Response:
    response = Response(content, content_type=content_type)
    response.headers["Cache-Control"] = keep
    response.add_etag()
    response.make_conditional(request)
    return response


def _size(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < _DIGITS):
        raise NotSealedError(text)
    return int(text)


def _text(raw: bytes) -> str:
    return b64encode(raw).decode()
