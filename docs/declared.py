"""源码中的声明: what the source says of itself: terms, meanings, members. The pages ``events.md`` and ``glossary.md`` are made from it."""

from __future__ import annotations

import ast
import inspect
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
TERM = re.compile(r"(?P<term>[\u4e00-\u9fff][\u4e00-\u9fff\u3000-\u303f0-9A-Za-z、（）《》 ]*?)(?:: (?P<duty>.+)|\.)", re.DOTALL)
"""A docstring that starts with a term of the trade: ``确定结果: the result is decided …`` or ``专家组.``"""
CLASSED = re.compile(r"^(Open|Official|BusinessSecret|Personal)\[(?P<type>.+)\]$")


class Member(NamedTuple):
    """成员: one member of a fact or of a part of it, as the source declares it."""

    name: str
    type: str
    """The type as written, without its class."""
    meaning: str
    """The line under the member; empty where there is none."""


class Named(NamedTuple):
    """有中文名的声明: a class or function whose docstring starts with a term."""

    term: str
    duty: str
    """What the docstring says after the term, first sentence; may be empty."""
    name: str
    kind: str
    """``class`` or ``function``."""
    bases: tuple[str, ...]
    module: str


def term_and_duty(docstring: str | None) -> tuple[str, str] | None:
    """The Chinese term a docstring starts with and what follows it; none where it starts otherwise."""
    found = TERM.match(docstring or "")
    if found is None:
        return None
    first = (found["duty"] or "").split("\n\n")[0]
    duty = " ".join(first.split())
    return found["term"].strip(), duty[:1].upper() + duty[1:]


@cache
def members(declared: type) -> tuple[Member, ...]:
    """Members of a class in their order, each with the literal under it."""
    (tree,) = ast.parse(inspect.getsource(declared)).body
    if not isinstance(tree, ast.ClassDef):
        raise TypeError(f"{declared.__name__} is no class")
    found = []
    for line, following in zip(tree.body, [*tree.body[1:], None], strict=True):
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name) and not ast.unparse(line.annotation).startswith("ClassVar"):
            found.append(Member(line.target.id, _type(line.annotation), _literal(following)))
    return tuple(found)


def named(*folders: str) -> Iterator[Named]:
    """Every public class and function below the folders whose docstring starts with a term."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
                    spoken = term_and_duty(ast.get_docstring(node))
                    if spoken is not None:
                        kind = "class" if isinstance(node, ast.ClassDef) else "function"
                        bases = tuple(ast.unparse(base) for base in node.bases) if isinstance(node, ast.ClassDef) else ()
                        yield Named(*spoken, node.name, kind, bases, module)


def _type(annotation: ast.expr) -> str:
    written = ast.unparse(annotation)
    classed = CLASSED.match(written)
    return classed["type"] if classed else written


def _literal(line: ast.stmt | None) -> str:
    if isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant) and isinstance(line.value.value, str):
        return " ".join(line.value.value.split())
    return ""
