"""各处室: what is done for many cases at once: calls, mandatory lists, districts' batches, public lists; and the keeping of the register."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from application.clock import SHENZHEN
from application.commands.lists import DiscardList, DraftList, PublishList
from application.commands.planning import EnterMandatoryList, ExtendPlanCall, OpenPlanCall, ReportBatch
from application.commands.register import AmendExpert, ChangeConsultancyCode, RenameConsultancy, RevokeRole, StaffLeaves
from application.demo import fiction
from application.demo.agenda import Pause, Released
from application.demo.persons import ADMINISTRATOR
from application.demo.story import Diary
from domain.law.reason import Reason
from domain.lists.plan_call import Batch
from domain.register.expert import FIELDS

if TYPE_CHECKING:
    from collections.abc import Generator
    from uuid import UUID

    from application.demo.agenda import Move
    from application.demo.world import World

LONGEST_LIST = 120
"""Entries of a batch or list; the rest goes on the next."""
ADDRESS = "https://example.org/qingjian"
REMEDIES = "对结果有异议的，可在公示期内以书面形式实名向市工业和信息化局提出（示例）。"
NAMES = {"plan": "自愿性清洁生产审核计划名单", "acceptance": "自愿性清洁生产审核验收计划名单", "results": "自愿性清洁生产审核验收结果"}
CYCLE = {"plan": (12, 24), "acceptance": (10, 22), "results": (9, 18)}
"""Days from one list to the next."""
APART = timedelta(microseconds=1)
"""Steps of people fall on whole seconds, so nothing comes between two that are so close."""


def calls_and_mandatory_lists(world: World) -> Generator[Move, Any, None]:
    """计划征集 and 强制审核名单, year by year; calls on record already are kept to."""
    first = datetime.combine(world.start, datetime.min.time(), tzinfo=SHENZHEN)
    diary = Diary(world, world.dice.child("years"), first)
    diary.on_day(world.start)
    for year, known in world.known_calls.items():
        if year > world.start.year:
            diary.on_day(date(year, 1, 1))
            yield Pause(diary.now)
        world.calls.extend(known)
        for number, batch in enumerate(wanted_calls(world, year, known), start=len(known) + 1):
            yield diary.asks(world.officer(number), OpenPlanCall(year=year, batch=number, opens_on=batch.opens_on, closes_on=batch.closes_on))
            diary.soon()
            world.calls.append(batch)
        codes = tuple(fiction.credit_code(f"{fiction.Kind.MANDATORY} {year}", world.seed, each) for each in range(diary.dice.between(15, 40)))
        document = f"示例环函〔{year}〕{world.seed % 1000}号"
        yield diary.asks(
            world.officer(year),
            EnterMandatoryList(year=year, authority="示例生态环境局", document=document, published_on=diary.today, credit_codes=codes),
        )
        if not known:
            yield from extended_call(world, diary, year)


def wanted_calls(world: World, year: int, known: tuple[Batch, ...]) -> list[Batch]:
    """The batches of a year that are still to be opened: two, the first half and most of the second."""
    opens_on = max(date(year, 1, 1), world.start)
    first, second = Batch(1, opens_on, date(year, 6, 30)), Batch(2, date(year, 7, 1), date(year, 12, 20))
    after = known[-1].closes_on if known else opens_on - timedelta(days=1)
    return [each for each in (first, second) if each.opens_on > after]


def extended_call(world: World, diary: Diary, year: int) -> Generator[Move, Any, None]:
    """延长计划征集 to the end of the year, shortly before it would close."""
    last_day = date(year, 12, 31)
    diary.on_day(world.calls[-1].closes_on - timedelta(days=diary.dice.between(2, 6)))
    yield diary.asks(world.officer(year), ExtendPlanCall(year=year, closes_on=last_day, reason="部分企业年末补报（示例）。"))
    world.calls[-1] = world.calls[-1]._replace(closes_on=last_day)


def district(world: World, code: str) -> Generator[Move, Any, None]:
    """区工信部门: reports what it endorsed, about every two weeks."""
    diary = Diary(world, world.dice.child("district", code), world.agenda.clock.moment)
    tray = world.agenda.trays[f"report {code}"]
    number = 0
    while True:
        diary.in_office(8, 18)
        yield Pause(diary.now)
        while tray:
            number += 1
            waiting = [tray.popleft() for _ in range(min(len(tray), LONGEST_LIST))]
            answer = yield diary.asks(
                world.district_officer(code),
                ReportBatch(number=f"示例{code}-{world.seed}-{number}", case_ids=tuple(case_id for case_id, _ in waiting)),
            )
            for _, thread in waiting:
                world.agenda.release(thread, Released(diary.now, answer.created))
            diary.soon()


def lists(world: World, kind: str) -> Generator[Move, Any, None]:
    """市工信局: drafts and publishes a list about every two weeks; the first draft of all is discarded once and drafted anew."""
    diary = Diary(world, world.dice.child("lists", kind), world.agenda.clock.moment)
    tray = world.agenda.trays[kind]
    number = 0
    while True:
        diary.in_office(*CYCLE[kind])
        yield Pause(diary.now)
        while tray:
            number += 1
            waiting = [tray.popleft() for _ in range(min(len(tray), LONGEST_LIST))]
            if number == 1:
                draft = yield from drafted(world, diary, kind, number, tuple(case_id for case_id, _ in waiting))
                yield diary.asks(world.officer(0), DiscardList(list_id=draft, reason="排序有误，重新起草（示例）。"))
                diary.soon()
            draft = yield from drafted(world, diary, kind, number, tuple(case_id for case_id, _ in waiting))
            diary.in_office(0, 2)
            yield from published(world, diary, kind, number, draft)
            for _, thread in waiting:
                world.agenda.release(thread, Released(diary.now, draft))
            diary.soon()


def drafted(world: World, diary: Diary, kind: str, number: int, subjects: tuple[UUID, ...]) -> Generator[Move, Any, UUID]:
    """起草名单."""
    title = f"深圳市 {diary.today.year} 年{NAMES.get(kind, '自愿性清洁生产审核咨询服务机构名单')}（第 {number} 期，示例）"
    answer = yield diary.asks(world.officer(number), DraftList(kind=kind, year=diary.today.year, title=title, subjects=subjects))
    draft: UUID = answer.created
    return draft


def published(world: World, diary: Diary, kind: str, number: int, draft: UUID) -> Generator[Move, Any, None]:
    """公布名单."""
    yield diary.asks(
        world.approver(number),
        PublishList(
            list_id=draft,
            number=f"示例清〔{diary.today.year}〕{world.seed}-{kind}-{number}号",
            published_on=diary.today,
            address=f"{ADDRESS}/{kind}/{world.seed}-{number}",
            remedies=REMEDIES if kind == "results" else None,
        ),
    )


def consultancy_lists(world: World) -> Generator[Move, Any, None]:
    """咨询服务机构名单, once a year: drafted and published at one stroke, for consultancies move every day."""
    diary = Diary(world, world.dice.child("consultancy lists"), world.agenda.clock.moment)
    number = 0
    while True:
        number += 1
        diary.in_office(20, 40)
        yield Pause(diary.now)
        for first in range(0, len(world.offices), LONGEST_LIST):
            diary.now += APART
            draft = yield from drafted(world, diary, "consultancies", number, tuple(each.id for each in world.offices[first : first + LONGEST_LIST]))
            diary.now += APART
            yield from published(world, diary, "consultancies", number, draft)
        diary.in_office(360, 370)


def called_otherwise(world: World, diary: Diary) -> Generator[Move, Any, None]:
    """咨询服务机构更名和信用代码变更: of the last one; its cases and mandates stay its own."""
    office = world.offices[-1]
    later = len(world.offices)
    office = office._replace(name=fiction.consultancy_name(later), code=fiction.credit_code(fiction.Kind.CONSULTANCY, world.seed, later))
    yield diary.asks(office.capacity(), RenameConsultancy(consultancy_id=office.id, name=office.name, evidence_digest=diary.dice.digest()))
    diary.soon()
    changed = ChangeConsultancyCode(consultancy_id=office.id, credit_code=office.code, evidence_digest=diary.dice.digest())
    yield diary.asks(world.officer(0), changed)
    world.offices[-1] = office
    diary.soon()


def register_keeping(world: World) -> Generator[Move, Any, None]:
    """登记库: now and then somebody leaves a consultancy, an expert's title changes, a role ends; one consultancy is called otherwise."""
    diary = Diary(world, world.dice.child("register keeping"), world.agenda.clock.moment)
    gone: set[UUID] = set()
    while True:
        diary.in_office(20, 60)
        yield Pause(diary.now)
        if not gone:
            yield from called_otherwise(world, diary)
        office = diary.dice.pick(world.offices)
        if office.id not in gone:
            gone.add(office.id)
            spare = world.rules(diary.today).integer("capability/consultancy-technical-staff") + 1
            yield diary.asks(office.capacity(), StaffLeaves(consultancy_id=office.id, reference=f"t{spare}", left_on=diary.today))
        diary.soon()
        expert = diary.dice.pick(world.experts)
        since = world.start - timedelta(days=diary.dice.between(6_000, 12_000))
        yield diary.asks(
            world.officer(0),
            AmendExpert(expert_id=expert.id, title_level="senior", practising_since=since, fields=FIELDS if expert.every_field else FIELDS[:2]),
        )
        diary.soon()
        if world.leavers:
            firm, role = world.leavers.pop()
            reasons = (Reason("人员离职（示例）。"),)
            person = firm.people.pop(role)
            yield diary.asks(ADMINISTRATOR.capacity, RevokeRole(person_id=person, role=role, organisation=str(firm.id), reasons=reasons))
