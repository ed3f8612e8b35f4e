"""评分表: one expert's marks in one case, blind until locked, corrected only as a new version (R2025 20(3), 22).

A draft is no fact: until it is locked a sheet has no marks in the record. Who sits and whether scoring is open is the case's to say;
it comes in as a frozen value.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from domain.aggregate import Aggregate
from domain.case.audit_case import CLOSED
from domain.case.order import CASE_CLOSED, OUT_OF_ORDER
from domain.case.panel_words import CAUSES, named
from domain.law.refusal import Refusal, refuse
from domain.scoring.events import SheetCorrected, SheetLocked, SheetOpened, SheetVoided
from domain.scoring.marking import marking_faults

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID

    from domain.fact import Stamp
    from domain.law.rule_set import RuleSet
    from domain.scoring.events import Mark, VetoReport
    from domain.scoring.sheet_form import SheetForm

NO_SEAT_TO_SCORE = Refusal("no-seat-to-score", "您不是本案现任专家组成员，不能评分。", "请先确认参加并由市局组成专家组。")
SHEET_TAKEN = Refusal("sheet-taken", "该评分表编号已被使用。", "请使用新的编号。")
SHEET_EXISTS = Refusal("sheet-exists", "您在本案已有一份有效评分表。", "请在已有评分表上评分。")
SHEET_LOCKED = Refusal("sheet-locked", "评分表已锁定，不能再次锁定。", "如需更正，请说明理由办理评分更正。")
SHEET_NOT_LOCKED = Refusal("sheet-not-locked", "评分表尚未锁定，不需要更正。", "请直接修改后锁定。")
SHEET_VOID = Refusal("sheet-void", "评分表已作废（{cause}）。", "作废的评分表不能再填写。")
VISIT_NOT_HELD = Refusal("visit-not-held", "现场验收日为 {visit_on}，此前不能锁定评分。", "请在现场验收后锁定。")
CORRECTION_UNEXPLAINED = Refusal("correction-unexplained", "评分更正没有说明理由。", "请写明更正理由。")


class Standing(NamedTuple):
    """专家现状: what the case says about the expert whose sheet it is, at the moment of the command."""

    case_id: UUID
    expert_id: UUID
    seated: bool
    """On the appointed panel, confirmed, with no tie known."""
    stage: str
    """``panel-appointed``, ``visit-scheduled``, or a state in which nobody scores."""
    visit_on: date | None


class ScoreSheet(Aggregate):
    """评分表: a stream of its own inside the case's."""

    expert_id: UUID
    case_id: UUID
    form: str
    """Id of the sheet form."""
    form_digest: str

    def __init__(self, aggregate_id: UUID) -> None:
        super().__init__(aggregate_id)
        self.status = "new"
        """``new``, ``open``, ``locked`` or ``void``."""
        self.marks: tuple[Mark, ...] = ()
        """Empty until locked: nobody sees what is not there."""
        self.vetoes: tuple[VetoReport, ...] = ()
        self.total: Decimal | None = None
        self.void_for: str | None = None

    @property
    def counts(self) -> bool:
        """Locked and not void."""
        return self.status == "locked"


def open_sheet(sheet: ScoreSheet, who: Standing, others: Iterable[ScoreSheet], *, form: SheetForm, rules: RuleSet, on: date) -> None:
    """发放评分表: the blank form of the case's rule set, for an expert of the panel. Opening it again changes nothing (20(3)).

    ``others``: the other sheets of the case; an expert has one that counts.
    """
    if sheet.status != "new":
        if (sheet.case_id, sheet.expert_id) != (who.case_id, who.expert_id):
            raise SHEET_TAKEN(field="sheet_id")
        _not_void(sheet)
        return
    _may_score(who, ("panel-appointed", "visit-scheduled"), act="sheet", rules=rules, on=on)
    if any(other.expert_id == who.expert_id and other.status != "void" for other in others):
        raise SHEET_EXISTS(rules.cite("scoring/sheet", on=on))
    sheet.record(
        SheetOpened(expert_id=who.expert_id, case_id=who.case_id, form=rules.word("scoring/sheet", on), form_digest=form.digest),
    )


def lock(
    sheet: ScoreSheet, who: Standing, marks: tuple[Mark, ...], vetoes: tuple[VetoReport, ...], *, form: SheetForm, rules: RuleSet, on: date
) -> None:
    """评分锁定: all marks and reported vetoes at once, not before the day of the visit; every fault is named (20(3), 22)."""
    _not_void(sheet)
    if sheet.status == "locked":
        raise SHEET_LOCKED(rules.cite("scoring/sheet", on=on))
    _visit_held(who, act="sheet-lock", rules=rules, on=on)
    refuse(marking_faults(marks, vetoes, form, rules, on))
    sheet.record(SheetLocked(marks=marks, vetoes=vetoes, total=total_of(marks)))


def correct(
    sheet: ScoreSheet,
    who: Standing,
    marks: tuple[Mark, ...],
    vetoes: tuple[VetoReport, ...],
    *,
    reason: str,
    form: SheetForm,
    rules: RuleSet,
    on: date,
) -> None:
    """评分更正: a new version of a locked sheet with its reason, never after the site acceptance was fixed (20(3))."""
    _not_void(sheet)
    if sheet.status != "locked":
        raise SHEET_NOT_LOCKED(rules.cite("scoring/sheet", on=on))
    _visit_held(who, act="sheet-correction", rules=rules, on=on)
    if not reason.strip():
        raise CORRECTION_UNEXPLAINED(field="reason")
    refuse(marking_faults(marks, vetoes, form, rules, on))
    sheet.record(SheetCorrected(marks=marks, vetoes=vetoes, total=total_of(marks), reason=reason))


def void(sheet: ScoreSheet, cause: str) -> None:
    """评分表作废: the expert left, was found conflicted, or the site acceptance is held again; a void sheet stays void."""
    if sheet.status == "void":
        return
    sheet.record(SheetVoided(cause=cause))


def total_of(marks: tuple[Mark, ...]) -> Decimal:
    """合计: the exact sum of the marks, written without exponent."""
    return Decimal(format(sum((mark.points for mark in marks), Decimal()), "f"))


def _not_void(sheet: ScoreSheet) -> None:
    if sheet.status == "void":
        raise SHEET_VOID(cause=named(CAUSES, sheet.void_for))


def _may_score(who: Standing, stages: tuple[str, ...], *, act: str, rules: RuleSet, on: date) -> None:
    if who.stage not in stages:
        citation = rules.cite("visit/steps", on=on)
        if who.stage in CLOSED:
            raise CASE_CLOSED(citation, state=who.stage, act=act)
        raise OUT_OF_ORDER(citation, state=who.stage, act=act, missing=stages[0])
    if not who.seated:
        raise NO_SEAT_TO_SCORE(rules.cite("panel/minimum-experts", on=on))


def _visit_held(who: Standing, *, act: str, rules: RuleSet, on: date) -> None:
    _may_score(who, ("visit-scheduled",), act=act, rules=rules, on=on)
    if who.visit_on is not None and on < who.visit_on:
        raise VISIT_NOT_HELD(rules.cite("visit/steps", on=on), visit_on=who.visit_on)


@ScoreSheet.evolves(SheetOpened)
def _opened(sheet: ScoreSheet, fact: SheetOpened, stamp: Stamp) -> None:
    sheet.expert_id, sheet.case_id = fact.expert_id, fact.case_id
    sheet.form, sheet.form_digest = fact.form, fact.form_digest
    sheet.status = "open"


@ScoreSheet.evolves(SheetLocked)
def _locked(sheet: ScoreSheet, fact: SheetLocked, stamp: Stamp) -> None:
    sheet.marks, sheet.vetoes, sheet.total = fact.marks, fact.vetoes, fact.total
    sheet.status = "locked"


@ScoreSheet.evolves(SheetCorrected)
def _corrected(sheet: ScoreSheet, fact: SheetCorrected, stamp: Stamp) -> None:
    sheet.marks, sheet.vetoes, sheet.total = fact.marks, fact.vetoes, fact.total


@ScoreSheet.evolves(SheetVoided)
def _voided(sheet: ScoreSheet, fact: SheetVoided, stamp: Stamp) -> None:
    sheet.status, sheet.void_for = "void", fact.cause
