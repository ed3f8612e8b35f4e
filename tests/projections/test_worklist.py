"""What lies on whose desk after what has happened."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
import pytest

from domain.case.events.grade import GradeCorrectionRejected, GradeProposalRejected, PublicationCorrected, ResultNotified, Withdrawn
from domain.case.events.plan import PlanDeclined
from domain.fact import Capacity
from projections.case_file import CaseFilter
from projections.catch_up import Projector
from projections.read_models import READ_MODELS
from projections.worklist import TASKS, WORKLIST, WorkFilter, headings, open_items, worklist
from tests.examples import acceptance, grading, panel, plan, register, review, revision, scoring
from tests.examples.audit import registered, submission_returned, submitted
from tests.projections.folding import Folded
from tests.projections.histories import (
    CASE,
    MemoryLog,
    delivered_later,
    extension,
    form_amended,
    new_visit,
    numbered,
    published_and_corrected,
    replaced_panel,
)
from tests.scenario import APPROVER, stamp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine

    from projections.rows import Row
    from tests.projections.histories import Step

TODAY = date(2026, 11, 12)
LISTED = [*plan.listed_plan()]
REGISTERED = [*LISTED, registered()]
SUBMITTED = [*REGISTERED, submitted()]


def from_panel(history: Sequence[Step]) -> list[Step]:
    """A history of the panel's examples, which skip the review, with the review before it."""
    return [*review.acceptance_listed_case(), *history[len(panel.listed_case()) :]]


VISIT = from_panel(panel.visit_case())
ACCEPTED = from_panel(acceptance.accepted_case())
REVISED = from_panel(revision.revised_case())
LAPSED = from_panel(revision.lapsed_case())
UNDELIVERED = from_panel(acceptance.accepted_case(delivered_on=None))
IN_ORDER = [*REVISED, grading.reviewed()]
GRADED = [*IN_ORDER, grading.rechecked(), grading.proposed(), grading.graded()]
SHEETS = tuple(scoring.sheet_id(each) for each in panel.PANEL)

# After each history exactly these tasks wait, each as often as it is named.
TABLE: dict[str, tuple[Sequence[Step], str]] = {
    "a plan is reviewed by its district": ([plan.planned()], "review-plan"),
    "a returned plan is the enterprise's again": ([plan.planned(), plan.returned()], "amend-plan"),
    "a mended plan is reviewed anew": ([plan.planned(), plan.returned(), form_amended()], "review-plan"),
    "an endorsed plan is reported": ([plan.planned(), plan.endorsed()], "report-plan"),
    "a reported plan waits for the list": ([plan.planned(), plan.endorsed(), plan.reported()], "list-plan"),
    "a listed plan is registered": (LISTED, "register"),
    "a declined plan is nobody's": ([*LISTED[:3], PlanDeclined(reasons=())], ""),
    "a registered audit is handed in": (REGISTERED, "submit"),
    "an application is reviewed and the authority asked": (SUBMITTED, "file-penalty-reply review-submission"),
    "a returned application is supplied": ([*SUBMITTED, submission_returned()], "supply"),
    "each record found is confirmed": (
        [*SUBMITTED, review.reply(review.penalty(), review.penalty("2"))],
        "confirm-penalty-match confirm-penalty-match review-submission",
    ),
    "a confirmed record is done": ([*SUBMITTED, review.reply(review.penalty()), review.decided(review.penalty())], "review-submission"),
    "an adverse act waits for a hearing and a second person": (
        [*SUBMITTED, review.reply(), review.proposed()],
        "be-heard decide-adverse-act review-submission",
    ),
    "heard, the second person decides": (review.failure_proposed(), "decide-adverse-act review-submission"),
    "supplying ends the adverse act": ([*review.failure_proposed(), submission_returned()], "supply"),
    "a passed review goes on the acceptance list": (review.prechecked_case(), "list-for-acceptance"),
    "a listed case gets its panel": (review.acceptance_listed_case(), "form-panel"),
    "an invited expert answers": ([*review.acceptance_listed_case(), panel.invited(panel.SPARE)], "answer-invitation form-panel"),
    "a conflicted expert withdraws": (
        [*review.acceptance_listed_case(), panel.invited(panel.SPARE), panel.conflict(panel.SPARE)],
        "form-panel withdraw",
    ),
    "who left before the panel was formed is not replaced": (from_panel([*panel.confirmed_case(), panel.withdrew(panel.SPARE)]), "form-panel"),
    "an appointed panel scores and gets a day": (from_panel(panel.panel_case()), "schedule-visit score score score"),
    "a recusal is decided": (
        from_panel([*panel.panel_case(), panel.recusal_requested(panel.ENERGY)]),
        "decide-recusal schedule-visit score score score",
    ),
    "who left the panel is replaced": (from_panel([*panel.panel_case(), panel.withdrew(panel.ENERGY)]), "replace-expert schedule-visit score score"),
    "a replaced expert's place is filled": (from_panel(replaced_panel()), "record-acceptance score score score"),
    "a scheduled visit is held": (VISIT, "record-acceptance score score score"),
    "a drafted opinion is signed": (
        [*VISIT, acceptance.drafted()],
        "record-acceptance score score score sign-opinion sign-opinion sign-opinion",
    ),
    "a signed opinion is done": (from_panel(acceptance.signed_case()), "record-acceptance score score score"),
    "an accepted case is mended": (ACCEPTED, "revise"),
    "an opinion not handed over is delivered": (UNDELIVERED, "deliver-opinion revise"),
    "delivered, the month runs": ([*UNDELIVERED, delivered_later()], "revise"),
    "an adopted veto needs no final papers": ([*VISIT, grading.accepted(vetoes=("fraud",))], "recheck-compliance revise"),
    "too few sheets: the visit is held again": (from_panel(new_visit()), "replace-expert schedule-visit score score"),
    "final papers are reviewed": (REVISED, "review-revision"),
    "answers that do not satisfy stay under review": ([*REVISED, grading.reviewed(satisfied=False)], "review-revision"),
    "in order, compliance is looked up": (IN_ORDER, "recheck-compliance"),
    "returned papers are the enterprise's again": ([*REVISED, revision.returned()], "revise"),
    "a lapse is handled": (LAPSED, "handle-lapse revise"),
    "late papers ask for an extension": ([*LAPSED, extension()[0]], "decide-extension handle-lapse revise"),
    "extended, the term runs again": ([*LAPSED, *extension()], "revise"),
    "looked up, the result is proposed": ([*IN_ORDER, grading.rechecked()], "propose-grade"),
    "a proposal is decided": ([*IN_ORDER, grading.rechecked(), grading.proposed()], "decide-grade"),
    "a rejected proposal is made anew": ([*IN_ORDER, grading.rechecked(), grading.proposed(), GradeProposalRejected(reason="再议")], "propose-grade"),
    "a result is published and told": (GRADED, "notify-result publish-result"),
    "told, it is still published": ([*GRADED, ResultNotified(notified_on=TODAY, channel="post")], "publish-result"),
    "published, nothing is left but telling": ([*GRADED, grading.published()], "notify-result"),
    "an objection is decided": ([*GRADED, grading.published(), grading.objected()], "decide-objection notify-result"),
    "an upheld one is put right": (
        [*GRADED, grading.published(), grading.objected(), grading.objection_decided()],
        "notify-result propose-correction",
    ),
    "another one is done": ([*GRADED, grading.published(), grading.objected(), grading.objection_decided(upheld=False)], "notify-result"),
    "a correction is decided": ([*GRADED, grading.published(), grading.correction_proposed()], "decide-correction notify-result"),
    "a rejected one is done": (
        [*GRADED, grading.published(), grading.correction_proposed(), GradeCorrectionRejected(reason="不成立")],
        "notify-result",
    ),
    "corrected after publication, the list is put right": ([*VISIT, *published_and_corrected()], "correct-list notify-result"),
    "the list corrected, it is done": (
        [*VISIT, *published_and_corrected(), PublicationCorrected(list_id=grading.LIST, list_version=2, change="result", reason="更正")],
        "notify-result",
    ),
    "a withdrawn case is nobody's": ([*from_panel(replaced_panel()), Withdrawn(reason="停产")], ""),
}


def on_desk(log: MemoryLog) -> list[Row]:
    """The rows of the work list, by task and subject."""
    rows = Folded(worklist, log.events)[WORKLIST].of(CASE)
    return sorted(rows, key=lambda row: (row["task"], row["subject"]))


def stored(engine: Engine, log: MemoryLog) -> None:
    """The read models of a log in the database."""
    projector = Projector(engine, log, READ_MODELS)
    projector.prepare()
    projector.catch_up()


def log_with(history: Sequence[Step]) -> MemoryLog:
    log = MemoryLog()
    log.append(CASE, *history)
    return log


def seen(engine: Engine, actor: Capacity, today: date = TODAY, narrowed: WorkFilter | None = None) -> list[tuple[str, str]]:
    with engine.connect() as connection:
        found = open_items(connection, actor, today, narrowed or WorkFilter())
        assert headings(connection, actor, today, narrowed or WorkFilter()) == {
            heading: sum(row["heading"] == heading for row in found) for heading in ("overdue", "soon", "new", "waiting")
        }
    return [(row["heading"], row["task"]) for row in found]


@pytest.mark.parametrize("sentence", TABLE)
def test_the_desks_after_a_history(sentence: str) -> None:
    history, expected = TABLE[sentence]
    found = on_desk(log_with(history))
    assert [row["task"] for row in found] == expected.split()
    assert all((row["desk"], row["article"].partition(" ")[0]) for row in found)


def test_the_table_shows_every_task() -> None:
    assert {task for _, expected in TABLE.values() for task in expected.split()} == TASKS.keys()


def test_a_locked_sheet_is_done_and_asks_nobody_else() -> None:
    log = log_with(panel.visit_case())
    for expert, sheet in zip(panel.PANEL, SHEETS, strict=True):
        log.append(sheet, scoring.opened(expert, CASE), case_id=CASE)
    log.append(SHEETS[0], scoring.locked(), case_id=CASE)
    assert [row["subject"] for row in on_desk(log) if row["task"] == "score"] == [str(panel.PRODUCTION), str(panel.ENERGY)]


def test_the_last_day_for_final_papers_stands_with_its_article() -> None:
    (row,) = on_desk(log_with(ACCEPTED))
    assert (row["due_on"], row["article"], row["since"]) == (acceptance.LAST_DAY, "21", panel.VISIT_ON)


OFFICER_AT = Capacity("p-officer", "bureau-officer")
ENTERPRISE = Capacity("p-signer", "enterprise-signer", str(register.ENTERPRISE_ID))
OTHER_ENTERPRISE = Capacity("p-other", "enterprise-signer", str(UUID(int=77)))
NANSHAN = Capacity("p-nanshan", "district-officer", "440305")
BAOAN = Capacity("p-baoan", "district-officer", "440306")


@pytest.mark.parametrize(
    ("today", "heading"),
    [
        (acceptance.LAST_DAY + timedelta(days=1), "overdue"),
        (acceptance.LAST_DAY, "soon"),
        (acceptance.LAST_DAY - timedelta(days=3), "soon"),
        (acceptance.LAST_DAY - timedelta(days=4), "new"),
    ],
)
def test_the_heading_follows_from_the_day(engine: Engine, today: date, heading: str) -> None:
    stored(engine, log_with(ACCEPTED))
    assert seen(engine, ENTERPRISE, today) == [(heading, "revise")]


def test_the_bureau_tracks_what_it_waits_for_and_is_not_called_overdue_for_it(engine: Engine) -> None:
    stored(engine, log_with(ACCEPTED))
    assert seen(engine, OFFICER_AT, acceptance.LAST_DAY + timedelta(days=9)) == [("waiting", "revise")]


def test_after_a_lapse_the_bureau_handles_it_and_no_longer_waits(engine: Engine) -> None:
    stored(engine, log_with(LAPSED))
    assert seen(engine, OFFICER_AT, date(2026, 11, 20)) == [("overdue", "handle-lapse")]
    assert seen(engine, ENTERPRISE, date(2026, 11, 20)) == [("overdue", "revise")]


@pytest.mark.parametrize(
    ("history", "task", "due_on"),
    [
        # 信息公开条例 26: twenty working days after 20 April 2026, and after the change of 8 June; the day itself does not count.
        (GRADED, "publish-result", date(2026, 5, 20)),
        ([*VISIT, *published_and_corrected()], "correct-list", date(2026, 7, 7)),
    ],
    ids=["publish-result", "correct-list"],
)
def test_a_result_and_its_change_are_to_be_published_within_twenty_working_days(history: list[Step], task: str, due_on: date) -> None:
    (row,) = (row for row in on_desk(log_with(history)) if row["task"] == task)
    assert (row["due_on"], row["article"], row["provisional"]) == (due_on, "信息公开条例 26", False)


def test_a_result_from_before_the_day_was_kept_has_none() -> None:
    decided, signed = grading.graded()
    (row,) = (
        row
        for row in on_desk(log_with([*IN_ORDER, (msgspec.structs.replace(decided, publication_deadline=None), signed)]))
        if row["task"] == "publish-result"
    )
    assert (row["due_on"], row["article"]) == (None, "20(4)")


def test_the_most_urgent_comes_first_and_what_has_no_day_last(engine: Engine) -> None:
    log = MemoryLog()
    histories: tuple[list[Step], ...] = (GRADED, LAPSED, [*LISTED[:3]], ACCEPTED)
    for number, history in enumerate(histories, 1):
        log.append(UUID(int=number), *numbered(f"QJ-2026-00000{number}", history))
    stored(engine, log)
    assert seen(engine, OFFICER_AT, date(2026, 11, 20)) == [
        ("overdue", "publish-result"),
        ("overdue", "handle-lapse"),
        ("new", "list-plan"),
        ("new", "notify-result"),
        ("waiting", "revise"),
    ]


def test_a_district_sees_its_own_plans_also_after_they_moved(engine: Engine) -> None:
    stored(engine, log_with([plan.planned(), plan.returned()]))
    assert seen(engine, NANSHAN) == [("waiting", "amend-plan")]
    assert seen(engine, BAOAN) == []
    engine_log = log_with([plan.planned(), plan.returned(), form_amended()])
    projector = Projector(engine, engine_log, READ_MODELS)
    projector.catch_up()
    # No term of the rules runs; the office's own target is over.
    assert seen(engine, BAOAN) == [("overdue", "review-plan")]
    assert seen(engine, NANSHAN) == []


def test_nobody_sees_the_work_of_another_enterprise(engine: Engine) -> None:
    stored(engine, log_with(ACCEPTED))
    assert seen(engine, OTHER_ENTERPRISE) == []
    assert seen(engine, Capacity("p", "administrator")) == []
    assert seen(engine, Capacity("p", "auditor")) == []


def test_who_proposed_a_result_is_not_asked_to_decide_it(engine: Engine) -> None:
    proposed = (grading.proposed()[0], stamp(grading.GRADED_ON, APPROVER))
    stored(engine, log_with([*IN_ORDER, grading.rechecked(), proposed]))
    assert seen(engine, APPROVER) == []
    assert seen(engine, grading.OTHER_APPROVER) == [("new", "decide-grade")]


def test_each_expert_sees_the_own_seat_only(engine: Engine) -> None:
    stored(engine, log_with(panel.visit_case()))
    for expert in panel.PANEL:
        assert seen(engine, panel.expert_capacity(expert), panel.PANEL_ON) == [("new", "score")]
    assert seen(engine, panel.expert_capacity(panel.SPARE), panel.PANEL_ON) == []


def test_a_consultancy_sees_what_its_client_must_do_while_the_mandate_runs(engine: Engine) -> None:
    log = log_with(acceptance.accepted_case())
    log.append(register.CONSULTANCY_ID, *register.able_consultancy())
    stored(engine, log)
    consultant = Capacity("p-consultant", "consultant", str(register.CONSULTANCY_ID))
    granted = register.mandate_granted()
    assert "revise" in {task for _, task in seen(engine, consultant, granted.until_on)}
    assert seen(engine, consultant, granted.until_on) == seen(engine, ENTERPRISE, granted.until_on)
    assert seen(engine, consultant, granted.until_on + timedelta(days=1)) == []


def test_the_list_is_narrowed_by_task_heading_and_case(engine: Engine) -> None:
    stored(engine, log_with(GRADED))
    assert seen(engine, OFFICER_AT, narrowed=WorkFilter(tasks=("publish-result",))) == [("overdue", "publish-result")]
    assert seen(engine, OFFICER_AT, grading.GRADED_ON, narrowed=WorkFilter(heading="overdue")) == []
    assert seen(engine, OFFICER_AT, narrowed=WorkFilter(cases=CaseFilter(districts=("440306",)))) == []
    assert len(seen(engine, OFFICER_AT, narrowed=WorkFilter(cases=CaseFilter(text="示例")))) == 2


def test_each_row_says_of_which_batch_or_round_it_is() -> None:
    (row,) = on_desk(log_with([*LISTED[:3]]))
    assert row["remark"] == plan.reported().batch_number
    assert {each["remark"] for each in on_desk(log_with(SUBMITTED))} == {"1"}
