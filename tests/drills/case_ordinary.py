"""The ordinary way of a case: what comes next, by where it stands; lawful by itself, so that walks reach every station."""

from __future__ import annotations

from tests.drills.case_effects import late
from tests.drills.case_model import Ask, Model


def next_step(model: Model, dice: int) -> tuple[str, Ask] | None:
    """What comes next, by where the case stands."""
    officer = Ask("officer", 0, flag=False, dice=dice)
    if model.state in {"listed-for-acceptance", "panel-appointed", "visit-scheduled"}:
        return _of_panel(model, officer)
    if model.state in {"accepted", "revised"}:
        return _of_result(model, officer)
    signer, district = officer._replace(who="signer"), officer._replace(who=model.deciding_district)
    if model.adverse is not None and model.adverse[0] == "precheck-failure":
        heard = model.heard == "precheck-failure"
        return ("precheck-failure", officer._replace(who="approver", flag=True)) if heard else ("hearing", officer._replace(dice=0))
    if model.state == "submitted":
        return ("penalty-reply" if model.reply is None else "penalty-match" if None in model.reply.values() else "precheck"), officer
    simple = {
        "planned": ("plan-endorsement", district),
        "plan-returned": ("plan-amendment", signer),
        "plan-endorsed": ("plan-batch", district),
        "plan-listed": ("registration", signer),
        "registered": ("submission", signer),
        "submission-returned": ("submission", signer),
    }
    return simple.get(model.state)


def _of_panel(model: Model, officer: Ask) -> tuple[str, Ask] | None:
    """Experts invited, confirmed and appointed, the visit, the sheets, the opinion, the acceptance."""
    for number in range(3):
        step = _of_expert(model, number)
        if step is not None:
            return step, Ask("officer" if step == "expert-invitation" else f"expert-{number}", number, flag=False, dice=officer.dice)
    if model.state != "visit-scheduled":
        return {"listed-for-acceptance": "panel", "panel-appointed": "visit"}[model.state], officer
    return ("acceptance" if model.opinion else "opinion"), officer._replace(flag=officer.dice % 4 == 1)


def _of_expert(model: Model, number: int) -> str | None:
    """What waits for one of the three experts of an ordinary panel."""
    seat, sheet = model.seats.get(number), model.sheet_of(number)
    if seat is None:
        return "expert-invitation"
    if seat.status == "invited":
        return "expert-confirmation"
    if not (seat.appointed and seat.status == "confirmed" and model.state == "visit-scheduled"):
        return None
    if sheet is None or sheet.status == "void":
        return "sheet"
    if sheet.status == "open" and model.visit_on is not None and model.visit_on <= model.today:
        return "sheet-lock"
    return "opinion-signature" if model.opinion and number not in model.signed else None


def _of_result(model: Model, officer: Ask) -> tuple[str, Ask]:
    """Final papers in time and reviewed, then the result by two persons."""
    if model.proposal is not None:
        return "grade", officer._replace(who="approver")
    if model.state == "accepted" and model.judged()[0] == "pass" and not model.lapsed:
        return ("revision-lapse", officer._replace(who="clock")) if late(model) else ("revision", officer._replace(who="signer"))
    if model.state == "revised" and not model.satisfied:
        return "revision-review", officer
    return ("grade-proposal" if model.compliance else "compliance-recheck"), officer
