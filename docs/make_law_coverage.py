"""法条对照: makes ``law-coverage.md``: each article of the rules, the figures and modules that carry it, the tests that prove it.

Nothing is kept by hand but the list of articles (``domain/law/articles.yaml``), where an article without a rule says why it has none.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from domain.law.citation import CASE_DOCUMENT
from domain.law.law_file import read
from domain.law.rulebook import SHIPPED, rule_set

ROOT = Path(__file__).parents[1]
LAYERS = ("domain", "application", "projections", "web")
WITH_ITEM = re.compile(r"[0-9]+\([0-9]\)")
"""A text that can only be an article: ``20(3)``. A bare number is one where its line speaks of articles."""
SPEAKS_OF_ARTICLES = re.compile(r"article|citation|refused", re.IGNORECASE)

Found = dict[str, set[str]]


class Article(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """条文: one article or item of the rules."""

    place: str
    zh: str
    en: str
    without_rule: str | None = None
    """Why no rule of the product carries it."""
    modules: tuple[str, ...] = ()
    """Modules that carry it without a figure or a citation of their own."""


class Articles(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """条文目录: every article and item of one document."""

    document: str
    articles: tuple[Article, ...]


class Covered(NamedTuple):
    """One article with what carries and what proves it."""

    article: Article
    figures: tuple[str, ...]
    modules: tuple[str, ...]
    tests: tuple[str, ...]


def coverage() -> tuple[Covered, ...]:
    """Every article of the rules in order, with its figures, modules and tests."""
    figures, modules, tests = _figures(), _modules(), _tests()
    return tuple(
        Covered(
            article,
            tuple(sorted(figures[article.place])),
            tuple(sorted({module for path in figures[article.place] for module in modules[path]} | modules[article.place] | set(article.modules))),
            tuple(sorted(tests[article.place])),
        )
        for article in read(SHIPPED / "articles.yaml", Articles).articles
    )


def page(covered: tuple[Covered, ...]) -> str:
    """The page in Markdown."""
    head = [
        "# 法条对照 · Law coverage",
        "",
        "Made by `make docs` from the rule data, the source and the tests. 深工信规〔2025〕5号: article → rule → test.",
        "Figures are paths below `domain/law/parameters`; 暂定 marks an assumed one (register of readings: `law show --readings`).",
        "",
        "| article | what | figures | carried by | proved by |",
        "|---|---|---|---|---|",
    ]
    return "\n".join([*head, *(_row(each) for each in covered), ""])


def _row(each: Covered) -> str:
    article = each.article
    if article.without_rule and not each.modules and not each.figures:
        return f"| {article.place} | {article.zh} · {article.en} | – | – {article.without_rule} | – |"
    figures = "<br>".join(f"`{path}`{_assumed(path)}" for path in each.figures) or "–"
    modules = "<br>".join(f"`{name}`" for name in each.modules) or "–"
    tests = "<br>".join(f"`{name}`" for name in each.tests) or "–"
    return f"| {article.place} | {article.zh} · {article.en} | {figures} | {modules} | {tests} |"


def _assumed(path: str) -> str:
    figure = rule_set("sz-2025-5").figure(path)
    return f" 暂定 {figure.reading}" if figure.assumed else ""


def _figures() -> Found:
    """Article to the figures that stand there, by their own citation or by that of an entry of their list."""
    found: Found = defaultdict(set)
    rules = rule_set("sz-2025-5")
    for path in rules.paths:
        figure = rules.figure(path)
        if figure.citation.document != CASE_DOCUMENT:
            continue
        entries = figure.value if isinstance(figure.value, list) else []
        for place in {figure.citation.place, *(entry["place"] for entry in entries if isinstance(entry, dict) and "place" in entry)}:
            found[place].add(path)
    return found


def _modules() -> Found:
    """Figure path, or article cited outright, to the modules that name it."""
    found: Found = defaultdict(set)
    for path in sorted(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text())):
            for text in _named(node):
                found[text].add(name)
    return found


def _named(node: ast.AST) -> tuple[str, ...]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and "/" in node.value:
        return (node.value,)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Citation":
        return tuple(argument.value for argument in node.args if isinstance(argument, ast.Constant) and isinstance(argument.value, str))
    return ()


def _tests() -> Found:
    """Article to the files of tests that assert it: law cases by their ``articles``, test modules by the texts they compare."""
    found: Found = defaultdict(set)
    for path in sorted((ROOT / "tests").rglob("*.py")):
        lines = path.read_text().splitlines()
        for node in ast.walk(ast.parse("\n".join(lines))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_article(node.value, lines[node.lineno - 1]):
                found[node.value].add(path.relative_to(ROOT).as_posix())
    for path in sorted((ROOT / "tests" / "law").glob("*.yaml")):
        for case in read(path, dict[str, Any])["cases"]:
            for place in case["articles"]:
                found[place].add(path.relative_to(ROOT).as_posix())
    return found


def _is_article(text: str, line: str) -> bool:
    return bool(WITH_ITEM.fullmatch(text)) or (text.isdecimal() and bool(SPEAKS_OF_ARTICLES.search(line)))


if __name__ == "__main__":
    sys.stdout.write(page(coverage()))
