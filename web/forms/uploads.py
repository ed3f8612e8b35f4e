"""上传: files that came with a form go into the cabinet first; the form then carries their digests, so that nothing is sent twice.

A file control is named by the path it belongs to and ``~file``: ``audit_plan_digest~file`` for one paper, ``papers.2~file`` for a row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.datastructures import MultiDict

from domain.law.refusal import Refused
from web.forms.faults import of_refusal
from web.system import system

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Request
    from werkzeug.datastructures import FileStorage

    from domain.fact import Capacity
    from web.forms.fields import Fault

MARK = "~file"


def received(request: Request, by: Capacity, case_id: UUID | None) -> tuple[MultiDict[str, str], list[Fault]]:
    """The form with the digests of its papers, and what is wrong with them."""
    form: MultiDict[str, str] = MultiDict(request.form)
    faults: list[Fault] = []
    for name, file in request.files.items(multi=True):
        if name.endswith(MARK) and file.filename:
            faults += _taken(form, name.removesuffix(MARK), file, by, case_id)
    return form, faults


def _taken(form: MultiDict[str, str], path: str, file: FileStorage, by: Capacity, case_id: UUID | None) -> list[Fault]:
    try:
        paper = system().papers.take(file.stream, file.filename or "", by, case_id)
    except Refused as refused:
        return list(of_refusal(refused, {}, path))
    if path.endswith("_digest"):
        form[path], form[f"{path}~name"] = paper.digest, paper.name
    else:
        for name, value in paper._asdict().items():
            form[f"{path}.{name}"] = str(value)
    return []
