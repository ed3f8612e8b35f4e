"""Another district or another consultancy takes over before the application for acceptance (16, 18)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.case import transfer
from domain.case.audit_case import AuditCase
from domain.case.events.plan import ConsultancyChanged, DistrictTransferred, Site
from domain.case.transfer import Handover, Parties
from domain.law import rulebook
from domain.register.consultancy import Consultancy
from domain.register.credit_code import consultancy_id
from domain.register.events import ConsultancyRegistered
from tests.examples.plan import COMMISSIONED, DISTRICT_OFFICER, OTHER_DISTRICT_OFFICER, PLANNED_ON, planned
from tests.examples.register import CONSULTANCY_ID, DIGEST, able_consultancy, consultancy_registered, credit_code, mandate_granted
from tests.scenario import given

RULES = rulebook.rule_set("sz-2025-5")
HANDOVER = Handover(DIGEST, "迁址")
NEW_SITE = Site("宝安区示例路9号", "宝安区")
OLD_CODE = credit_code(9002)
OLD_ID = consultancy_id(OLD_CODE)


def move(case: AuditCase, site: Site = NEW_SITE, handover: Handover = HANDOVER) -> None:
    transfer.transfer_district(case, site, handover, rules=RULES, on=PLANNED_ON)


def consultancy(*history: Any) -> Consultancy:
    return given(Consultancy, *history, aggregate_id=CONSULTANCY_ID).aggregate


def old_consultancy(*more: Any) -> Consultancy:
    return given(Consultancy, ConsultancyRegistered(credit_code=OLD_CODE, name="示例旧机构"), *more, aggregate_id=OLD_ID).aggregate


def change(case: AuditCase, new: Consultancy | None, old: Consultancy | None = None, handover: Handover = HANDOVER) -> None:
    transfer.change_consultancy(case, Parties(old, new), handover, rules=RULES, on=PLANNED_ON)


def test_the_new_district_decides_and_the_old_one_reads_on() -> None:
    moved = given(AuditCase, planned()).when(move, by=DISTRICT_OFFICER)
    case = moved.then(
        DistrictTransferred(
            from_district="440305", to_district="440306", site=Site("宝安区示例路9号", "440306", main=True), handover_digest=DIGEST, reason="迁址"
        )
    )
    assert (case.district, case.former_districts) == ("440306", ("440305",))
    assert case.form.sites == (Site("宝安区示例路9号", "440306", main=True),)
    assert case.state == "planned"


@pytest.mark.parametrize(
    ("site", "handover", "article", "code"),
    [
        (Site("甲", "南山区"), HANDOVER, "16", "same-district"),
        (Site("甲", "天河区"), HANDOVER, "15(1)", "transferred-outside-shenzhen"),
        (Site(" ", "宝安区"), HANDOVER, "16", "field-missing"),
        (NEW_SITE, Handover("", "迁址"), "16", "digest-malformed"),
        (NEW_SITE, Handover(DIGEST, " "), "16", "change-without-reason"),
    ],
)
def test_a_transfer_needs_another_district_its_paper_and_a_reason(site: Site, handover: Handover, article: str, code: str) -> None:
    given(AuditCase, planned()).when(lambda each: move(each, site, handover)).then_refused(article, code=code)


def test_a_third_district_transfers_nothing() -> None:
    given(AuditCase, planned()).when(move, by=OTHER_DISTRICT_OFFICER).then_refused("16", code="other-district")


def submitted_case() -> AuditCase:
    case = given(AuditCase, planned()).aggregate
    case.reach("Submitted", "submitted", date(2026, 3, 1))
    return case


def test_nothing_changes_hands_after_the_application_for_acceptance() -> None:
    case = submitted_case()
    given(AuditCase).when(lambda _: move(case)).then_refused("16", code="after-submission")
    given(AuditCase).when(lambda _: change(case, consultancy(*able_consultancy()))).then_refused("18", code="after-submission")


def test_another_consultancy_goes_on_when_it_can_and_may() -> None:
    case = given(AuditCase, planned(**{**COMMISSIONED, "consultancy_code": OLD_CODE})).aggregate
    case.consultancy_id = OLD_ID
    changed = given(AuditCase, planned()).when(lambda each: change(each, consultancy(*able_consultancy())))
    done = changed.then_recorded(ConsultancyChanged, from_id=None, to_id=CONSULTANCY_ID, to_code=COMMISSIONED["consultancy_code"], conflicts=())
    assert done.consultancy_id == CONSULTANCY_ID
    assert done.form.audit_mode == "commissioned"


def test_the_former_consultancy_is_kept_for_the_search_of_ties() -> None:
    changed = given(AuditCase, planned(**COMMISSIONED)).when(lambda each: change(each, None, consultancy(consultancy_registered())))
    done = changed.then_recorded(ConsultancyChanged, from_id=CONSULTANCY_ID, to_id=None, capability=())
    assert done.former_consultancies == (CONSULTANCY_ID,)
    assert (done.form.audit_mode, done.form.consultancy_name) == ("self", None)


def test_a_consultancy_that_does_not_meet_article_10_is_refused_with_each_shortfall() -> None:
    unable = consultancy(consultancy_registered(), mandate_granted())
    refused = given(AuditCase, planned()).when(lambda each: change(each, unable)).then_refused("10(3)")
    assert len(refused.every) > 3


def test_the_new_mandate_runs_and_the_old_one_has_ended() -> None:
    without_mandate = consultancy(*able_consultancy()[:-1])
    given(AuditCase, planned()).when(lambda each: change(each, without_mandate)).then_refused("18", code="new-mandate-missing")
    old = old_consultancy(mandate_granted())
    given(AuditCase, planned()).when(lambda each: change(each, consultancy(*able_consultancy()), old)).then_refused("18", code="old-mandate-runs")


def test_a_change_to_the_same_consultancy_or_without_its_paper_is_refused() -> None:
    able = consultancy(*able_consultancy())
    given(AuditCase, planned(**COMMISSIONED)).when(lambda each: change(each, able)).then_refused("18", code="same-consultancy")
    given(AuditCase, planned()).when(lambda each: change(each, able, handover=Handover("x", "换"))).then_refused("18", code="digest-malformed")
