"""推导: how each decision of a case follows from the facts before it, and what another rule set would have said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Blueprint, render_template, request

from application.history.examination import Examiner
from application.history.rederiving import told
from application.outcome import NotAllowedError
from domain.history.portrait import BUREAU
from domain.law.rulebook import UnknownRuleSet
from web.auth import actor, policy
from web.desks.case import frame
from web.language import language
from web.references import case_id_of
from web.system import system
from web.visible import visible_case

if TYPE_CHECKING:
    from application.history.rederiving import Rederived
    from domain.history.claim import Claim
    from domain.law.figure import Figure

pages = Blueprint("rederivation", __name__)


class Shown(NamedTuple):
    """One claim as a page shows it."""

    question: str
    recorded: str
    derived: str
    agrees: bool
    facts: tuple[tuple[str, str], ...]
    steps: tuple[str, ...]


class Decision(NamedTuple):
    """One deciding event as a page shows it."""

    case_version: int
    topic: str
    on: Any
    rule_set: str
    claims: list[Shown]
    figures: list[tuple[str, str, Any, str, str]]
    """Title, value, citation, source and reading of each rule value used."""


@pages.get("/cases/<case:case_id>/derivation")
@policy("signed-in")
def of_case(case_id: str) -> str:
    """Every decision derived again, with the facts and rule values used and the steps in words."""
    if actor().role not in BUREAU:
        raise NotAllowedError("bureau | auditor")
    case = visible_case(actor(), case_id_of(case_id))
    found, findings = examiner(trace=True).one(case.id)
    return render_template("derivation.html", **frame(case.id, "derivation"), decisions=[decision(each) for each in found], findings=findings)


@pages.get("/cases/<case:case_id>/what-if")
@policy("signed-in")
def what_if(case_id: str) -> str:
    """What another rule set would have said. Not a decision."""
    if actor().role not in BUREAU:
        raise NotAllowedError("bureau | auditor")
    case = visible_case(actor(), case_id_of(case_id))
    chosen = request.args.get("rules", "")
    changes = None
    if chosen:
        try:
            changes = examiner().what_if(case.id, system().rulebook.rule_set(chosen))
        except UnknownRuleSet:
            chosen = ""
    known = [(rules.id, rules.title if language() == "zh" else rules.title_en) for rules in system().rulebook.rule_sets()]
    return render_template("what_if.html", **frame(case.id, "derivation"), chosen=chosen, changes=changes, known=known)


def examiner(*, trace: bool = False) -> Examiner:
    """What derives again."""
    return Examiner(system().engine, system().rulebook, system().calendar, trace=trace)


def decision(each: Rederived) -> Decision:
    """A deciding event in words."""
    claims = [shown(claim) for claim in each.claims]
    stamp = each.event.stamp
    return Decision(each.event.case_version, each.event.fact.TOPIC, stamp.on, stamp.rule_set, claims, [value(figure) for figure in each.figures])


def shown(claim: Claim) -> Shown:
    """A claim in words."""
    account = claim.account()
    return Shown(claim.question, told(claim.recorded), told(claim.derived), claim.agrees, account.facts, account.steps)


def value(figure: Figure) -> tuple[str, str, Any, str, str]:
    """A rule value with where it stands."""
    title = figure.title if language() == "zh" else figure.title_en
    content = figure.value
    told_value = "、".join(str(each["code"] if isinstance(each, dict) else each) for each in content) if isinstance(content, list) else str(content)
    return title, f"{told_value} {figure.unit}".strip(), figure.citation, figure.source, figure.reading or ""
