"""What comes of each act of the case, and what stands in its way beyond who asks and where the case stands."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from tests.drills.case_model import APPROVERS, CLOSED, DISTRICTS, ORDER, at, month_after, when, working

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from tests.drills.case_model import Ask, Model

TOTALS = ("59.8", "60", "74.9", "75", "80")
WAYS = ("precheck-failure", "discontinuation")


def adverse_act(a: Ask) -> str:
    return WAYS[a.dice % 2]


def heard_act(a: Ask) -> str:
    return (*WAYS, "grade-correction")[a.dice % 3]


def cause(a: Ask) -> str:
    return "interest" if a.flag else "unable"


def successor(a: Ask) -> int:
    return (a.expert + 1 + a.dice % 4) % 5


def chosen_panel(m: Model, a: Ask) -> list[int]:
    """Everybody who confirmed, or all but one of them."""
    ready = [each for each, seat in m.seats.items() if seat.status == "confirmed" and not seat.appointed]
    return ready[1:] if a.flag else ready


def proposed_result(m: Model, a: Ask) -> tuple[str, str | None]:
    """What 22 and 23 give, or now and then something else."""
    right = m.judged()
    return right if not a.flag else ("fail", None) if right[0] == "pass" else ("pass", "good")


def extension_days(a: Ask) -> int:
    return 14 + 14 * (a.dice % 2)


# ------------------------------------------------------------------------------------------------------------ what comes of it


def goes(state: str) -> Callable[[Model, Ask], None]:
    def comes(m: Model, _a: Ask) -> None:
        m.state = state
        m.ended_on = m.today if state in CLOSED else None
        for _, sheet in m.sheets if state == "withdrawn" else ():
            sheet.status = "void"

    return comes


def comes_scheduled(m: Model, a: Ask) -> None:
    m.visit_on, m.state = m.today + timedelta(days=a.dice % 3), "visit-scheduled"


def comes_transfer(m: Model, _a: Ask) -> None:
    m.former.add(m.district)
    m.district = DISTRICTS[1 - DISTRICTS.index(m.district)]


def comes_submitted(m: Model, _a: Ask) -> None:
    m.round += 1
    m.reply = None
    m.reach("Submitted", "submitted")


def comes_returned(m: Model, _a: Ask) -> None:
    m.state = "submission-returned"
    m.drop("precheck-failure")


def comes_prechecked(m: Model, _a: Ask) -> None:
    m.drop("precheck-failure")
    m.reach("Prechecked", "prechecked")


def comes_precheck_failed(m: Model, _a: Ask) -> None:
    m.drop("precheck-failure")
    m.state = "precheck-failed"


def comes_discontinued(m: Model, _a: Ask) -> None:
    m.drop("discontinuation")
    m.state, m.ended_on = "discontinued", m.today


def comes_proposed_adverse(m: Model, a: Ask) -> None:
    m.adverse, m.heard = (adverse_act(a), a.person), None


def comes_appointed(m: Model, a: Ask) -> None:
    for each in chosen_panel(m, a):
        m.seats[each].appointed = True
    m.state = "panel-appointed"


def comes_replaced(m: Model, a: Ask) -> None:
    m.vacancies.discard(a.expert)
    m.seats[successor(a)].appointed = True


def comes_recusal_decided(m: Model, a: Ask) -> None:
    m.recusals.discard(a.expert)
    if a.flag:
        m.seats[a.expert].status = "conflicted"


def comes_locked(m: Model, a: Ask) -> None:
    sheet = m.sheet_of(a.expert)
    assert sheet is not None
    sheet.status, sheet.total = "locked", Fraction(TOTALS[a.dice % 5])


def comes_drafted(m: Model, _a: Ask) -> None:
    m.opinion, m.signed = True, set()


def comes_accepted(m: Model, a: Ask) -> None:
    totals = [sheet.total for owner, sheet in m.sheets if owner in m.sitting and sheet.status == "locked"]
    m.score = sum(totals, Fraction()) / len(totals)
    m.fraud = a.dice % 5 == 0
    m.held_on, m.delivered = m.visit_on, not a.flag
    assert m.held_on is not None
    m.last_day = m.original_last_day = working(month_after(m.held_on))
    m.reach("Accepted", "accepted")


def comes_delivered(m: Model, _a: Ask) -> None:
    assert m.last_day is not None
    m.delivered = True
    m.last_day = max(m.last_day, working(month_after(m.today)))
    if not m.extensions:
        m.original_last_day = m.last_day
    m.lapsed = m.lapsed and m.last_day < m.today


def comes_new_visit(m: Model, a: Ask) -> None:
    """Too few sheets are left: the site acceptance is held again."""
    left = [each for each in m.sitting if each != a.expert]
    m.leaves(a.expert, "found-later")
    m.proposal = None
    if len(left) >= 3:
        totals = [sheet.total for owner, sheet in m.sheets if owner in left and sheet.status == "locked"]
        m.score = sum(totals, Fraction()) / len(totals)
        return
    for _, sheet in m.sheets:
        sheet.status = "void"
    m.state, m.visit_on, m.opinion, m.signed = "panel-appointed", None, False, set()
    m.score, m.fraud, m.compliance, m.violation = None, False, False, False
    m.last_day = m.original_last_day = None
    m.late_papers_kept = m.satisfied = m.delivered = m.lapsed = False
    m.extensions = 0
    m.milestones = [each for each in m.milestones if each not in {"Accepted", "Revised"}]


def late(m: Model) -> bool:
    return m.last_day is not None and m.today > m.last_day


def comes_revised(m: Model, _a: Ask) -> None:
    m.satisfied = m.lapsed = m.late_papers_kept = False
    m.reach("Revised", "revised")


def comes_papers_returned(m: Model, _a: Ask) -> None:
    m.satisfied = False
    if late(m):
        m.last_day = m.today + timedelta(days=14)
    m.state = "accepted"


def extended_to(m: Model, a: Ask) -> date:
    assert m.original_last_day is not None
    return working(m.original_last_day + timedelta(days=extension_days(a)))


def extension_faults(m: Model, a: Ask) -> list[str]:
    if m.extensions and a.who not in APPROVERS:
        return ["extension-needs-approver"]
    to = extended_to(m, a)
    if m.last_day is not None and to <= m.last_day:
        return ["extension-not-longer"]
    return ["extension-over-already"] if to < m.today else []


def comes_extended(m: Model, a: Ask) -> None:
    m.last_day = extended_to(m, a)
    m.extensions += 1
    m.lapsed = m.late_papers_kept = False


def comes_rechecked(m: Model, a: Ask) -> None:
    m.compliance, m.violation = True, a.flag


def comes_proposed(m: Model, a: Ask) -> None:
    m.proposal = (*proposed_result(m, a), a.person)


def decision_faults(m: Model, a: Ask) -> list[str]:
    if m.proposal is None:
        return [ORDER]
    result, grade, proposer = m.proposal
    if proposer == a.person:
        return ["proposer-cannot-decide"]
    if (result, grade) != m.judged():
        return ["result-contradicts-rules"]
    return m.final_papers() if result == "pass" else []


def comes_graded(m: Model, a: Ask) -> None:
    assert m.proposal is not None
    m.result, m.grade, proposer = m.proposal
    m.deciders |= {proposer, a.person}
    m.standing_fraud = m.fraud
    m.proposal = m.last_day = None
    m.reach("Graded", "graded")


def correction_faults(m: Model, _a: Ask) -> list[str]:
    if m.correction is not None:
        return ["grade-correction-open"]
    return ["nothing-corrected"] if (m.result, m.standing_fraud) == ("fail", True) and not m.violation else []


def comes_correction_proposed(m: Model, a: Ask) -> None:
    m.correction, m.heard = a.person, None


def comes_corrected(m: Model, a: Ask) -> None:
    m.deciders |= {m.correction or "", a.person}
    m.result, m.grade, m.standing_fraud, m.violation, m.correction = "fail", None, True, False, None


def accept_faults(m: Model, _a: Ask) -> list[str]:
    found = m.short(m.sitting)
    if m.visit_on is None or m.visit_on > m.today:
        found.append("held-in-future")
    if any(m.seats[each].status == "conflicted" for each in m.sitting):
        found.append("must-withdraw")
    if any(each in m.recusals and m.seats[each].status != "conflicted" for each in m.sitting):
        found.append("recusal-undecided")
    if any((sheet := m.sheet_of(each)) is None or sheet.status != "locked" for each in m.sitting):
        found.append("sheet-open")
    if not m.opinion:
        found.append("no-opinion")
    elif set(m.sitting) - m.signed:
        found.append("opinion-unsigned")
    return found


def seat_status(m: Model, a: Ask) -> str | None:
    seat = m.seats.get(a.expert)
    return None if seat is None or seat.status == "left" else seat.status


absent = when(lambda m, a: seat_status(m, a) is None, "not-on-panel")
visit_not_held = when(lambda m, _a: m.visit_on is not None and m.today < m.visit_on, "visit-not-held")


def sheet_is(m: Model, a: Ask, status: str) -> bool:
    sheet = m.sheet_of(a.expert)
    return sheet is not None and sheet.status == status


def replacement_faults(m: Model, a: Ask) -> list[str]:
    if a.expert not in m.vacancies:
        return ["nobody-to-replace"]
    seat = m.seats.get(successor(a))
    if seat is None:
        return ["not-on-panel"]
    return ["expert-not-confirmed"] if seat.status != "confirmed" else ["already-appointed"] if seat.appointed else []


def list_kind(a: Ask) -> str:
    return ("plan", "acceptance", "results")[a.dice % 3]


def hearing_faults(m: Model, a: Ask) -> list[str]:
    act = heard_act(a)
    if act == "grade-correction":
        return [] if m.correction is not None else ["nothing-proposed"]
    if m.adverse is None or m.adverse[0] != act:
        return ["nothing-proposed"]
    return at("submitted")(m, a) if act == "precheck-failure" else undecided(m)


def undecided(m: Model) -> list[str]:
    """Discontinuing is possible until the result is decided."""
    return ["case-closed"] if m.state in CLOSED else [ORDER] if m.result is not None else []


def penalty_counts(m: Model) -> bool:
    return m.reply is not None and any(m.reply.values())


def objection_target(m: Model, a: Ask) -> object:
    return list(m.objections)[a.dice % len(m.objections)] if m.objections else None
