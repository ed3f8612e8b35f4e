"""Every main act of the case as a row: who may ask, where the case must stand and what else stands in the way, what comes of it."""

# ruff: noqa: ARG005, FBT003  the rows of one table take the same two arguments

from __future__ import annotations

from datetime import timedelta

from tests.drills.case_effects import (
    absent,
    accept_faults,
    adverse_act,
    cause,
    chosen_panel,
    comes_accepted,
    comes_appointed,
    comes_corrected,
    comes_correction_proposed,
    comes_delivered,
    comes_discontinued,
    comes_drafted,
    comes_extended,
    comes_graded,
    comes_locked,
    comes_new_visit,
    comes_papers_returned,
    comes_precheck_failed,
    comes_prechecked,
    comes_proposed,
    comes_proposed_adverse,
    comes_rechecked,
    comes_recusal_decided,
    comes_replaced,
    comes_returned,
    comes_revised,
    comes_scheduled,
    comes_submitted,
    comes_transfer,
    correction_faults,
    decision_faults,
    extension_faults,
    goes,
    heard_act,
    hearing_faults,
    late,
    list_kind,
    objection_target,
    penalty_counts,
    proposed_result,
    replacement_faults,
    seat_status,
    sheet_is,
    undecided,
    visit_not_held,
)
from tests.drills.case_model import (
    APPROVERS,
    BEFORE_SUBMISSION,
    BUREAU,
    CLOSED,
    ENTERPRISE,
    FORMING,
    LIST_READY,
    OFFICERS,
    ORDER,
    PERSON,
    SEATED,
    Act,
    Seat,
    Sheet,
    adverse_decided,
    at,
    by,
    expert_or_officer,
    on_the_panel,
    own_sheet,
    seated,
    second_person,
    the_district,
    when,
)

PANELLED = {"p1", "d1"}
"""Persons of bureau and district named on every panel."""

ACTS: dict[str, Act] = {
    "plan-amendment": Act(by(*ENTERPRISE), (at("planned", "plan-returned"), when(lambda m, a: a.flag, "no-legal-standing")), goes("planned")),
    "plan-return": Act(the_district, (at("planned", "plan-endorsed"),), goes("plan-returned")),
    "plan-endorsement": Act(the_district, (at("planned"),), goes("plan-endorsed")),
    "plan-batch": Act(the_district, (when(lambda m, a: m.state != "plan-endorsed", "not-endorsed"),), goes("plan-reported"), of_case=False),
    "plan-decline": Act(by(*BUREAU), (at("plan-reported"),), goes("declined")),
    "district-transfer": Act(
        lambda m, a: {m.deciding_district, *OFFICERS},
        (when(lambda m, a: "Submitted" in m.milestones and m.state not in CLOSED, "after-submission"), at(*BEFORE_SUBMISSION)),
        comes_transfer,
    ),
    "list-draft": Act(
        by(*OFFICERS),
        (when(lambda m, a: m.state != LIST_READY[list_kind(a)], "list-entry-not-ready"),),
        lambda m, a: None,
        of_case=False,
        moves=False,
    ),
    "registration": Act(
        by(*ENTERPRISE), (at("plan-listed"), when(lambda m, a: a.flag, "no-senior-lead")), lambda m, a: m.reach("Registered", "registered")
    ),
    "submission": Act(by("signer"), (at("registered", "submission-returned"), when(lambda m, a: a.flag, "statement-missing")), comes_submitted),
    "submission-return": Act(by(*OFFICERS), (at("submitted"),), comes_returned),
    "penalty-reply": Act(by(*OFFICERS), (at("submitted"),), lambda m, a: setattr(m, "reply", {"r1": None} if a.flag else {})),
    "penalty-match": Act(
        by(*OFFICERS),
        (
            at("submitted"),
            when(lambda m, a: m.reply is None, "no-penalty-reply"),
            when(lambda m, a: "r1" not in (m.reply or {}), "match-unknown"),
        ),
        lambda m, a: setattr(m, "reply", {"r1": a.flag}),
    ),
    "precheck": Act(
        by(*OFFICERS),
        (
            at("submitted"),
            lambda m, a: (
                ["no-penalty-reply"]
                if m.reply is None
                else [
                    *(["match-undecided"] if None in m.reply.values() else []),
                    *(["penalty-counts"] if penalty_counts(m) else []),
                    *(["checklist-item-not-met"] if a.flag else []),
                ]
            ),
        ),
        comes_prechecked,
    ),
    "adverse-act-proposal": Act(
        by(*BUREAU), (lambda m, a: at("submitted")(m, a) if adverse_act(a) == "precheck-failure" else undecided(m),), comes_proposed_adverse
    ),
    "hearing": Act(by(*BUREAU), (hearing_faults,), lambda m, a: setattr(m, "heard", heard_act(a))),
    "precheck-failure": Act(
        by(*APPROVERS),
        (
            at("submitted"),
            *adverse_decided("precheck-failure"),
            when(lambda m, a: not (a.flag or penalty_counts(m)), "no-ground-to-fail"),
        ),
        comes_precheck_failed,
    ),
    "discontinuation": Act(by(*APPROVERS), (lambda m, a: undecided(m), *adverse_decided("discontinuation")), comes_discontinued),
    "withdrawal": Act(
        by("signer"),
        (
            when(lambda m, a: m.state in CLOSED, "case-closed"),
            when(lambda m, a: m.ever_locked(), "withdrawal-too-late"),
        ),
        goes("withdrawn"),
    ),
    "expert-invitation": Act(
        by(*OFFICERS),
        (
            at(*FORMING),
            when(lambda m, a: seat_status(m, a) is not None, "already-invited"),
            when(lambda m, a: m.seats.get(a.expert, Seat()).left_for in {"interest", "found-later"}, "left-for-interest"),
        ),
        lambda m, a: m.seats.__setitem__(a.expert, Seat()),
    ),
    "conflicts": Act(expert_or_officer, (at(*FORMING), absent), lambda m, a: setattr(m.seats[a.expert], "status", "conflicted")),
    "expert-confirmation": Act(
        by(*(f"expert-{each}" for each in range(5))),
        (
            at(*FORMING),
            when(lambda m, a: seat_status(m, a) != "invited", "not-awaiting-answer"),
            when(lambda m, a: a.flag, "interest-not-denied"),
        ),
        lambda m, a: setattr(m.seats[a.expert], "status", "confirmed"),
    ),
    "expert-withdrawal": Act(
        expert_or_officer,
        (at(*FORMING), absent, when(lambda m, a: seat_status(m, a) == "conflicted" and not a.flag, "conflict-is-the-cause")),
        lambda m, a: m.leaves(a.expert, cause(a)),
    ),
    "panel": Act(by(*OFFICERS), (at("listed-for-acceptance"), lambda m, a: m.short(chosen_panel(m, a))), comes_appointed),
    "expert-replacement": Act(by(*OFFICERS), (at(*SEATED), replacement_faults), comes_replaced),
    "visit": Act(
        by(*OFFICERS),
        (at("panel-appointed"), lambda m, a: m.short(m.sitting), when(lambda m, a: a.flag, "visit-in-the-past")),
        comes_scheduled,
    ),
    "visit-postponement": Act(
        by(*OFFICERS),
        (at("visit-scheduled"), when(lambda m, a: a.flag, "visit-in-the-past")),
        lambda m, a: setattr(m, "visit_on", m.today + timedelta(days=a.dice % 3)),
    ),
    "recusal-request": Act(
        by(*ENTERPRISE),
        (at(*FORMING), absent, when(lambda m, a: a.expert in m.recusals, "recusal-already-asked")),
        lambda m, a: m.recusals.add(a.expert),
    ),
    "recusal-decision": Act(by(*BUREAU), (at(*FORMING), when(lambda m, a: a.expert not in m.recusals, "no-recusal-request")), comes_recusal_decided),
    "sheet": Act(
        seated,
        (
            at(*SEATED),
            when(lambda m, a: not m.seats[a.expert].appointed, "no-seat-to-score"),
            when(lambda m, a: (s := m.sheet_of(a.expert)) is not None and s.status != "void", "sheet-exists"),
        ),
        lambda m, a: m.sheets.append((a.expert, Sheet(len(m.sheets)))),
        moves=False,
    ),
    "sheet-lock": Act(
        own_sheet,
        (
            when(lambda m, a: sheet_is(m, a, "void"), "sheet-void"),
            when(lambda m, a: sheet_is(m, a, "locked"), "sheet-locked"),
            at("visit-scheduled"),
            when(lambda m, a: not m.seats[a.expert].appointed, "no-seat-to-score"),
            visit_not_held,
        ),
        comes_locked,
        moves=False,
    ),
    "sheet-correction": Act(
        own_sheet,
        (
            when(lambda m, a: sheet_is(m, a, "void"), "sheet-void"),
            when(lambda m, a: sheet_is(m, a, "open"), "sheet-not-locked"),
            at("visit-scheduled"),
            visit_not_held,
        ),
        comes_locked,
        moves=False,
    ),
    "opinion": Act(lambda m, a: on_the_panel(m, a) | OFFICERS, (at("visit-scheduled"), visit_not_held), comes_drafted),
    "opinion-signature": Act(
        seated,
        (
            at("visit-scheduled"),
            when(lambda m, a: not m.seats[a.expert].appointed, "not-on-panel"),
            when(lambda m, a: not m.opinion, "no-opinion"),
            when(lambda m, a: a.expert in m.signed, "already-signed"),
        ),
        lambda m, a: m.signed.add(a.expert),
    ),
    "acceptance": Act(by(*OFFICERS), (at("visit-scheduled"), accept_faults), comes_accepted),
    "opinion-delivery": Act(by(*OFFICERS), (at("accepted", "revised"), when(lambda m, a: m.delivered, "already-delivered")), comes_delivered),
    "acceptance-correction": Act(
        by(*BUREAU),
        (at("accepted", "revised", "graded", "published"), when(lambda m, a: a.expert not in m.sitting, "did-not-score")),
        comes_new_visit,
    ),
    "revision": Act(
        by("signer"),
        (at("accepted"), when(lambda m, a: late(m), "revision-too-late"), when(lambda m, a: a.flag, "correction-unanswered")),
        comes_revised,
    ),
    "revision-review": Act(by(*OFFICERS), (at("revised"),), lambda m, a: setattr(m, "satisfied", not a.flag)),
    "revision-return": Act(by(*OFFICERS), (at("revised"),), comes_papers_returned),
    "extension-request": Act(by(*ENTERPRISE), (at("accepted"),), lambda m, a: setattr(m, "late_papers_kept", False)),
    "revision-extension": Act(by(*BUREAU), (at("accepted"), extension_faults), comes_extended),
    "revision-lapse": Act(
        by("clock"),
        (at("accepted"), when(lambda m, a: not late(m), "not-lapsed"), when(lambda m, a: m.lapsed, "lapsed-already")),
        lambda m, a: setattr(m, "lapsed", True),
    ),
    "compliance-recheck": Act(by(*OFFICERS), (at("accepted", "revised"),), comes_rechecked),
    "grade-proposal": Act(
        by(*OFFICERS),
        (
            at("accepted", "revised"),
            when(lambda m, a: m.proposal is not None, "grade-proposal-open"),
            when(lambda m, a: not m.compliance, ORDER),
            when(lambda m, a: proposed_result(m, a) != m.judged(), "result-contradicts-rules"),
            lambda m, a: m.final_papers() if proposed_result(m, a)[0] == "pass" else [],
        ),
        comes_proposed,
    ),
    "grade-proposal-rejection": Act(
        by(*APPROVERS),
        (
            at("accepted", "revised"),
            when(lambda m, a: m.proposal is None, ORDER),
            second_person(lambda m: m.proposal[2] if m.proposal else ""),
        ),
        lambda m, a: setattr(m, "proposal", None),
    ),
    "grade": Act(by(*APPROVERS), (at("accepted", "revised"), decision_faults), comes_graded),
    "result-notification": Act(by(*OFFICERS), (when(lambda m, a: m.result is None, ORDER),), lambda m, a: None),
    "objections": Act(by("public", *ENTERPRISE, *OFFICERS), (when(lambda m, a: m.state != "published", ORDER),), lambda m, a: None),
    "objection-decision": Act(
        by(*BUREAU),
        (
            when(lambda m, a: m.state != "published", ORDER),
            when(lambda m, a: not m.objections, "no-such-objection"),
            when(lambda m, a: m.objections[objection_target(m, a)], "objection-decided"),
            when(lambda m, a: a.person in m.deciders | PANELLED, "had-part-in-grade"),
        ),
        lambda m, a: m.objections.__setitem__(objection_target(m, a), True),
    ),
    "grade-correction-proposal": Act(by(*OFFICERS), (at("graded", "published"), correction_faults), comes_correction_proposed),
    "grade-correction-rejection": Act(
        by(*APPROVERS),
        (at("graded", "published"), when(lambda m, a: m.correction is None, ORDER), second_person(lambda m: m.correction or "")),
        lambda m, a: setattr(m, "correction", None),
    ),
    "grade-correction": Act(
        by(*APPROVERS),
        (
            at("graded", "published"),
            when(lambda m, a: m.correction is None, ORDER),
            second_person(lambda m: m.correction or ""),
            when(lambda m, a: m.heard != "grade-correction", "correction-without-hearing"),
        ),
        comes_corrected,
    ),
}
assert set(PERSON) == BUREAU
