"""名单的办理: drafted from the record, published whole with its cases, corrected (R2025 11, 15, 17, 20).

Every case on a list is loaded once, so publishing is linear in the length of the list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from application.casework import handles
from application.commands.lists import CorrectList, DiscardList, DraftList, NotifyResult, PublishList
from application.handlers.register import registered_consultancy
from domain.calendar.deadline import notice_deadline
from domain.case import planning, publication, review
from domain.case.audit_case import AuditCase
from domain.case.eligibility import acceptance_eligibility, mandatory_year
from domain.case.publication import ListPlace
from domain.case.standing import OnRecord
from domain.law.refusal import Refusal, Refused, refuse
from domain.lists import public_list as lists
from domain.lists.events import ListEntry
from domain.lists.mandatory_list import MandatoryList, mandatory_list_id
from domain.lists.public_list import PublicList
from domain.register import consultancy as consultancies
from domain.register.consultancy import Consultancy
from domain.register.enterprise import Enterprise, close_case

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from uuid import UUID

    from application.work import Work

ENTRY_REFUSED = Refusal("list-entry-refused", "「{name}」：{reason}", "请废弃草稿，移出该项后重新起草，或先解决该项的问题。")


@handles(DraftList)
def draft_list(command: DraftList, work: Work) -> UUID:
    """起草名单."""
    entries, states = entries_of(command.kind, command.subjects, work)
    public_list = work.new(PublicList)
    lists.draft(public_list, kind=command.kind, year=command.year, title=command.title, entries=entries, states=states)
    return public_list.id


@handles(PublishList)
def publish_list(command: PublishList, work: Work) -> None:
    """公布名单: all or nothing; every case that moved or may not be listed is named."""
    public_list = work.get(PublicList, command.list_id)
    subjects = [subject_of(public_list.kind, subject, work) for subject in public_list.entries]
    lists.may_publish(
        public_list,
        number=command.number,
        address=command.address,
        published_on=command.published_on,
        versions={subject.id: subject.version for subject in subjects},
        on=work.on,
    )
    place = ListPlace(list_id=public_list.id, number=command.number.strip(), published_on=command.published_on, address=command.address.strip())
    refuse(_moved_with(public_list, subjects, place, command, work))
    lists.publish(
        public_list,
        number=command.number,
        address=command.address,
        published_on=command.published_on,
        notice_until=notice_deadline(command.published_on, work.rules_of_the_day(), work.calendar).last_day
        if public_list.kind == "results"
        else None,
    )


@handles(DiscardList)
def discard_list(command: DiscardList, work: Work) -> None:
    """废弃名单草稿."""
    lists.discard(work.get(PublicList, command.list_id), reason=command.reason)


@handles(CorrectList)
def correct_list(command: CorrectList, work: Work) -> None:
    """更正名单: a new edition, and a fact in each case concerned."""
    public_list = work.get(PublicList, command.list_id)
    entries, _ = entries_of(public_list.kind, command.renewed, work)
    removed = {each: state_of(subject_of(public_list.kind, each, work)) for each in command.removed}
    changes = lists.correct(public_list, entries=entries, removed=removed, reason=command.reason)
    for subject_id, change in changes.items():
        subject = subject_of(public_list.kind, subject_id, work)
        if isinstance(subject, AuditCase):
            under_own_rules(subject, work)
            publication.correct_publication(
                subject, list_id=public_list.id, list_version=public_list.edition, change=change, reason=command.reason.strip()
            )


@handles(NotifyResult)
def notify_result(command: NotifyResult, work: Work) -> None:
    """告知结果."""
    publication.notify(work.case(command.case_id), notified_on=command.notified_on, channel=command.channel, on=work.on)


# ------------------------------------------------------------------------------------------------------------------ entries


def subject_of(kind: str, subject_id: UUID, work: Work) -> AuditCase | Consultancy:
    """The case or consultancy behind an entry. Raises NotFoundError."""
    return registered_consultancy(subject_id, work) if kind == "consultancies" else work.case(subject_id)


def state_of(subject: AuditCase | Consultancy) -> str:
    """State of a case; a consultancy has none."""
    return subject.state if isinstance(subject, AuditCase) else ""


def entries_of(kind: str, subject_ids: tuple[UUID, ...], work: Work) -> tuple[tuple[ListEntry, ...], Mapping[UUID, str]]:
    """Entries made from the record as it stands, in the order asked, and the state of each subject."""
    subjects = [subject_of(kind, each, work) for each in subject_ids]
    return tuple(_entry(kind, subject, work) for subject in subjects), {subject.id: state_of(subject) for subject in subjects}


def _entry(kind: str, subject: AuditCase | Consultancy, work: Work) -> ListEntry:
    if isinstance(subject, Consultancy):
        return ListEntry(subject_id=subject.id, subject_version=subject.version, name=subject.name, credit_code=subject.credit_code)
    enterprise = work.get(Enterprise, subject.enterprise_id)
    return ListEntry(
        subject_id=subject.id,
        subject_version=subject.version,
        name=enterprise.name,
        credit_code=enterprise.credit_code,
        district=subject.district,
        consultancy_name=subject.form.consultancy_name,
        result=subject.result if kind == "results" else None,
        grade=subject.grade if kind == "results" else None,
    )


# -------------------------------------------------------------------------------------------------------------- publishing


def under_own_rules(case: AuditCase, work: Work) -> None:
    """A list has no rule set of its own, its cases have: their facts are stamped with theirs."""
    rules = work.rules(case)
    if case.stamp is not None:
        case.stamp = msgspec.structs.replace(case.stamp, rule_set=rules.id, rule_set_digest=rules.digest)


def _moved_with(
    public_list: PublicList, subjects: list[AuditCase | Consultancy], place: ListPlace, command: PublishList, work: Work
) -> Iterator[Refused]:
    """Move every subject; what stands in the way of any of them is named, and then none has moved."""
    for subject in subjects:
        try:
            if isinstance(subject, AuditCase):
                under_own_rules(subject, work)
                MOVES[public_list.kind](subject, place, command, work)
            else:
                consultancies.list_consultancy(subject, list_id=place.list_id, listed_on=place.published_on)
        except Refused as no:
            name = public_list.entries[subject.id].name
            yield from (ENTRY_REFUSED(each.citation, field=each.field, name=name, reason=each) for each in no.every)


def _list_plan(case: AuditCase, place: ListPlace, command: PublishList, work: Work) -> None:
    planning.list_plan(case, place.list_id, place.number, place.published_on, rules=work.rules(case))


def _list_for_acceptance(case: AuditCase, place: ListPlace, command: PublishList, work: Work) -> None:
    rules = work.rules(case)
    year = mandatory_year(rules, place.published_on)
    record = OnRecord(enterprise=work.find(Enterprise, case.enterprise_id), mandatory=work.find(MandatoryList, mandatory_list_id(year)))
    found = acceptance_eligibility(case, record, rules, place.published_on)
    review.list_for_acceptance(case, place.list_id, place.number, place.published_on, found.lines, rules=rules)


def _publish_result(case: AuditCase, place: ListPlace, command: PublishList, work: Work) -> None:
    publication.publish_result(case, place, remedies=command.remedies or "", rules=work.rules(case), calendar=work.calendar)
    if case.published is not None and case.published.late:
        work.remark = "published-late"
    close_case(work.get(Enterprise, case.enterprise_id), case_id=case.id, outcome="published")


MOVES: Mapping[str, Callable[[AuditCase, ListPlace, PublishList, Work], None]] = {
    "plan": _list_plan,
    "acceptance": _list_for_acceptance,
    "results": _publish_result,
}
"""Kind of list to what its publication does to each case on it."""
