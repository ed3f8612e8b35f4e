"""事项表单: the form of every command, derived from its annotations; pages made by hand take the place of the main ones."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from flask import Blueprint, redirect, render_template, session, url_for

from application.casework import HANDLERS
from application.outcome import NotAllowedError
from application.rehearsal import may_ask, prospect
from web import wording
from web.auth import actor, policy
from web.forms.acts import CHECKED, ONLY_MACHINES, Act, acts, address
from web.forms.filing import Filing
from web.language import language
from web.people import shown_organisation
from web.problems import ProblemError
from web.references import case_id_of
from web.system import system
from web.visible import visible_case
from web.waiting import wait_for_own_acts

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from domain.case.audit_case import AuditCase
    from domain.law.refusal import Refused

pages = Blueprint("acts", __name__)


@pages.get("/acts")
@policy("signed-in")
def listed() -> str:
    """Everything that belongs to no case and that I may do."""
    me = actor()
    mine = [
        each
        for each in acts().values()
        if not each.on_case and each.command.__name__ not in ONLY_MACHINES and may_ask(system().casework, me, each.command)
    ]
    chosen = language()
    mine.sort(key=lambda each: wording.code("command", each.command.__name__, chosen))
    return render_template("acts.html", place="acts", acts=[{"command": each.command.__name__, "address": address(each.command)} for each in mine])


@pages.route("/acts/<act>", methods=["GET", "POST"])
@policy("signed-in")
def outside(act: str) -> Response | tuple[str, int]:
    """The form of a command that belongs to no case."""
    found = _act(act)
    if not may_ask(system().casework, actor(), found.command):
        raise NotAllowedError(found.command.__name__)
    return answered(Filing(found.command, actor(), check=found.command.__name__ in CHECKED), back=url_for("acts.listed"))


@pages.route("/cases/<case:case_id>/acts/<act>", methods=["GET", "POST"])
@policy("signed-in")
def on_case(case_id: str, act: str) -> Response | tuple[str, int]:
    """The form of a command in a case."""
    found = _act(f"case/{act}")
    wait_for_own_acts()
    case = visible_case(actor(), case_id_of(case_id))
    tried = prospect(system().casework, actor(), case.id, found.command)
    if tried is None:
        raise NotAllowedError(found.command.__name__)
    filing = Filing(found.command, actor(), case, check=found.command.__name__ in CHECKED)
    return answered(filing, back=url_for("case.overview", case_id=case.number), refused=tried.refused)


def _act(name: str) -> Act:
    found = acts().get(name)
    if found is None or found.command not in HANDLERS:
        raise ProblemError("not-found")
    return found


def answered(filing: Filing, *, back: str, refused: Refused | None = None, template: str = "act.html", **shown: object) -> Response | tuple[str, int]:
    """Show the form; or, sent and done, lead back and say so there. A form sent twice is done once: the receipt is looked up first."""
    from flask import request  # noqa: PLC0415

    if request.method == "POST":
        done = filing.sent()
        if done is not None:
            session["done"] = filing.command.__name__
            return redirect(back, 303)
        refused = None
    else:
        filing.begin()
    title = wording.code("command", filing.command.__name__, language())
    page = render_template(
        template,
        filing=filing,
        back=back,
        title=title,
        refused=refused,
        case=_case(filing.case),
        for_whom=_for_whom(filing),
        place="cases" if filing.case else "acts",
        **shown,
    )
    return page, filing.status


def _case(case: AuditCase | None) -> dict[str, str] | None:
    return {"number": case.number, "enterprise": case.form.enterprise_name} if case is not None else None


def _for_whom(filing: Filing) -> str:
    """代: the enterprise a consultancy acts for."""
    if filing.actor.role != "consultant" or filing.case is None:
        return ""
    return shown_organisation("enterprise", str(UUID(str(filing.case.enterprise_id))))
