"""谁来记录: which command ends in which fact, read from the source: handler → deciding functions → the facts they make.

What a function mentions, it may call; so a fact behind a table of functions is found as well.
"""

from __future__ import annotations

import ast
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from docs.declared import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

FOLDERS = ("domain", "application/handlers")
BESIDE_COMMANDS = ("application/trail/sealing.py", "application/refusals.py")
"""What is put on record beside the commands: the log's own leaves follow from none, and a refusal from any."""


class Mention(NamedTuple):
    """What one top-level name of a module mentions."""

    names: frozenset[str]
    """Qualified names: ``domain.case.grading.propose``."""
    made: frozenset[str]
    """Qualified names that are called."""


@cache
def recorders() -> Mapping[str, frozenset[str]]:
    """Qualified name of a fact's class → names of the commands whose handlers end in it."""
    mentions = {name: mention for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py")) for name, mention in _mentions(path)}
    found: dict[str, set[str]] = {}
    for command, handler in _handlers():
        for name in _reached(handler, mentions):
            for made in mentions[name].made:
                found.setdefault(made, set()).add(command)
    for name, mention in (found_in for path in BESIDE_COMMANDS for found_in in _mentions(ROOT / path)):
        for made in mention.made:
            found.setdefault(made, set()).add(name.rpartition(".")[2])
    return {made: frozenset(commands) for made, commands in found.items()}


def _reached(start: str, mentions: Mapping[str, Mention]) -> set[str]:
    waiting, reached = [start], {start}
    while waiting:
        for name in mentions[waiting.pop()].names:
            if name in mentions and name not in reached:
                reached.add(name)
                waiting.append(name)
    return reached


def _handlers() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "application/handlers").glob("*.py")):
        for node in _tree(path).body:
            if isinstance(node, ast.FunctionDef):
                for decorator in node.decorator_list:
                    if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "handles":
                        yield ast.unparse(decorator.args[0]), f"{_module(path)}.{node.name}"


def _mentions(path: Path) -> Iterator[tuple[str, Mention]]:
    tree, module = _tree(path), _module(path)
    own = {name: f"{module}.{name}" for node in tree.body for name in _defined(node)}
    known = {**own, **dict(_imported(tree))}
    for node in tree.body:
        for name in _defined(node):
            bodies = node.body if isinstance(node, ast.FunctionDef | ast.ClassDef) else [node]
            inner = [each for body in bodies for each in ast.walk(body)]
            names = frozenset(filter(None, (_qualified(each, known) for each in inner)))
            made = frozenset(filter(None, (_qualified(each.func, known) for each in inner if isinstance(each, ast.Call))))
            yield f"{module}.{name}", Mention(names, made)


def _defined(node: ast.stmt) -> tuple[str, ...]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return (node.name,)
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return tuple(target.id for target in targets if isinstance(target, ast.Name))


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((alias.asname or alias.name, f"{node.module}.{alias.name}") for alias in node.names)


def _qualified(node: ast.AST, known: Mapping[str, str]) -> str | None:
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in known:
        return f"{known[node.value.id]}.{node.attr}"
    return None


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)
