"""终稿阶段的事件: final papers, their review and their clock (R2025 21)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import msgspec

from domain.calendar.deadline import Deadline
from domain.case.events.audit import Defect, PlatformReceipt, Statement
from domain.fact import BusinessSecret, Fact, Official, Open
from domain.papers.paper import Paper, PaperName
from domain.papers.performance_table import PerformanceTable


class CorrectionAnswer(msgspec.Struct, frozen=True):
    """整改答复: the enterprise's answer to one numbered correction."""

    number: int
    answer: str
    pages: str | None = None
    """Where in the final papers."""


class AnswerTick(msgspec.Struct, frozen=True):
    """答复审核: the officer's tick on one answer."""

    number: int
    satisfied: bool
    note: str | None = None


class Revised(Fact, frozen=True, kw_only=True):
    """终稿提交: final table and report with an answer to each correction; the sixth milestone (R2025 21)."""

    TOPIC: ClassVar[str] = "case.Revised"

    round: Open[int]
    """1 for the first final papers, one more after each return."""
    table: Official[PerformanceTable]
    """The final performance table."""
    papers: Open[tuple[Paper, ...]]
    """The final papers by digest."""
    paper_names: BusinessSecret[tuple[PaperName, ...]]
    """File names as handed in."""
    answers: Official[tuple[CorrectionAnswer, ...]]
    """One answer to each numbered correction."""
    statements: Open[tuple[Statement, ...]]
    """Statement of truth by the enterprise and, where commissioned, by the consultancy."""
    received_on: Open[date]
    """Day of receipt that was compared with the last day."""
    last_day: Open[date]
    """The last day in force when they were received."""
    channel: Open[str]
    """``qingjian`` or ``gdqjsc``."""
    platform: Open[PlatformReceipt | None]
    """The platform's receipt where the channel is ``gdqjsc``."""


class RevisionReviewed(Fact, frozen=True, kw_only=True):
    """审阅终稿: an officer ticked every answer (R2025 21)."""

    TOPIC: ClassVar[str] = "case.RevisionReviewed"

    ticks: Official[tuple[AnswerTick, ...]]
    """One tick for each correction."""
    satisfied: Open[bool]
    """All answers satisfy."""


class RevisionReturned(Fact, frozen=True, kw_only=True):
    """退回终稿: final papers sent back; before the last day the day stays, after it a term is set (R2025 21, assumed)."""

    TOPIC: ClassVar[str] = "case.RevisionReturned"

    defects: Official[tuple[Defect, ...]]
    """What is missing, with articles."""
    last_day: Open[date]
    """The last day that holds now."""
    term_set: Open[bool]
    """The officer set a term because the last day had passed."""


class ExtensionRequested(Fact, frozen=True, kw_only=True):
    """申请延期: the enterprise asks for more time, or its late papers are kept as such a request (R2025 21)."""

    TOPIC: ClassVar[str] = "case.ExtensionRequested"

    reason: Official[str]
    """Why."""
    late_papers: Open[tuple[Paper, ...]]
    """Papers that arrived after the last day, kept by digest."""
    paper_names: BusinessSecret[tuple[PaperName, ...]]
    """File names as handed in."""
    late_table: Official[PerformanceTable | None]
    """The final table that came with them."""
    late_answers: Official[tuple[CorrectionAnswer, ...]]
    """The answers that came with them."""
    received_on: Open[date]
    """Day of receipt."""


class RevisionExtended(Fact, frozen=True, kw_only=True):
    """终稿延期: an officer gave more time, counted from the original last day (R2025 21, assumed)."""

    TOPIC: ClassVar[str] = "case.RevisionExtended"

    reason: Official[str]
    """Why."""
    times: Open[int]
    """1 for the first extension, 2 for the second, which needs the approver."""
    from_last_day: Open[date]
    """The original last day."""
    revision_deadline: Open[Deadline]
    """The deadline as it stands now."""


class RevisionLapsed(Fact, frozen=True, kw_only=True):
    """终稿逾期: the last day passed without final papers; recorded by the clock, decides nothing (R2025 21)."""

    TOPIC: ClassVar[str] = "case.RevisionLapsed"

    last_day: Open[date]
    """The day that passed."""
    fell_due_on: Open[date]
    """First day after it: when this fell due; the moment of recording may be later."""


class RevisionReminded(Fact, frozen=True, kw_only=True):
    """提醒提交终稿: the clock reminded of the last day; once for each step and last day, moves nothing (R2025 21)."""

    TOPIC: ClassVar[str] = "case.RevisionReminded"

    last_day: Open[date]
    """The last day it reminds of."""
    days_left: Open[int]
    """Step of the reminder: days before the last day, 0 on the day itself."""
    fell_due_on: Open[date]
    """Day of that step: when this fell due; the moment of recording may be later."""


class RevisionDeadlineRecalculated(Fact, frozen=True, kw_only=True):
    """重算终稿期限: a notice of days off changed the last day; never to the enterprise's harm."""

    TOPIC: ClassVar[str] = "case.RevisionDeadlineRecalculated"

    was_last_day: Open[date]
    """The last day before."""
    computed_last_day: Open[date]
    """What the calendar now gives."""
    revision_deadline: Open[Deadline]
    """The deadline that holds now: the later of the two."""
    cause: Open[str]
    """What changed: the calendar edition."""
