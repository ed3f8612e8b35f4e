"""偏离验收意见: which vetoes hold in the end, and where the bureau departs from the panel (R2025 20(4), 22).

The panel adopts vetoes. The bureau may find one more or not find one adopted, with evidence; and two follow from the record itself: a
level below the third (22(3)), and an accident or violation of the last year (22(4)). Those two cannot be left out.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from domain.case.events.grade import Departure
from domain.law.label import Label, labels_in, named_in
from domain.law.refusal import Refusal, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from domain.case.audit_case import AuditCase
    from domain.law.rule_set import RuleSet

LEVEL_VETO = "below-level-three"
COMPLIANCE_VETO = "accident-or-violation"
VETOES = "grading/vetoes"

NO_DEPARTURE_ALLOWED = Refusal("no-departure-allowed", "按现行口径，验收结果不得与验收意见不一致。", "请按专家组采纳的否决情形拟定结果。")
UNKNOWN_VETO = Refusal("unknown-veto", "「{veto}」不是规定的否决情形。", "请从以下情形中选择：{vetoes}。")
DEPARTURE_TWICE = Refusal("departure-twice", "否决情形「{veto}」的偏离填写了两次。", "请合并为一条。")
DEPARTURE_WITHOUT_EVIDENCE = Refusal("departure-without-evidence", "对否决情形「{veto}」作出与验收意见不同的认定，没有写明证据。", "请写明证据。")
PANEL_ADOPTED_ALREADY = Refusal("panel-adopted-already", "专家组已采纳否决情形「{veto}」，不存在偏离。", "请删去该条。")
PANEL_DID_NOT_ADOPT = Refusal("panel-did-not-adopt", "专家组没有采纳否决情形「{veto}」，无需再作不认定。", "请删去该条。")
VETO_FOLLOWS_FROM_RECORD = Refusal(
    "veto-follows-from-record", "案件记录已载明（{evidence}），不能不认定否决情形「{veto}」。", "如记录有误，请先更正记录。"
)


def implied(case: AuditCase, rules: RuleSet, on: date) -> dict[str, str]:
    """由记录得出的否决情形: code of the veto to the evidence in the record."""
    found: dict[str, str] = {}
    if case.accepted is not None and case.accepted.level in rules.words("grading/failing-levels", on):
        found[LEVEL_VETO] = f"{case.accepted.level}（{case.accepted.indicator_system}）"
    if case.compliance is not None and case.compliance.counted:
        found[COMPLIANCE_VETO] = "、".join(case.compliance.counted)
    return found


def _in_words(case: AuditCase, veto: str, rules: RuleSet, on: date) -> Label | tuple[str, ...]:
    """The evidence in the record as a refusal says it."""
    if veto == COMPLIANCE_VETO or case.accepted is None:
        return case.compliance.counted if case.compliance is not None else ()
    level, system = named_in(rules, "grading/failing-levels", case.accepted.level, on), case.accepted.indicator_system
    return Label(f"{level.zh}（{system}）", f"{level.en} ({system})") if system else level


def holding(case: AuditCase, departures: tuple[Departure, ...], rules: RuleSet, on: date) -> tuple[str, ...]:
    """成立的否决情形: what the panel adopted, as the bureau departs from it, and what the record implies; in the order of the law."""
    lifted = {each.veto for each in departures if not each.found}
    added = {each.veto for each in departures if each.found}
    vetoes = (set(case.vetoes_adopted) - lifted) | added | implied(case, rules, on).keys()
    order = rules.words(VETOES, on)
    return tuple(sorted(vetoes, key=order.index))


def complete(case: AuditCase, departures: tuple[Departure, ...], rules: RuleSet, on: date) -> tuple[Departure, ...]:
    """The departures written by the officer, and those the record makes without being asked."""
    known = {*case.vetoes_adopted, *(each.veto for each in departures)}
    return departures + tuple(
        Departure(veto, found=True, evidence=evidence) for veto, evidence in implied(case, rules, on).items() if veto not in known
    )


def departures_grounded(case: AuditCase, departures: tuple[Departure, ...], rules: RuleSet, on: date) -> Iterator[Refused]:
    """偏离须有依据: only on a veto the bureau finds or does not find against the panel, with evidence (20(4), 22)."""
    citation = rules.cite("grading/departure-from-opinion", on=on)
    if departures and rules.word("grading/departure-from-opinion", on) == "never":
        yield NO_DEPARTURE_ALLOWED(citation, field="departures")
    vetoes = rules.words(VETOES, on)
    from_record = implied(case, rules, on)
    for departure in departures:
        veto = departure.veto
        if veto not in vetoes:
            yield UNKNOWN_VETO(rules.cite(VETOES, on=on), field="departures", veto=veto, vetoes=labels_in(rules, VETOES, on))
            continue
        said = named_in(rules, VETOES, veto, on)
        if not departure.evidence.strip():
            yield DEPARTURE_WITHOUT_EVIDENCE(citation, field="departures", veto=said)
        if departure.found and veto in case.vetoes_adopted:
            yield PANEL_ADOPTED_ALREADY(citation, field="departures", veto=said)
        if not departure.found and veto in from_record:
            yield VETO_FOLLOWS_FROM_RECORD(rules.cite(VETOES, veto, on), field="departures", veto=said, evidence=_in_words(case, veto, rules, on))
        elif not departure.found and veto not in case.vetoes_adopted:
            yield PANEL_DID_NOT_ADOPT(citation, field="departures", veto=said)
    for veto, times in Counter(departure.veto for departure in departures).items():
        if times > 1:
            yield DEPARTURE_TWICE(citation, field="departures", veto=named_in(rules, VETOES, veto, on))
