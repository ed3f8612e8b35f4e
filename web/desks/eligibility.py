"""资格自查: the conditions of a plan by article, asked before anything is handed in; nothing of it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, render_template, request
from marshmallow import ValidationError

from application.commands.planning import PlanCase
from application.outcome import NotAllowedError
from application.rehearsal import may_ask
from application.self_check import self_check
from domain.case.events.plan import PlanForm
from domain.law.refusal import Refused
from web import wording
from web.auth import actor, policy, reading
from web.forms.faults import of_refusal, of_schema, placed
from web.forms.fields import known_paths
from web.forms.filing import Filing
from web.forms.reading import Reader
from web.language import language
from web.schemas.derive import part_of
from web.system import system

if TYPE_CHECKING:
    from domain.case.eligibility import Eligibility
    from web.forms.fields import Control

pages = Blueprint("eligibility", __name__)

NOT_ASKED = frozenset({"enterprise_name", "registered_address", "main_products"})
"""Members of the plan form no condition looks at."""


@pages.route("/eligibility", methods=["GET", "POST"])
@policy("signed-in")
def page() -> tuple[str, int]:
    """Ask, and see each condition with its article, met or not and why."""
    if not may_ask(system().casework, actor(), PlanCase):
        raise NotAllowedError("eligibility")
    filing = Filing(PlanCase, actor())
    found: list[dict[str, Any]] | None = None
    if request.method == "POST":
        reader = Reader(request.form)
        body = reader.body(filing.members)
        filing.typed = reader.typed
        step, _, path = request.form.get("do", "send").partition(" ")
        if step in {"add", "remove"}:
            filing.rearrange(step, path)
        else:
            found = _checked(filing, body.get("form", {}))
    else:
        filing.begin(_known(filing))
    form = next(each for each in filing.controls if each.path == "form")
    shown: list[Control] = [each for each in form.controls if each.name not in NOT_ASKED]
    return render_template("eligibility.html", place="eligibility", filing=filing, controls=shown, found=found), filing.status


def _known(filing: Filing) -> dict[str, list[str]]:
    """Of an enterprise, its code; the rest is asked."""
    return filing.preset.typed | {"form.sites.1.main": ["yes"]}


def _checked(filing: Filing, body: dict[str, Any]) -> list[dict[str, Any]] | None:
    blank = dict.fromkeys(NOT_ASKED, "—")
    try:
        form: PlanForm = part_of(PlanForm)().load(body | blank)
        result = self_check(form, reading(system(), actor()))
    except ValidationError as wrong:
        filing.faults = placed([each._replace(path=f"form.{each.path}") for each in of_schema(wrong.messages)], known_paths(filing.controls))
        return None
    except Refused as refused:
        filing.faults = placed(list(of_refusal(refused, {})), known_paths(filing.controls))
        return None
    return lines(result)


def lines(result: Eligibility) -> list[dict[str, Any]]:
    """Each condition in words: met or not, what was found, why not, under which article."""
    chosen = language()
    refused: dict[str, list[Refused]] = {}
    for each in result.refusals:
        refused.setdefault(str(each.citation), []).append(each)
    found = []
    for line in result.lines:
        why = refused.pop(str(line.citation), []) if not line.met else []
        found.append(
            {
                "condition": wording.code("condition", line.condition, chosen),
                "met": line.met,
                "found": line.found,
                "citation": line.citation,
                "why": [f"{wording.reason(each, chosen)} {wording.remedy(each, chosen)}" for each in why],
            }
        )
    return found
