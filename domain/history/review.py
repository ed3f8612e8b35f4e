"""初审阶段的推导: look-backs, preliminary review and the acceptance list, from replies, checklists and the plan form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.calendar.periods import look_back
from domain.case.compliance import counted as compliance_counted
from domain.case.compliance import reference_day
from domain.case.eligibility import FOUNDING_COUNTS
from domain.case.penalties import REFERENCE_DAYS, counted, inside_window, penalty_faults
from domain.case.review import checklist_faults, checklist_version, not_met
from domain.history.claim import Account, Claim

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.case.events.grade import ComplianceRechecked
    from domain.case.events.review import ListedForAcceptance, PenaltyMatchDecided, PenaltyReplyFiled, Prechecked, PrecheckFailed
    from domain.history.claim import Ground


def penalty_reply(fact: PenaltyReplyFiled, ground: Ground) -> Iterator[Claim]:
    """处罚核查回函: reference day and first day of the look-back."""
    rules, on = ground.rules, ground.stamp.on
    reference = REFERENCE_DAYS[rules.word("penalties/reference-day", on)](ground.case, fact.queried_on)
    years = rules.integer("penalties/look-back-years", reference)
    since = look_back(reference, years)

    def account() -> Account:
        return Account((("queried_on", str(fact.queried_on)), ("reply", fact.reply_digest)), (f"自 {reference} 回溯 {years} 年，起于 {since}。",))

    yield Claim("look-back", (fact.reference_on, fact.window_from), (reference, since), account)


def penalty_match(fact: PenaltyMatchDecided, ground: Ground) -> Iterator[Claim]:
    """确认处罚记录: whether the record falls inside the look-back."""
    reply = ground.case.penalty_reply
    match = next((each for each in reply.matches if each.reference == fact.reference), None) if reply else None
    if reply is None or match is None:
        yield Claim("penalty-match", fact.reference, None, lambda: Account((), ("回函中没有这条记录。",)))
        return
    inside = inside_window(match, reply)
    facts = (("decided_on", str(match.decided_on)), ("window_from", str(reply.window_from)))
    yield Claim(
        "penalty-match", fact.inside_window, inside, lambda: Account(facts, (f"{match.decided_on} {'≥' if inside else '<'} {reply.window_from}。",))
    )


def prechecked(fact: Prechecked, ground: Ground) -> Iterator[Claim]:
    """初审与核查通过: nothing on the checklist or in the reply stands in the way."""
    case, rules, on = ground.case, ground.rules, ground.stamp.on
    faults = [each.code for each in (*checklist_faults(case, fact.checklist, rules, on), *not_met(case, fact.checklist, rules, on))]
    faults += [each.code for each in penalty_faults(case, rules, on)]
    records = counted(case, rules, on)

    def account() -> Account:
        met = sum(answer.outcome == "met" for answer in fact.checklist)
        reply = case.penalty_reply
        facts = (
            ("checklist", f"{len(fact.checklist)}"),
            ("reply", reply.reply_digest if reply else ""),
            ("matches", f"{len(reply.matches if reply else ())}"),
        )
        return Account(facts, (f"检查项 {len(fact.checklist)} 项，符合 {met} 项。", f"计入的处罚记录 {len(records)} 条。", *faults))

    yield Claim("precheck", (), tuple(faults), account)
    yield Claim("checklist-version", fact.checklist_version, checklist_version(rules, on), account)
    yield Claim("penalties", fact.penalties_counted, records, account)
    reply = case.penalty_reply
    used = (reply.reference_on, reply.window_from, reply.reply_digest) if reply else (None, None, None)
    yield Claim("look-back", (fact.penalties_reference_on, fact.penalties_from, fact.reply_digest), used, account)


def precheck_failed(fact: PrecheckFailed, ground: Ground) -> Iterator[Claim]:
    """初审未通过: the grounds that the answers and the records give."""
    case, rules, on = ground.case, ground.rules, ground.stamp.on
    records = counted(case, rules, on)
    unmet = [each.parameters["item"] for each in not_met(case, fact.checklist, rules, on)]
    grounds = (*(("checklist",) if unmet else ()), *(("penalty",) if records else ()))
    steps = (f"不符合的检查项 {len(unmet)} 项：{'、'.join(map(str, unmet))}。", f"计入的处罚记录：{'、'.join(records) or '无'}。")
    yield Claim("precheck", fact.grounds, grounds, lambda: Account((("checklist", f"{len(fact.checklist)}"),), steps))
    yield Claim("penalties", fact.penalties_counted, records, lambda: Account((), steps))


def listed(fact: ListedForAcceptance, ground: Ground) -> Iterator[Claim]:
    """列入验收计划名单: the conditions that rest on the case alone; the mandatory list was another aggregate's to say, and its answer is recorded."""
    case, rules, on = ground.case, ground.rules, fact.listed_on
    form = case.form
    planned = rules.word("eligibility/founding-reference-day", on) == "planned"
    day, years = (case.milestone_on["Planned"] if planned else on), rules.integer("eligibility/minimum-years-since-founding", on)
    counts = FOUNDING_COUNTS[rules.word("eligibility/founding-count", on)]
    derived = {
        "produces-in-shenzhen": all(not site.district or site.district in rules.words("eligibility/districts", on) for site in form.sites),
        "founded-long-enough": form.founded_on <= day and counts(form.founded_on, years, day),
        "legal-standing": form.legal_standing in rules.words("eligibility/legal-standings", on),
        "prechecked": case.prechecked is not None,
    }
    recorded = {line.condition: line.met for line in fact.eligibility if line.condition in derived} | {"prechecked": True}
    derived = {name: met for name, met in derived.items() if name in recorded}
    facts = (("founded_on", str(form.founded_on)), ("legal_standing", form.legal_standing), ("reference", str(day)))
    steps = (f"成立于 {form.founded_on}，至 {day} 须满 {years} 年。", *(f"{name}：{'符合' if met else '不符合'}。" for name, met in derived.items()))
    yield Claim("eligibility", recorded, derived, lambda: Account(facts, steps))


def compliance(fact: ComplianceRechecked, ground: Ground) -> Iterator[Claim]:
    """合规复核: the look-back and the findings that count."""
    rules, on = ground.rules, ground.stamp.on
    reference = reference_day(ground.case, rules, on)
    since = look_back(reference, rules.integer("compliance/look-back-years", on))
    facts = (("sources", "、".join(fact.sources)), ("findings", str(len(fact.findings))))
    steps = (f"自 {reference} 回溯，起于 {since}。", f"计入 {len(fact.counted)} 条。")
    derived = (reference, since, compliance_counted(fact.findings, since))
    yield Claim("compliance", (fact.reference_on, fact.window_from, fact.counted), derived, lambda: Account(facts, steps))
