"""服务平台回执: papers filed on the provincial platform: its receipt decides whether they were in time (R2025 17, 19, 21)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from domain.case.audit_case import AuditCase
from domain.case.events.audit import PlatformReceipt, PlatformReceiptRecorded
from domain.case.order import CASE_CLOSED, OUT_OF_ORDER
from domain.law.refusal import Refusal, refuse
from domain.papers.paper import digest_faults

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from domain.fact import Stamp
    from domain.law.citation import Citation
    from domain.law.refusal import Refused
    from domain.law.rule_set import RuleSet

SHENZHEN = ZoneInfo("Asia/Shanghai")
"""The zone in which the platform's days begin and end."""
GDQJSC = "gdqjsc"
"""广东省清洁生产信息化公共服务平台."""

CHANNEL_UNKNOWN = Refusal("channel-unknown", "提交渠道“{channel}”不存在。", "请选择本系统或服务平台。")
RECEIPT_MISSING = Refusal("platform-receipt-missing", "经服务平台提交，但没有平台回执。", "请填写平台回执的编号、时间并附截图。")
RECEIPT_WITHOUT_PLATFORM = Refusal("receipt-without-platform", "经本系统提交，却附了服务平台的回执。", "请改选提交渠道，或去掉回执。")
RECEIPT_UNNUMBERED = Refusal("platform-receipt-unnumbered", "平台回执没有编号。", "请填写平台给出的编号。")
RECEIPT_WITHOUT_ZONE = Refusal("platform-receipt-without-zone", "平台回执的时间没有注明时区。", "请注明时区。")
RECEIPT_IN_FUTURE = Refusal("platform-receipt-in-future", "平台回执的日期 {received_on} 晚于办理日期 {on}。", "请核对回执时间。")
RECEIPT_KNOWN = Refusal("platform-receipt-known", "平台回执 {number} 已经登记。", "无须再次登记。")
ACT_UNKNOWN = Refusal("platform-act-unknown", "“{act}”不是在服务平台办理的事项。", "请选择平台登记、验收申请或终稿提交。")

ACTS = {"registered": "Registered", "submitted": "Submitted", "revised": "Accepted"}
"""Acts done on the platform, with the milestone after which a receipt for them can be recorded: final papers may be there already."""


def received_on(receipt: PlatformReceipt) -> date:
    """回执日: the Shenzhen day on which the platform received it."""
    return receipt.received_at.astimezone(SHENZHEN).date()


def channel_faults(channel: str, receipt: PlatformReceipt | None, rules: RuleSet, on: date) -> Iterator[Refused]:
    """提交渠道核对: a known channel, and a receipt exactly where the paper was filed on the platform."""
    article = rules.cite("submission/channels", on=on)
    if channel not in rules.words("submission/channels", on):
        yield CHANNEL_UNKNOWN(article, field="channel", channel=channel)
    elif channel == GDQJSC and receipt is None:
        yield RECEIPT_MISSING(article, field="platform")
    elif channel != GDQJSC and receipt is not None:
        yield RECEIPT_WITHOUT_PLATFORM(article, field="platform")
    if receipt is not None:
        yield from receipt_faults(receipt, article, on)


def receipt_faults(receipt: PlatformReceipt, article: Citation, on: date) -> Iterator[Refused]:
    """平台回执核对: numbered, with an instant not after the day of entry, and evidence."""
    yield from digest_faults(receipt.evidence_digest, "platform.evidence_digest", article)
    if not receipt.number.strip():
        yield RECEIPT_UNNUMBERED(article, field="platform.number")
    if receipt.received_at.tzinfo is None:
        yield RECEIPT_WITHOUT_ZONE(article, field="platform.received_at")
    elif received_on(receipt) > on:
        yield RECEIPT_IN_FUTURE(article, field="platform.received_at", received_on=received_on(receipt), on=on)


def record_receipt(case: AuditCase, act: str, receipt: PlatformReceipt, *, rules: RuleSet, on: date) -> None:
    """补录平台回执: a receipt that became known later. One that shows final papers in time undoes a recorded lapse (21)."""
    article = rules.cite("submission/channels", on=on)
    if act not in ACTS:
        raise ACT_UNKNOWN(article, field="act", act=act)
    if case.closed:
        raise CASE_CLOSED(article, state=case.state, act="platform-receipt")
    if ACTS[act] not in case.milestone_on:
        raise OUT_OF_ORDER(article, state=case.state, act="platform-receipt", missing=ACTS[act].lower())
    refuse(receipt_faults(receipt, article, on))
    known = case.platform_receipts.get(act)
    if known is not None and known.number == receipt.number:
        raise RECEIPT_KNOWN(article, field="platform.number", number=receipt.number)
    case.record(PlatformReceiptRecorded(act=act, platform=receipt, undid_lapse=act == "revised" and shows_in_time(case, receipt)))


def shows_in_time(case: AuditCase, receipt: PlatformReceipt) -> bool:
    """平台回执在期限内: the lapse recorded does not stand, for the platform had the final papers by the last day (21)."""
    return case.lapsed and case.revision_deadline is not None and received_on(receipt) <= case.revision_deadline.last_day


@AuditCase.evolves(PlatformReceiptRecorded)
def _receipt_recorded(case: AuditCase, fact: PlatformReceiptRecorded, stamp: Stamp) -> None:
    case.platform_receipts[fact.act] = fact.platform
    if fact.undid_lapse:
        case.lapsed = False
