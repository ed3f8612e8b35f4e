"""文字: nothing a person reads is missing in either language, and both say the same figures."""

from __future__ import annotations

import importlib
import pkgutil
import re
from string import Formatter
from typing import TYPE_CHECKING

import pytest
import yaml

import application
import domain
import projections
from application.casework import HANDLERS, gather_handlers
from domain.calendar.deadline import STEPS
from domain.case.audit_case import CLOSED, MILESTONES
from domain.catalogue import FACTS
from domain.law.label import Label
from domain.law.refusal import KINDS
from domain.law.rulebook import SHIPPED
from domain.register.person import BOUND, FREE
from projections.case_file_facts import STATES
from projections.worklist import HEADINGS, TASKS
from tests.architecture.tree import ROOT
from web import texts, wording
from web.desks.event_lines import MEMBERS
from web.desks.menu import TABS
from web.problems import STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterable

HAN = re.compile(r"[\u4e00-\u9fff](?<!年)(?<!月)(?<!日)")
"""Chinese, except in a day that is shown as it may be written."""
SAID = re.compile(
    r"""\bt\(\s*["']([a-z][a-z0-9.-]*)["']\s*[,)~]|page_text\(["']([a-z0-9.-]+)["']|texts\.word\(["']page["'],\s*["']([a-z0-9.-]+)["']"""
)
PREFIXES = {"menu.", "tasks."}
"""Texts whose code is put together: ``t("menu." + name)``."""


def import_all() -> None:
    for package in (domain, application, projections):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "migrations" not in module.name:
                importlib.import_module(module.name)


def places(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def kinds() -> list[str]:
    import_all()
    return sorted(code for code in KINDS if not code.startswith("planted"))


@pytest.mark.parametrize("code", kinds())
def test_every_refusal_is_said_in_english_with_the_same_figures(code: str) -> None:
    kind = KINDS[code]
    assert places(texts.refusal(code, "sentence")) == places(kind.sentence)
    assert places(texts.refusal(code, "remedy")) == places(kind.remedy)
    assert not HAN.search(texts.refusal(code, "sentence") + texts.refusal(code, "remedy"))


def test_no_refusal_is_said_that_nobody_gives() -> None:
    assert texts.catalogue()["refusal"].keys() - set(kinds()) == set()


def test_every_text_is_there_in_both_languages_with_the_same_places() -> None:
    wrong = [
        (vocabulary, code)
        for vocabulary, entries in texts.catalogue().items()
        if vocabulary != "refusal"
        for code, entry in entries.items()
        if set(entry) != set(texts.LANGUAGES)
        or not all(isinstance(each, str) for each in entry.values())
        or places(entry["zh"]) != places(entry["en"])
    ]
    assert wrong == []


def test_english_is_english() -> None:
    found = [
        (vocabulary, code)
        for vocabulary, entries in texts.catalogue().items()
        if vocabulary != "refusal"
        for code, entry in entries.items()
        if HAN.search(entry["en"])
    ]
    assert found == []


def said_alike(entry: dict[str, str]) -> bool:
    return all(isinstance(each, str) for each in entry.values()) and places(entry["zh"]) == places(entry["en"])


def missing(vocabulary: str, codes: Iterable[str]) -> list[str]:
    return sorted(set(codes) - texts.catalogue()[vocabulary].keys())


def test_every_code_of_the_record_has_words() -> None:
    gather_handlers()
    assert missing("event", FACTS) == []
    assert missing("command", (each.__name__ for each in HANDLERS)) == []
    assert missing("state", {"new", "planned", *STATES.values(), *CLOSED}) == []
    assert missing("milestone", MILESTONES) == []
    assert missing("task", TASKS) == []
    assert missing("waiting", (code for code, task in TASKS.items() if task.tracked_by)) == []
    assert missing("heading", HEADINGS) == []
    assert missing("heading-note", HEADINGS) == []
    assert missing("role", {*BOUND, *FREE, "public", "system"}) == []
    assert missing("deadline-step", STEPS) == []
    assert missing("member", MEMBERS) == []
    assert missing("document", yaml.safe_load((SHIPPED / "documents.yaml").read_text())) == []


def test_the_steps_of_a_deadline_say_in_chinese_what_the_domain_says() -> None:
    assert {code: texts.word("deadline-step", code, "zh") for code in STEPS} == STEPS


def test_every_act_and_everything_missing_has_words() -> None:
    import_all()
    source = "\n".join(path.read_text() for path in (ROOT / "domain").rglob("*.py"))
    assert missing("act", set(re.findall(r'\bact="([a-z-]+)"', source))) == []
    assert missing("missing", set(re.findall(r'\bmissing="([a-z-]+)"', source))) == []


def test_every_problem_has_a_title_and_a_way_out() -> None:
    assert missing("problem", {*STATUSES, *(f"{code}.detail" for code in STATUSES), "refused", "out-of-order"}) == []


def test_every_fault_of_a_field_has_words() -> None:
    sources = [path.read_text() for path in (ROOT / "web").rglob("*.py")]
    codes = {
        code
        for source in sources
        for code in re.findall(r'ValidationError\("([a-z-]+)"\)|WRONG = _\w+, "([a-z-]+)"', source)
        for code in code
        if code
    }
    assert codes
    assert missing("fault", codes) == []


def said_on_pages() -> set[str]:
    pages = [*(ROOT / "web" / "templates").rglob("*.html"), *(ROOT / "web").rglob("*.py")]
    return {code for page in pages for found in SAID.findall(page.read_text()) for code in found if code}


def test_every_text_of_a_page_is_in_the_catalogue_and_none_is_left_over() -> None:
    known = set(texts.catalogue()["page"])
    assert said_on_pages() - known == set()
    unused = {code for code in known - said_on_pages() if not any(code.startswith(prefix) for prefix in PREFIXES)}
    assert unused - {f"case.{each.name}" for each in TABS} == set()


def test_no_template_speaks_for_itself() -> None:
    speaking = {}
    for page in (ROOT / "web" / "templates").rglob("*.html"):
        plain = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<[^>]+>", "", page.read_text(), flags=re.DOTALL)
        # The name of the other language stands in that language.
        words = [each for each in re.findall(r"[A-Za-z\u4e00-\u9fff]{2,}", plain) if each not in {"English中文", "openapi", "json", "sha"}]
        if words:
            speaking[page.name] = words
    assert speaking == {}


def test_a_text_that_is_missing_is_named() -> None:
    with pytest.raises(texts.MissingTextError, match=r"state\.nowhere"):
        texts.word("state", "nowhere", "zh")
    with pytest.raises(texts.MissingTextError, match="planted"):
        texts.refusal("planted", "sentence")


def test_an_item_of_the_rule_data_is_named_in_the_reader_s_language() -> None:
    assert wording.said("kind", Label("客户", "client"), "en") == "client"
    assert wording.said("kind", Label("客户", "client"), "zh") == "客户"
