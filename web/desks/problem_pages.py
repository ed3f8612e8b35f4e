"""问题说明: the page behind ``type`` of every problem: what it means and what to do."""

from __future__ import annotations

from flask import Blueprint, render_template

from domain.law.refusal import KINDS
from web import texts
from web.auth import policy
from web.errors import CONFLICT, OUT_OF_ORDER, UNPROCESSABLE
from web.language import language
from web.problems import STATUSES, ProblemError

pages = Blueprint("problem_pages", __name__)


@pages.get("/problems/<code>")
@policy("public")
def kind(code: str) -> str:
    """One kind of problem."""
    chosen = language()
    if code in STATUSES:
        title, remedy = texts.word("problem", code, chosen), texts.word("problem", f"{code}.detail", chosen)
        return render_template("problem_kind.html", code=code, title=title, sentence=None, remedy_text=remedy, status=STATUSES[code])
    found = KINDS.get(code)
    if found is None:
        raise ProblemError("not-found")
    title = texts.word("problem", "out-of-order" if code in OUT_OF_ORDER else "refused", chosen)
    sentence, remedy = (found.sentence, found.remedy) if chosen == "zh" else (texts.refusal(code, "sentence"), texts.refusal(code, "remedy"))
    status = CONFLICT if code in OUT_OF_ORDER else UNPROCESSABLE
    return render_template("problem_kind.html", code=code, title=title, sentence=sentence, remedy_text=remedy, status=status)
