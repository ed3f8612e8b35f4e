"""答复: the shapes of what the interface answers, for its description."""

from __future__ import annotations

from typing import ClassVar

from marshmallow import Schema, fields


class Answer(Schema):
    """What came of a command."""

    id = fields.UUID(allow_none=True, metadata={"description": "What the command created (a case, an objection), or the thing it changed."})
    version = fields.Integer(allow_none=True, metadata={"description": "Version now of the case, sheet, list or entry that was changed; the ETag."})
    versions = fields.Dict(keys=fields.String(), values=fields.Integer(), metadata={"description": "Every aggregate written: id to version."})
    position = fields.Integer(metadata={"description": "Position of the last event in the log."})
    remark = fields.String(allow_none=True, metadata={"description": "Code of what was done instead of what was asked."})


class FaultShape(Schema):
    """One thing at fault."""

    field = fields.String(allow_none=True, metadata={"description": "Path of the member at fault."})
    code = fields.String(required=True)
    reason = fields.String(required=True)
    article = fields.String(allow_none=True)


class Problem(Schema):
    """RFC 9457, with the reason and the article of a refusal."""

    type = fields.String(required=True, metadata={"description": "/problems/<code>"})
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True, metadata={"description": "The way out."})
    reason = fields.String(allow_none=True)
    article = fields.String(allow_none=True, metadata={"description": "As printed: 20(1)."})
    faults = fields.List(fields.Nested(FaultShape))

    CONTENT_TYPE: ClassVar = "application/problem+json"
