"""公开名单: plan list, acceptance list, results, consultancies: drafted, published as a whole with its cases, corrected (R2025 11, 17, 20).

An entry freezes its subject at a version. A subject that moved since is named, and nothing of the list is published.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from domain.aggregate import Aggregate
from domain.case.two_persons import second_person_decides
from domain.law.citation import CASE_DOCUMENT, Citation
from domain.law.refusal import Refusal, Refused, refuse
from domain.lists.events import ListCorrected, ListDiscarded, ListDrafted, ListPublished

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from uuid import UUID

    from domain.fact import Stamp
    from domain.lists.events import ListEntry

ARTICLES = {
    "plan": Citation(CASE_DOCUMENT, "17"),
    "acceptance": Citation(CASE_DOCUMENT, "20(2)"),
    "results": Citation(CASE_DOCUMENT, "20(4)"),
    "consultancies": Citation(CASE_DOCUMENT, "11"),
}
"""Kind of a list to the article that has it published."""
READY = {"plan": "plan-reported", "acceptance": "prechecked", "results": "graded"}
"""State in which a case is put on a list of that kind."""
ENDED = frozenset({"precheck-failed", "declined", "withdrawn", "discontinued"})
"""States in which a case is struck from a list it was published on."""

UNKNOWN_KIND = Refusal("unknown-list-kind", "名单类别「{kind}」不在可选范围内。", "请从以下类别中选择：{kinds}。")
LIST_EMPTY = Refusal("list-empty", "名单没有条目。", "请至少选择一项。")
LIST_WITHOUT_TITLE = Refusal("list-without-title", "名单没有标题。", "请填写标题。")
ENTRY_TWICE = Refusal("list-entry-twice", "「{name}」在名单中出现 {times} 次。", "请只保留一条。")
ENTRY_NOT_READY = Refusal("list-entry-not-ready", "「{name}」当前为「{state}」，不能列入本名单。", "请移出名单，或先办理到「{needed}」。")
LIST_NOT_A_DRAFT = Refusal("list-not-a-draft", "名单当前为「{state}」，不是草稿。", "请另行起草；已公布的名单请办理更正。")
LIST_NOT_PUBLISHED = Refusal("list-not-published", "名单当前为「{state}」，尚未公布，不能更正。", "草稿请废弃后重新起草。")
LIST_WITHOUT_NUMBER = Refusal("list-without-number", "没有填写名单的文号或编号。", "请填写公布时使用的编号。")
LIST_WITHOUT_ADDRESS = Refusal("list-without-address", "没有填写公布的网址或载体。", "请填写公布的地址。")
PUBLISHED_ON_WRONG_DAY = Refusal("published-on-wrong-day", "公布日期 {published_on} 早于起草日 {drafted_on}，或晚于办理日期 {on}。", "请核对日期。")
ENTRY_MOVED = Refusal(
    "list-entry-moved", "「{name}」在起草名单之后有变化（起草时第 {drafted} 版，现为第 {now} 版）。", "请废弃草稿，核对后重新起草。"
)
LIST_WITHOUT_REASON = Refusal("list-without-reason", "没有说明理由。", "请写明理由。")
NOT_ON_LIST = Refusal("not-on-list", "要更正的条目不在名单上。", "请核对条目。")
ENTRY_UNCHANGED = Refusal("list-entry-unchanged", "「{name}」的条目与记录一致，没有需要更正的内容。", "请先更正案件或登记，再更正名单。")

ENTRY_STANDS = Refusal("list-entry-stands", "「{name}」的案件仍为「{state}」，不能从已公布的名单中移除。", "请先办结该案件；结果有误的，请更正结果。")


class PublicList(Aggregate):
    """公开名单: what was printed, in which edition."""

    kind: str
    year: int
    title: str

    def __init__(self, aggregate_id: UUID) -> None:
        super().__init__(aggregate_id)
        self.state = "new"
        """new, draft, published or discarded."""
        self.drafted_on: date | None = None
        self.drafted_by = ""
        """Opaque id of the person who drafted it; another one publishes."""
        self.entries: dict[UUID, ListEntry] = {}
        """In printed order, by subject."""
        self.edition = 1
        self.published: ListPublished | None = None

    @property
    def article(self) -> Citation:
        """The article that has such a list published."""
        return ARTICLES[self.kind]


def draft(public_list: PublicList, *, kind: str, year: int, title: str, entries: tuple[ListEntry, ...], states: Mapping[UUID, str]) -> None:
    """起草名单: freeze the entries with the versions they were made from; ``states`` gives the state of each case on it."""
    if kind not in ARTICLES:
        raise UNKNOWN_KIND(field="kind", kind=kind, kinds=tuple(ARTICLES))
    refuse(_draft_faults(kind, title, entries, states))
    public_list.record(ListDrafted(kind=kind, year=year, title=title.strip(), entries=entries))


def may_publish(public_list: PublicList, *, number: str, address: str, published_on: date, versions: Mapping[UUID, int], on: date) -> None:
    """Refuse unless the whole list can be published, by another person than drafted it; asked before any of its cases moves.

    ``versions``: of each subject, as they stand now.
    """
    _is_draft(public_list)
    second_person_decides(public_list, public_list.drafted_by, public_list.article)
    refuse((*_print_faults(public_list, number, address, published_on, on), *_moved(public_list, versions)))


def publish(public_list: PublicList, *, number: str, address: str, published_on: date, notice_until: date | None) -> None:
    """公布名单: all or nothing, in one transaction with the cases on it; after :func:`may_publish`."""
    _is_draft(public_list)
    public_list.record(ListPublished(number=number.strip(), published_on=published_on, address=address.strip(), notice_until=notice_until))


def discard(public_list: PublicList, *, reason: str) -> None:
    """废弃名单草稿: a draft that will not be published; its cases never moved."""
    _is_draft(public_list)
    if not reason.strip():
        raise LIST_WITHOUT_REASON(public_list.article, field="reason")
    public_list.record(ListDiscarded(reason=reason.strip()))


def correct(public_list: PublicList, *, entries: tuple[ListEntry, ...], removed: Mapping[UUID, str], reason: str) -> dict[UUID, str]:
    """更正名单: replace these entries and strike those removed, as the next edition. Returns what changed, by subject.

    ``entries`` are made anew from the record; one that equals what is printed is refused, for nothing would be put right.
    ``removed`` gives the state of each subject to be struck: a case is struck only once it ended without a published result.
    """
    if public_list.state != "published":
        raise LIST_NOT_PUBLISHED(public_list.article, state=public_list.state)
    refuse(_correction_faults(public_list, entries, removed, reason))
    changes = {entry.subject_id: change_of(public_list.entries[entry.subject_id], entry) for entry in entries}
    changes.update(dict.fromkeys(removed, "removed"))
    fresh = {entry.subject_id: entry for entry in entries}
    standing = tuple(fresh.get(subject, entry) for subject, entry in public_list.entries.items() if subject not in removed)
    public_list.record(ListCorrected(edition=public_list.edition + 1, entries=standing, reason=reason.strip()))
    return changes


def change_of(printed: ListEntry, now: ListEntry) -> str:
    """What differs between a printed entry and the record, as ``field: before → after``; empty where nothing does."""
    before, after = msgspec.structs.asdict(printed), msgspec.structs.asdict(now)
    differing = [name for name in before if name != "subject_version" and before[name] != after[name]]
    return "; ".join(f"{name}: {before[name] or '-'} → {after[name] or '-'}" for name in differing)


def _draft_faults(kind: str, title: str, entries: tuple[ListEntry, ...], states: Mapping[UUID, str]) -> Iterator[Refused]:
    article = ARTICLES[kind]
    if not title.strip():
        yield LIST_WITHOUT_TITLE(article, field="title")
    if not entries:
        yield LIST_EMPTY(article, field="subjects")
    names = {entry.subject_id: entry.name for entry in entries}
    for subject, times in Counter(entry.subject_id for entry in entries).items():
        if times > 1:
            yield ENTRY_TWICE(article, field="subjects", name=names[subject], times=times)
    for subject, name in names.items():
        if kind in READY and states[subject] != READY[kind]:
            yield ENTRY_NOT_READY(article, field="subjects", name=name, state=states[subject], needed=READY[kind])


def _print_faults(public_list: PublicList, number: str, address: str, published_on: date, on: date) -> Iterator[Refused]:
    if not number.strip():
        yield LIST_WITHOUT_NUMBER(public_list.article, field="number")
    if not address.strip():
        yield LIST_WITHOUT_ADDRESS(public_list.article, field="address")
    drafted_on = public_list.drafted_on or published_on
    if not drafted_on <= published_on <= on:
        yield PUBLISHED_ON_WRONG_DAY(public_list.article, field="published_on", published_on=published_on, drafted_on=drafted_on, on=on)


def _moved(public_list: PublicList, versions: Mapping[UUID, int]) -> Iterator[Refused]:
    for subject, entry in public_list.entries.items():
        if versions[subject] != entry.subject_version:
            yield ENTRY_MOVED(public_list.article, field="subjects", name=entry.name, drafted=entry.subject_version, now=versions[subject])


def _correction_faults(public_list: PublicList, entries: tuple[ListEntry, ...], removed: Mapping[UUID, str], reason: str) -> Iterator[Refused]:
    article = public_list.article
    if not reason.strip():
        yield LIST_WITHOUT_REASON(article, field="reason")
    if not entries and not removed:
        yield LIST_EMPTY(article, field="subjects")
    if (removed.keys() | {entry.subject_id for entry in entries}) - public_list.entries.keys():
        yield NOT_ON_LIST(article, field="subjects")
    for entry in entries:
        printed = public_list.entries.get(entry.subject_id)
        if printed is not None and not change_of(printed, entry):
            yield ENTRY_UNCHANGED(article, field="subjects", name=entry.name)
    for subject, state in removed.items():
        if public_list.kind in READY and subject in public_list.entries and state not in ENDED:
            yield ENTRY_STANDS(article, field="removed", name=public_list.entries[subject].name, state=state)


def _is_draft(public_list: PublicList) -> None:
    if public_list.state != "draft":
        raise LIST_NOT_A_DRAFT(public_list.article, state=public_list.state)


@PublicList.evolves(ListDrafted)
def _drafted(public_list: PublicList, fact: ListDrafted, stamp: Stamp) -> None:
    public_list.kind, public_list.year, public_list.title = fact.kind, fact.year, fact.title
    public_list.entries = {entry.subject_id: entry for entry in fact.entries}
    public_list.drafted_on, public_list.drafted_by = stamp.on, stamp.by.person
    public_list.state = "draft"


@PublicList.evolves(ListPublished)
def _published(public_list: PublicList, fact: ListPublished, stamp: Stamp) -> None:
    public_list.published = fact
    public_list.state = "published"


@PublicList.evolves(ListDiscarded)
def _discarded(public_list: PublicList, fact: ListDiscarded, stamp: Stamp) -> None:
    public_list.state = "discarded"


@PublicList.evolves(ListCorrected)
def _corrected(public_list: PublicList, fact: ListCorrected, stamp: Stamp) -> None:
    public_list.entries = {entry.subject_id: entry for entry in fact.entries}
    public_list.edition = fact.edition
