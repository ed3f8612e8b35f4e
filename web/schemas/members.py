"""成员说明: the line under each member of a value of the catalogue, for the description of the interface."""

from __future__ import annotations

import ast
import inspect
import textwrap
from functools import cache


@cache
def described(kind: type) -> dict[str, str]:
    """Member → the line that follows it in the source."""
    body = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0]
    if not isinstance(body, ast.ClassDef):
        return {}
    notes: dict[str, str] = {}
    for member, line in zip(body.body, body.body[1:], strict=False):
        if isinstance(member, ast.AnnAssign) and isinstance(member.target, ast.Name) and _is_text(line):
            notes[member.target.id] = " ".join(ast.literal_eval(line.value).replace("``", "").split())  # type: ignore[attr-defined]
    return notes


def _is_text(line: ast.stmt) -> bool:
    return isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant) and isinstance(line.value.value, str)
