"""资格自查: what the conditions of a plan would say today, of somebody who hands nothing in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from application.handlers.planning import on_record
from domain.case.planning import PlanPaper, eligibility_of

if TYPE_CHECKING:
    from application.work import Work
    from domain.case.eligibility import Eligibility
    from domain.case.events.plan import PlanForm


def self_check(form: PlanForm, work: Work) -> Eligibility:
    """Each condition of articles 14 to 16 and 18, with what was found and, where it is unmet, why. Raises Refused where no rules are in force."""
    rules = work.rules_in_force()
    return eligibility_of(PlanPaper(form), on_record(form.credit_code, work, rules), rules=rules, on=work.on)
