"""试办: what somebody may do with a case now, and why not the rest: asked of the deciding functions themselves, with nothing filled in.

A command is tried with blanks in place of its members, on a unit of work that is thrown away. Guards come first in every deciding
function: where one refuses, its reason and article are the answer; where a blank is looked at first, the guards have let it pass
and the act is open. So the pages cannot say otherwise than the law does.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from application.casework import HANDLERS
from application.commands import audit, objections, panel, review, scoring
from application.outcome import NotFoundError
from application.permissions.table import may_see, permissions
from application.work import Work
from domain.case.adverse import PROPOSABLE
from domain.case.order import CASE_CLOSED, OUT_OF_ORDER
from domain.law.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from application.casework import Casework
    from application.commands.command import Command
    from domain.case.audit_case import AuditCase
    from domain.case.events.review import PenaltyMatch
    from domain.fact import Capacity


class BlankSeenError(Exception):
    """A decision looked at something nobody has filled in yet."""


class Blank:
    """空白: stands for what nobody has filled in yet; whoever looks at it learns only that."""

    __slots__ = ()

    def _seen(self, *_: object, **__: object) -> Any:
        raise BlankSeenError

    __getattr__ = __getitem__ = __len__ = __bool__ = __contains__ = __call__ = _seen
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __hash__ = _seen
    __str__ = __repr__ = __int__ = __float__ = __add__ = __radd__ = __sub__ = __rsub__ = __neg__ = _seen

    def __iter__(self) -> Iterator[Any]:
        raise BlankSeenError


class Passing(Blank):
    """An empty blank: it may be looked into and there is nothing in it, so that a handler reaches its guard of the order."""

    __slots__ = ()

    def _nothing(self, *_: object, **__: object) -> Passing:
        return self

    __getattr__ = __call__ = _nothing

    def __iter__(self) -> Iterator[Any]:
        return iter(())


BLANK, PASSING = Blank(), Passing()
ORDER = frozenset({OUT_OF_ORDER.code, CASE_CLOSED.code})
"""Refusals that rest on where the case stands alone, whatever is filled in."""


LOOKED_AT = (BlankSeenError, NotFoundError, TypeError, ValueError, ArithmeticError, AttributeError, LookupError)
"""What a decision may raise when it comes to a blank; functions written in C refuse its type before they look."""


class Prospect(NamedTuple):
    """可办事项: one command somebody has the right to, and what stands in its way, if anything."""

    command: type[Command]
    refused: Refused | None


class Rehearsal(Work):
    """试办: a unit of work in which what a blank names is blank too."""

    def find(self, kind: type[Any], aggregate_id: Any) -> Any:
        """As ever; a blank names something blank."""
        return aggregate_id if isinstance(aggregate_id, Blank) else super().find(kind, aggregate_id)

    def next_case_number(self) -> str:
        """No number is taken for a rehearsal."""
        raise BlankSeenError


def prospects(casework: Casework, actor: Capacity, case_id: UUID) -> tuple[Prospect, ...]:
    """What the actor may do with a case, open or not. Raises NotFoundError where the actor may not know of the case."""
    work = _rehearsal(casework, actor)
    case = work.case(case_id)
    if not may_see(actor, case, work):
        raise NotFoundError(str(case_id))
    found = (_tried(casework, actor, case, each) for each in HANDLERS if each.__dataclass_fields__.get("case_id") is not None)
    return tuple(each for each in found if each is not None)


def _tried(casework: Casework, actor: Capacity, case: AuditCase, kind: type[Command]) -> Prospect | None:
    """One command, tried with each thing it can be about; none where the actor has no right to it."""
    found = None
    for chosen in _choices(kind, case, casework, actor):
        tried = _tried_with(casework, actor, case, kind, chosen)
        if tried is not None and tried.refused is None:
            return tried
        found = tried or found
    return found


def _tried_with(casework: Casework, actor: Capacity, case: AuditCase, kind: type[Command], chosen: dict[str, Any]) -> Prospect | None:
    """One command about one thing. First only where the case stands is asked, then all guards that come before what is filled in."""
    permitted = False
    for blank in (PASSING, BLANK):
        work = _rehearsal(casework, actor)
        somebody = {SOMEBODY[kind]: next(iter(case.seats), NOBODY)} if blank is PASSING and kind in SOMEBODY else {}
        command = kind(**{each.name: blank for each in fields(kind)} | somebody | chosen | {"case_id": case.id})
        permitted = permitted or _permitted(command, work)
        refused = _refusal(command, work, case) if permitted else None
        if refused is not None and (blank is BLANK or refused.code in ORDER):
            return Prospect(kind, refused)
    return Prospect(kind, None) if permitted else None


def _refusal(command: Command, work: Work, case: AuditCase) -> Refused | None:
    try:
        work.stamp_under(work.rules(work.case(case.id)))
        HANDLERS[type(command)](command, work)
    except Refused as refused:
        return refused
    except LOOKED_AT:
        return None
    return None


def _choices(kind: type[Command], case: AuditCase, casework: Casework, actor: Capacity) -> list[dict[str, Any]]:
    """What a command can be about in this case; something that is not there where there is nothing, so that the reason is said."""
    if kind not in ABOUT:
        return [{}]
    member, nothing, things = ABOUT[kind]
    return [{member: each} for each in things(case, _rehearsal(casework, actor)) or [nothing]]


NOBODY = UUID(int=0)
ABOUT: dict[type[Command], tuple[str, Any, Callable[[AuditCase, Work], list[Any]]]] = {
    review.DecidePenaltyMatch: ("reference", "", lambda case, _: [each.reference for each in _matches(case)]),
    review.ProposeAdverseAct: ("act", "", lambda _case, _: list(PROPOSABLE)),
    review.HearEnterprise: ("act", "", lambda _case, _: [*PROPOSABLE, "grade-correction"]),
    audit.RecordPlatformReceipt: ("act", "", lambda _case, _: ["registered", "submitted", "revised"]),
    panel.DeclareConflict: ("expert_id", NOBODY, lambda case, _: list(case.seats)),
    panel.WithdrawExpert: ("expert_id", NOBODY, lambda case, _: list(case.seats)),
    panel.ReplaceExpert: ("left_id", NOBODY, lambda case, _: sorted(case.vacancies)),
    panel.RequestRecusal: ("expert_id", NOBODY, lambda case, _: list(case.seats)),
    panel.DecideRecusal: ("expert_id", NOBODY, lambda case, _: list(case.recusals)),
    scoring.LockSheet: ("sheet_id", NOBODY, lambda case, work: [each.id for each in work.sheets_of(case)]),
    scoring.CorrectSheet: ("sheet_id", NOBODY, lambda case, work: [each.id for each in work.sheets_of(case)]),
    objections.DecideObjection: ("objection_id", NOBODY, lambda case, _: [each for each in case.objections if each not in case.objection_decisions]),
}
"""Command → the member that says what it is about, what stands there where there is nothing, and what there is in a case."""

SOMEBODY: dict[type[Command], str] = {panel.InviteExpert: "expert_id", panel.ReplaceExpert: "successor_id"}
"""Members that name an expert of the register: the facts of one are looked at before the order is, so one is lent."""


def _matches(case: AuditCase) -> tuple[PenaltyMatch, ...]:
    return case.penalty_reply.matches if case.penalty_reply is not None else ()


def _permitted(command: Command, work: Work) -> bool:
    permission = permissions().get(type(command))
    if permission is None:
        return False
    try:
        return permission(work.actor, command, work)
    except LOOKED_AT:
        return True  # it depends on what will be filled in


def _rehearsal(casework: Casework, actor: Capacity) -> Rehearsal:
    work = Rehearsal(casework)
    work.begin(actor, on=None, backdated_because=None, correlation_id=None)
    return work


def prospect(casework: Casework, actor: Capacity, case_id: UUID, kind: type[Command]) -> Prospect | None:
    """One command in a case, as ``prospects`` has it; none where the actor has no right to it."""
    work = _rehearsal(casework, actor)
    return _tried(casework, actor, work.case(case_id), kind)


def may_ask(casework: Casework, actor: Capacity, kind: type[Command]) -> bool:
    """Whether the actor may ask for what belongs to no case, as far as that can be said before anything is filled in."""
    return _permitted(kind(**{each.name: BLANK for each in fields(kind)}), _rehearsal(casework, actor))
