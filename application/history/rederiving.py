"""重新推导全部决定: reads cases from the store, derives each decision again and names the cause of every difference.

Every event read is held against its own leaf hash and every disclosure against its digest, so that a value changed behind the
system's back is named even where no decision rests on it.
"""

from __future__ import annotations

import hashlib
from binascii import b2a_base64
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from application.store.event_store import recorded
from application.trail.leaf import leaf_hash
from domain.calendar.events import NoticeEntered
from domain.calendar.holiday_notice import as_notice
from domain.case.audit_case import AuditCase
from domain.case.events.acceptance import Accepted
from domain.history.claim import Ground
from domain.history.derivation import DERIVATIONS, claims, derived_score
from domain.history.traced_rules import TracedRules, traced
from domain.law.figure import UnknownFigure
from domain.law.rulebook import UnknownRuleSet
from domain.scoring.events import SheetCorrected, SheetLocked

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from application.store.event_store import Recorded
    from application.store.sealed import LogEntry, SealedEvent
    from domain.calendar.working_days import Calendar
    from domain.history.claim import Claim
    from domain.law.figure import Figure
    from domain.law.rule_set import RuleSet
    from domain.law.rulebook import Rulebook

CORRECTED = "case.AcceptanceCorrected"
"""Where it is in a case, the seats are asked as well, and every event is read."""
NOT_ASKED = frozenset(
    {
        "case.ConflictDeclared",
        "case.ExpertConfirmed",
        "case.ExpertInvited",
        "case.ExpertReplaced",
        "case.ExpertWithdrew",
        "case.GradeProposed",
        "case.OpinionDrafted",
        "case.OpinionSigned",
        "case.PanelAppointed",
        "case.PlanEndorsed",
        "case.PlanListed",
        "case.PlanReported",
        "case.PlanReturned",
        "case.RecusalDecided",
        "case.RecusalRequested",
        "case.ResultNotified",
        "case.RevisionReminded",
        "case.VisitPostponed",
        "case.VisitScheduled",
        "sheet.Opened",
        "sheet.Voided",
    }
)
"""Events no derivation looks back to: their bytes are held against their hashes, and they are not read."""
_WEB_SAFE = bytes.maketrans(b"+/", b"-_")


class Calendars(NamedTuple):
    """各时日历: the calendar as it was at each position: the shipped notices, and those entered until then."""

    steps: tuple[tuple[int, Calendar], ...]
    """From which position on each holds; the shipped one from 0."""

    def at(self, position: int) -> Calendar:
        """The calendar a decision at a position could ask."""
        return next(calendar for since, calendar in reversed(self.steps) if since <= position)


class Rederived(NamedTuple):
    """推导结果: one deciding event with its claims."""

    event: Recorded
    claims: list[Claim]
    rules: RuleSet

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The rule values that were asked, where they were noted."""
        return tuple(self.rules.asked.values()) if isinstance(self.rules, TracedRules) else ()


class Finding(NamedTuple):
    """推导差异: one thing that does not follow, with its cause."""

    case: str
    """Number of the case, or its id while it has none."""
    event: str
    """``<aggregate id>/<version>``."""
    case_version: int
    topic: str
    question: str
    recorded: str
    derived: str
    cause: str
    """``event-tampered``, ``rule-data-changed``, ``calendar-changed``, ``code-changed``, ``rule-set-unknown``."""


def calendars_of(shipped: Calendar, entered: Iterable[Recorded]) -> Calendars:
    """The calendars of a record, from the events that entered notices, in the order of the log."""
    steps, calendar = [(0, shipped)], shipped
    for event in entered:
        if isinstance(event.fact, NoticeEntered):
            calendar = calendar.with_notices([as_notice(event.fact)])
            steps.append((event.position, calendar))
    return Calendars(tuple(steps))


def rederive(
    case_id: UUID, events: Sequence[Recorded], rulebook: Rulebook, calendars: Calendars, *, under: RuleSet | None = None, trace: bool = False
) -> tuple[list[Rederived], list[Finding]]:
    """Derive every decision of a case again; ``under`` asks what another rule set would have said (假设核算), ``trace`` notes the rule values asked.

    Returns the deciding events with their claims, and a finding for each event whose rules are not known any more.
    """
    case, versions, combined = AuditCase(case_id), dict[tuple[UUID, int], Any](), dict[Any, Any]()
    found: list[Rederived] = []
    findings: list[Finding] = []
    score = None
    for event in events:
        fact = event.fact
        if type(fact) in DERIVATIONS:
            try:
                rules = under or rulebook.rule_set(event.stamp.rule_set)
                rules = traced(rules) if trace else rules
                ground = Ground(case, rules, calendars.at(event.position), event.stamp, versions, score, combined)
                found.append(Rederived(event, claims(fact, ground), rules))
                score = derived_score(fact, ground)
            except (UnknownRuleSet, UnknownFigure) as fault:
                findings.append(_finding(case, event, "rules", event.stamp.rule_set, str(fault), "rule-set-unknown"))
        if event.originator_id == case_id:
            case.evolve(fact, event.stamp)
        elif isinstance(fact, SheetLocked | SheetCorrected):
            versions[event.originator_id, event.originator_version] = fact.marks
    return found, findings


def differences(number: str, found: Iterable[Rederived], tampered: frozenset[str]) -> list[Finding]:
    """A finding for each claim that does not agree, with its cause."""
    return [
        Finding(
            number,
            event_id(each.event),
            each.event.case_version,
            each.event.fact.TOPIC,
            claim.question,
            told(claim.recorded),
            told(claim.derived),
            _cause(each, claim, tampered),
        )
        for each in found
        for claim in each.claims
        if not claim.agrees
    ]


def integrity(events: Sequence[SealedEvent | LogEntry]) -> list[tuple[SealedEvent | LogEntry, str]]:
    """Events whose bytes or disclosures are not those that were sealed, each with what is wrong."""
    broken: list[tuple[SealedEvent | LogEntry, str]] = []
    before = b""
    for event in events:
        state = event.state
        if leaf_hash(state) != event.leaf_hash:
            broken.append((event, "leaf-hash"))
        elif before and b64(before) not in state:
            broken.append((event, "chain"))
        lines = (line for _, content in event.disclosures for line in content.split(b"\n"))
        broken.extend((event, f"disclosure {_name(line)}") for line in lines if _digest(line) not in state)
        before = event.leaf_hash
    return broken


def b64(raw: bytes) -> bytes:
    """A hash as it stands in ``prevleaf``."""
    return b2a_base64(raw, newline=False)


def tampering(number: str, broken: Iterable[tuple[SealedEvent | LogEntry, str]]) -> list[Finding]:
    """A finding for each event that is not as it was sealed."""
    return [
        Finding(
            number,
            f"{event.originator_id}/{event.originator_version}",
            event.case_version,
            event.topic,
            what,
            "封存时的内容",
            "现有内容不符",
            "event-tampered",
        )
        for event, what in broken
    ]


def seals_broken(number: str, events: Iterable[Recorded]) -> list[Finding]:
    """封存核对: sheets whose last event is not the one the acceptance sealed by its hash."""
    hashes: dict[tuple[UUID, int], str] = {}
    found: list[Finding] = []
    for event in events:
        hashes[event.originator_id, event.originator_version] = event.leaf_hash.hex()
        if isinstance(event.fact, Accepted):
            for seal in event.fact.sheets:
                now = hashes.get((seal.sheet_id, seal.version))
                if now != seal.leaf_hash:
                    place = f"{seal.sheet_id}/{seal.version}"
                    found.append(Finding(number, place, event.case_version, "sheet", "seal", seal.leaf_hash, now or "", "event-tampered"))
    return found


def examine(
    case_id: UUID, sealed: Sequence[SealedEvent], positions: Sequence[int], rulebook: Rulebook, calendars: Calendars, *, trace: bool = False
) -> tuple[list[Rederived], list[Finding]]:
    """Everything about one case: its decisions derived again, and all findings."""
    whole = any(event.topic == CORRECTED for event in sealed)
    events = [
        recorded(event)._replace(position=position)
        for event, position in zip(sealed, positions, strict=False)
        if whole or event.topic not in NOT_ASKED
    ]
    number = _number(case_id, events)
    broken = integrity(sealed)
    found, unknown = rederive(case_id, events, rulebook, calendars, trace=trace)
    tampered = frozenset(f"{event.originator_id}/{event.originator_version}" for event, _ in broken)
    seals = seals_broken(number, events)
    tampered |= {each.event for each in seals}
    return found, [*tampering(number, broken), *seals, *(each._replace(case=number) for each in unknown), *differences(number, found, tampered)]


def event_id(event: Recorded) -> str:
    """``<aggregate id>/<version>``."""
    return f"{event.originator_id}/{event.originator_version}"


def told(value: Any) -> str:
    """A value of a claim in words."""
    if isinstance(value, tuple | list):
        return "、".join(told(each) for each in value) or "无"
    if isinstance(value, dict):
        return "、".join(f"{name}={told(each)}" for name, each in value.items())
    return "无" if value is None else str(value)


def _number(case_id: UUID, events: Sequence[Recorded]) -> str:
    return str(getattr(events[0].fact, "case_number", case_id)) if events else str(case_id)


def _finding(case: AuditCase, event: Recorded, question: str, was: str, now: str, cause: str) -> Finding:
    return Finding(getattr(case, "number", str(case.id)), event_id(event), event.case_version, event.fact.TOPIC, question, was, now, cause)


def _cause(each: Rederived, claim: Claim, tampered: frozenset[str]) -> str:
    sheets = {f"{seal.sheet_id}/{seal.version}" for seal in getattr(each.event.fact, "sheets", ())}
    if tampered and ({event_id(each.event)} | sheets) & tampered:
        return "event-tampered"
    if each.event.stamp.rule_set_digest != each.rules.digest:
        return "rule-data-changed"
    if tampered:
        return "event-tampered"
    return "calendar-changed" if claim.question.endswith("-deadline") else "code-changed"


def _digest(line: bytes) -> bytes:
    written = b2a_base64(line, newline=False).translate(_WEB_SAFE, b"=")
    return b2a_base64(hashlib.sha256(written).digest(), newline=False).translate(_WEB_SAFE, b"=")


def _name(line: bytes) -> str:
    """The name in a disclosure, which stands after 16 bytes of salt."""
    return line[27:90].decode(errors="replace").split('"')[0]
