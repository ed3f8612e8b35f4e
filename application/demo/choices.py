"""案情: what becomes of a case, chosen before it begins: a deck of cases that show every outcome once, then chance by weight.

Figures of the law are not chosen here: a score is given by its distance from a mark of the rule set.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from application.commands.command import Command

if TYPE_CHECKING:
    from application.demo.dice import Dice


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """案情: the turns one case takes. The defaults are a case without any."""

    name: str = "ordinary"
    brisk: bool = False
    """Goes faster than most, so that its end is seen."""
    # plan
    commissioned: bool | None = None
    by_consultancy: bool = False
    """The consultancy files what it may file (代)."""
    earlier: str = "none"
    """Earlier pass: ``declared`` (five years over), ``opened`` (over while we look), ``admitted`` (a repeat inside them)."""
    amended: bool = False
    returned: int = 0
    declined: bool = False
    # audit
    consultancy_change: str = "none"
    """``other``, ``to-self`` (before the registration) or ``to-consultancy``."""
    transferred: bool = False
    platform: bool = False
    """Filed on the provincial platform."""
    receipt_later: bool = False
    """The platform's receipt of the registration becomes known later."""
    only_low_cost: bool = False
    submission_returns: int = 0
    # review
    penalty: str = "none"
    """``dismissed`` (another enterprise's), ``old`` (before the look-back) or ``counted``."""
    precheck: str = "pass"
    """``checklist`` or ``penalty``: fails for it; ``dropped``: failing was proposed, and came to nothing."""
    hearing_waived: bool = False
    # ending
    withdrawn: str = "never"
    """``planned``, ``returned``, ``registered``, ``submitted`` or ``panel``."""
    discontinued: str = "never"
    """``registered`` or ``accepted``."""
    # panel
    more_experts: int = 0
    """More than the rules ask at least."""
    conflict: str = "none"
    """``declared`` (before the panel stands), ``found`` (by the bureau), ``unable``, ``recused``, ``recusal-refused``."""
    postponed: bool = False
    sheet_corrected: bool = False
    dissent: bool = False
    score: tuple[str, int] | None = None
    """Mark of the rule set and hundredths above it: ``("grading/pass-mark", -1)``; by chance where none is given. The panel is made
    as large as such a mean needs."""
    veto: str | None = None
    """One of the five; adopted by the panel, or found by the bureau where 22(4) or a departure is meant."""
    veto_not_adopted: bool = False
    industry_basic: bool = False
    delivered_late: bool = False
    # final papers
    revision: str = "in-time"
    """``lapsed-extended``, ``lapsed-graded``, ``late``, ``extended-twice``, ``undone``, ``returned``, ``returned-after``."""
    acceptance_corrected: str = "never"
    """``recombined`` or ``held-again`` before the result, ``after-result``."""
    # result
    departure: str = "none"
    """``found`` or ``not-found``."""
    proposal_rejected: bool = False
    objection: str = "none"
    """``refused``, ``upheld`` (a departure was wrong), ``late``."""
    correction: str = "none"
    """``fraud`` found later, or ``rejected``."""
    # the enterprise afterwards
    again: str = "never"
    """``after-failure`` or ``admitted``: plans once more when this case has ended."""
    afterwards: str = "none"
    """``renamed``, ``new-code`` or ``merged``."""
    # work left open
    held: tuple[str, int] | None = None
    """A turn (``plan``, ``application``, ``failing``, ``panel``, ``visit`` or ``result``) and how many days before the end it is taken."""
    last: type[Command] | None = None
    """The case is left to whoever comes next after this command."""


PASS, EXCELLENT = "grading/pass-mark", "grading/excellent-from"

DECK: tuple[Choices, ...] = tuple(
    replace(each, brisk=True)
    for each in (
        # The longest first: they take two cases, or a second visit.
        Choices(name="passes, is admitted and applies again", score=(EXCELLENT, 700), again="admitted"),
        Choices(name="fails on points and applies again", score=(PASS, -1250), more_experts=2, again="after-failure"),
        Choices(name="visited again after a conflict came to light", acceptance_corrected="held-again", score=(EXCELLENT, 300)),
        Choices(name="fraud found after the result", correction="fraud", score=(EXCELLENT, 420)),
        Choices(name="conflict found after the result", acceptance_corrected="after-result", more_experts=2, score=(EXCELLENT, 210)),
        Choices(name="objection upheld", departure="found", objection="upheld", score=(PASS, 820)),
        Choices(name="objection refused", objection="refused", score=(PASS, 330)),
        Choices(name="objection too late", objection="late", score=(EXCELLENT, 150)),
        Choices(name="correction rejected", correction="rejected", score=(EXCELLENT, 90)),
        Choices(name="a hundredth below the pass mark", score=(PASS, -1)),
        Choices(name="exactly the pass mark", score=(PASS, 0), more_experts=1),
        Choices(name="a hundredth below excellent", score=(EXCELLENT, -1), commissioned=True),
        Choices(name="exactly excellent", score=(EXCELLENT, 0), commissioned=True, by_consultancy=True),
        Choices(name="second extension", revision="extended-twice", commissioned=True, by_consultancy=True),
        Choices(name="lapsed, extended, handed in", revision="lapsed-extended"),
        Choices(name="lapsed and graded without final papers", revision="lapsed-graded", score=(PASS, 610)),
        Choices(name="late papers kept as a request", revision="late"),
        Choices(name="lapse undone by the platform's receipt", revision="undone", platform=True),
        Choices(name="final papers returned after the month", revision="returned-after"),
        Choices(name="final papers returned within the month", revision="returned", commissioned=True),
        Choices(name="fraud", veto="fraud", more_experts=2),
        Choices(name="industrial policy", veto="industrial-policy"),
        Choices(name="below level III", veto="below-level-three", more_experts=4),
        Choices(name="violation within the year", veto="accident-or-violation", score=(EXCELLENT, 200)),
        Choices(name="against other rules", veto="other-rules", more_experts=1),
        Choices(name="veto reported, not adopted", veto="fraud", veto_not_adopted=True, score=(PASS, 980), more_experts=1),
        Choices(name="the bureau finds a veto", departure="found", score=(PASS, 450)),
        Choices(name="the bureau does not find a veto", veto="other-rules", departure="not-found", score=(EXCELLENT, 310)),
        Choices(name="proposal rejected", proposal_rejected=True),
        Choices(name="opinion delivered late", delivered_late=True, industry_basic=True),
        Choices(name="recombined without a conflicted expert", acceptance_corrected="recombined", more_experts=1),
        Choices(name="expert declares a tie", conflict="declared", more_experts=2),
        Choices(name="the bureau finds a tie", conflict="found"),
        Choices(name="expert unable", conflict="unable", sheet_corrected=True),
        Choices(name="recusal granted", conflict="recused", more_experts=1),
        Choices(name="recusal refused", conflict="recusal-refused", commissioned=True),
        Choices(name="visit postponed, dissent", postponed=True, dissent=True, more_experts=3),
        Choices(name="seven experts", more_experts=4),
        Choices(name="earlier pass declared", earlier="declared"),
        Choices(name="five years over", earlier="opened"),
        Choices(name="repeat admitted", earlier="admitted"),
        Choices(name="plan returned twice", returned=2),
        Choices(name="plan amended", amended=True, commissioned=True, by_consultancy=True),
        Choices(name="only no and low-cost schemes", only_low_cost=True),
        Choices(name="filed on the platform", platform=True, commissioned=True),
        Choices(name="receipt known later", receipt_later=True),
        Choices(name="consultancy changed", consultancy_change="other", commissioned=True),
        Choices(name="audits itself after all", consultancy_change="to-self", commissioned=True),
        Choices(name="commissions after all", consultancy_change="to-consultancy", commissioned=False),
        Choices(name="moved to another district", transferred=True),
        Choices(name="application returned twice", submission_returns=2),
        Choices(name="penalty of another enterprise", penalty="dismissed"),
        Choices(name="penalty out of the year", penalty="old", afterwards="renamed"),
        Choices(name="failing proposed and dropped", precheck="dropped", afterwards="new-code"),
        Choices(name="checklist not met", precheck="checklist", again="after-failure"),
        Choices(name="penalty within the year", precheck="penalty", penalty="counted", hearing_waived=True, afterwards="merged"),
        Choices(name="discontinued after the visit", discontinued="accepted"),
        Choices(name="discontinued during the audit", discontinued="registered", hearing_waived=True),
        Choices(name="withdrawn with a panel", withdrawn="panel"),
        Choices(name="withdrawn under review", withdrawn="submitted", platform=True),
        Choices(name="withdrawn during the audit", withdrawn="registered"),
        Choices(name="withdrawn before the district decided", withdrawn="planned"),
        Choices(name="returned and withdrawn", returned=1, withdrawn="returned"),
        Choices(name="declined", declined=True),
    )
)
"""Every outcome once."""

SHARES: dict[str, dict[object, int]] = {
    "commissioned": {True: 62, False: 38},
    "by_consultancy": {True: 40, False: 60},
    "earlier": {"none": 870, "declared": 100, "admitted": 25, "opened": 5},
    "amended": {False: 92, True: 8},
    "returned": {0: 86, 1: 12, 2: 2},
    "declined": {False: 97, True: 3},
    "consultancy_change": {"none": 97, "other": 3},
    "transferred": {False: 98, True: 2},
    "platform": {False: 60, True: 40},
    "receipt_later": {False: 95, True: 5},
    "only_low_cost": {False: 97, True: 3},
    "submission_returns": {0: 76, 1: 21, 2: 3},
    "penalty": {"none": 90, "dismissed": 5, "old": 5},
    "precheck": {"pass": 950, "checklist": 18, "penalty": 22, "dropped": 10},
    "hearing_waived": {False: 70, True: 30},
    "withdrawn": {"never": 955, "planned": 8, "returned": 6, "registered": 18, "submitted": 8, "panel": 5},
    "discontinued": {"never": 990, "registered": 7, "accepted": 3},
    "more_experts": {0: 58, 1: 12, 2: 25, 3: 2, 4: 3},
    "conflict": {"none": 910, "declared": 30, "found": 10, "unable": 30, "recused": 8, "recusal-refused": 12},
    "postponed": {False: 93, True: 7},
    "sheet_corrected": {False: 97, True: 3},
    "dissent": {False: 96, True: 4},
    "veto": {None: 950, "fraud": 6, "industrial-policy": 8, "below-level-three": 10, "accident-or-violation": 16, "other-rules": 10},
    "veto_not_adopted": {False: 80, True: 20},
    "industry_basic": {False: 75, True: 25},
    "delivered_late": {False: 82, True: 18},
    "revision": {
        "in-time": 800,
        "returned": 80,
        "returned-after": 10,
        "lapsed-extended": 40,
        "lapsed-graded": 10,
        "late": 30,
        "extended-twice": 15,
        "undone": 15,
    },
    "acceptance_corrected": {"never": 990, "recombined": 5, "held-again": 3, "after-result": 2},
    "departure": {"none": 980, "found": 12, "not-found": 8},
    "proposal_rejected": {False: 97, True: 3},
    "objection": {"none": 960, "refused": 25, "upheld": 7, "late": 8},
    "correction": {"none": 990, "fraud": 6, "rejected": 4},
    "again": {"never": 90, "after-failure": 8, "admitted": 2},
    "afterwards": {"none": 970, "renamed": 20, "new-code": 7, "merged": 3},
}
"""How often each turn is taken, by weight."""


def choices_for(number: int, dice: Dice, deck: tuple[Choices, ...]) -> Choices:
    """案情 of the case of that number, from 0: the deck first, then chance."""
    if number < len(deck):
        return deck[number]
    return agreeing(Choices(**{name: dice.weighed(options) for name, options in SHARES.items()}))  # type: ignore[arg-type]  # fields by name


def agreeing(drawn: Choices) -> Choices:
    """Put right what chance drew against itself."""
    drawn = replace(
        drawn,
        by_consultancy=drawn.by_consultancy and bool(drawn.commissioned),
        consultancy_change=drawn.consultancy_change if drawn.commissioned else "none",
        penalty="counted" if drawn.precheck == "penalty" else drawn.penalty,
        returned=drawn.returned or int(drawn.withdrawn == "returned"),
        platform=drawn.platform or drawn.revision == "undone",
    )
    if drawn.acceptance_corrected in {"recombined", "after-result"}:
        drawn = replace(drawn, more_experts=drawn.more_experts or 1)
    if drawn.acceptance_corrected == "held-again":
        drawn = replace(drawn, more_experts=0)
    if drawn.objection == "upheld":
        drawn = replace(drawn, departure="found", veto=None)
    if drawn.departure == "not-found":
        drawn = replace(drawn, veto="other-rules", veto_not_adopted=False)
    if drawn.departure == "found":
        drawn = replace(drawn, veto=None)
    return drawn
