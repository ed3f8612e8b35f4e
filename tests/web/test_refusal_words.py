"""拒绝的措辞: every refusal, filled as its rule fills it, reads as a sentence in either language: no code, no id, no day as programs write it."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

import pytest
from flask import g

from application.identity import Entry
from domain.case.correction import GROUNDS
from domain.case.eligibility import AMENDMENT_CONDITIONS, PLAN_CONDITIONS
from domain.case.judgement import SENTENCES
from domain.case.objections import PARTIES
from domain.case.publication import CHANNELS
from domain.law.refusal import KINDS
from domain.lists.public_list import ARTICLES, READY
from tests.architecture.tree import ROOT
from tests.examples.panel import PANEL_ON
from tests.examples.refusals import PLACES_FILLED, Typed
from tests.web.test_texts import kinds, places
from web import texts, wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.law.refusal import Refused
    from tests.stories.trade import Trade

RAW = {
    "a code": re.compile(r"(?<![\w/.-])[a-z][a-z0-9]*(?:-[a-z0-9]+)+(?![\w-])"),
    "an id": re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}"),
    "a day as programs write it": re.compile(r"\d{4}-\d{2}-\d{2}"),
    "an instant as programs write it": re.compile(r"\d{2}:\d{2}:\d{2}"),
    "a value as Python writes it": re.compile(r"[\[\]{}<>]|\b[A-Z]\w*\(|\('|None\b|True\b|False\b"),
    "a place left open": re.compile(r"[{}]"),
}
HYPHENATED = {"energy-saving", "high-cost"}
"""Words of labels that look like codes."""


def words_of_data() -> set[str]:
    """Every code the texts know, where it is no word of its own."""
    return {
        code for vocabulary, entries in texts.catalogue().items() if vocabulary != "page" for code in entries if code.isascii() and code.islower()
    }


def raw(sentence: str, said: dict[str, str], language: str) -> list[str]:
    """What in a sentence no person should read."""
    found = [f"{what}: {hit[0]}" for what, form in RAW.items() for hit in form.finditer(sentence) if hit[0] not in HYPHENATED]
    found += [f"the code {code} for {name}" for name, code in said.items() if code in words_of_data() and language == "zh"]
    return found


def filled(code: str) -> Refused:
    places_filled: dict[str, Any] = PLACES_FILLED.get(code, {})
    return KINDS[code](**places_filled)


def sentences(refused: Refused, language: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The sentence and the way out, what the person typed taken out, and what the places were filled with."""
    blank: dict[str, Any] = {name: Typed("…") if isinstance(value, Typed) else value for name, value in refused.parameters.items()}
    plain = refused.kind(refused.citation, **blank)
    said = {name: wording.said(name, value, language) for name, value in blank.items()}
    yield wording.reason(plain, language), said
    yield wording.remedy(plain, language), said


@pytest.mark.parametrize("code", kinds())
def test_a_refusal_that_says_something_of_the_case_has_an_example(code: str) -> None:
    asked = places(KINDS[code].sentence) | places(KINDS[code].remedy)
    assert asked == PLACES_FILLED.get(code, {}).keys(), f"tests/examples/refusals.py does not fill the places of {code}"


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize("code", kinds())
def test_a_refusal_reads_as_a_sentence(code: str, language: str) -> None:
    own = KINDS[code].sentence + KINDS[code].remedy + texts.refusal(code, "sentence") + texts.refusal(code, "remedy")
    found = [each for sentence, said in sentences(filled(code), language) for each in raw(sentence, said, language)]
    # A way out may show how a day is to be written, and an English one has hyphens; that is the text's own, not a value.
    assert [each for each in found if each.rpartition(": ")[2] not in own] == []


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize("code", [code for code in kinds() if any(isinstance(each, Typed) for each in PLACES_FILLED.get(code, {}).values())])
def test_what_somebody_typed_is_shown_back_as_it_was_typed(code: str, language: str) -> None:
    typed = {name: value for name, value in filled(code).parameters.items() if isinstance(value, Typed)}
    shown = wording.reason(filled(code), language) + wording.remedy(filled(code), language)
    assert [value for name, value in typed.items() if wording.said(name, value, language) not in shown] == []


def test_no_example_is_left_of_a_refusal_nobody_gives() -> None:
    assert PLACES_FILLED.keys() - set(kinds()) == set()


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ("plan-reported", "a code"),
        ("00000000-0000-4000-8000-000000000003", "an id"),
        ("2026-03-02", "a day"),
        ("('mail', 'post')", "a value"),
        ("Label(zh='合格')", "a value"),
        ("None", "a value"),
        ("{veto}", "a place"),
    ],
)
def test_a_planted_raw_value_is_found(value: str, what: str) -> None:
    assert any(each.startswith(what) for each in raw(f"结果为「{value}」。", {}, "zh"))


def test_a_single_word_of_the_record_is_found_in_chinese() -> None:
    assert raw("告知方式「mail」。", {"channel": "mail"}, "zh") == ["the code mail for channel"]


def joined(value: ast.expr) -> bool:
    """Whether an expression makes text of values: then the words for them come too late."""
    match value:
        case ast.Call(func=ast.Attribute(attr="join" | "isoformat")):
            return True
        case ast.Call(func=ast.Name(id="str" | "repr")):
            return True
    return False


def given(tree: ast.Module) -> Iterator[tuple[int, str, ast.expr]]:
    """What refusals are filled with: line, place, expression."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id.isupper():
            yield from ((node.lineno, each.arg, each.value) for each in node.keywords if each.arg and each.arg != "field")


def test_a_refusal_is_given_values_and_not_texts_made_of_them() -> None:
    sources = [path for folder in ("domain", "application") for path in sorted((ROOT / folder).rglob("*.py"))]
    early = [f"{path.name}:{line} {name}" for path in sources for line, name, value in given(ast.parse(path.read_text())) if joined(value)]
    assert early == []


def test_a_planted_joined_text_is_found() -> None:
    planted = ast.parse('raise UNKNOWN_CHANNEL(RESULT, field="channel", channels="、".join(CHANNELS))')
    assert [name for _, name, value in given(planted) if joined(value)] == ["channels"]


def test_every_code_a_refusal_can_carry_has_words() -> None:
    known = texts.catalogue()
    conditions = {re.findall(r'found\("([a-z-]+)"', (ROOT / "domain/case" / f"{module}.py").read_text())[0] for module in ("reapplication",)}
    conditions |= set(re.findall(r'found\("([a-z-]+)"', (ROOT / "domain/case/eligibility.py").read_text()))
    assert len(conditions) == len({*PLAN_CONDITIONS, *AMENDMENT_CONDITIONS})
    assert conditions - known["condition"].keys() == set()
    assert set(CHANNELS) - known["channel"].keys() == set()
    assert set(PARTIES) - known["party"].keys() == set()
    assert set(GROUNDS) - known["ground"].keys() == set()
    assert set(ARTICLES) - known["kind"].keys() == set()
    assert set(READY.values()) - known["state"].keys() == set()


def test_the_steps_of_a_judgement_say_in_chinese_what_the_domain_says() -> None:
    assert {code: texts.word("judgement-step", code, "zh") for code in SENTENCES} == SENTENCES


# ---------------------------------------------------------------------------------------------------------------------- experts


def test_an_expert_is_named_to_those_who_see_the_panel_and_to_nobody_else(trade: Trade) -> None:
    case = trade.on_the_acceptance_list()
    trade.forms_panel(case)
    expert = trade.panel[0]
    trade.town.system.identity.enter([Entry(expert.person, "示例陈工")])
    told = {}
    for who in (trade.officer, expert, trade.signer):
        capacity = trade.town.system.credentials.bearer(who.secret or "")
        with trade.town.app.test_request_context():
            g.actor = capacity
            told[who] = tuple(wording.said("expert", expert.expert_id, language) for language in texts.LANGUAGES)
    assert told[trade.officer] == told[expert] == ("专家示例陈工", "expert 示例陈工")
    assert told[trade.signer] == ("专家组的一名专家", "an expert of the panel")


def test_a_refusal_over_http_names_the_expert_to_the_bureau(trade: Trade) -> None:
    case = trade.on_the_acceptance_list()
    trade.on(PANEL_ON)
    expert, *_ = trade.experts()
    trade.town.system.identity.enter([Entry(expert.person, "示例陈工")])
    trade.officer.does("expert-invitation", case, expert_id=expert.expert_id)
    again = trade.officer.tries("expert-invitation", case, expert_id=expert.expert_id)
    assert (again.status, again.code, again.body["reason"]) == (422, "already-invited", "专家示例陈工已在本案邀请之列（已邀请）。")
