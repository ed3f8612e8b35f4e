"""查询: who asks sees what may be seen, and nothing else: the same rule for one thing and for lists of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from domain.register.credit_code import consultancy_id, enterprise_id
from tests.examples.plan import PLANNED_ON, REASONS, form
from tests.examples.register import CODE, CONSULTANCY_CODE
from tests.stories.trade import NANSHAN

if TYPE_CHECKING:
    from tests.stories.driver import Someone
    from tests.stories.trade import Trade

ELSEWHERE = "00000000-0000-4000-8000-00000000ffff"


def numbers(who: Someone, query: str = "") -> list[str]:
    return [each["number"] for each in who.sees(f"/cases{query}")["items"]]


def everybody(trade: Trade) -> dict[str, Someone]:
    town = trade.town
    return {
        "officer": trade.officer,
        "approver": trade.approver,
        "auditor": town.person("auditor"),
        "district": trade.district,
        "other district": town.person("district-officer", "440306"),
        "enterprise": trade.signer,
        "other enterprise": town.person("enterprise-signer", ELSEWHERE),
        "consultancy": town.person("consultant", consultancy_id(CONSULTANCY_CODE)),
        "expert": town.person("expert", ELSEWHERE),
        "leadership": town.person("leadership"),
        "regulator": town.person("regulator"),
        "administrator": town.person("administrator"),
    }


SEES_A_PLAN = {"officer", "approver", "auditor", "district", "enterprise"}


def test_one_case_and_the_list_of_cases_show_the_same_people_the_same(trade: Trade) -> None:
    case = trade.plans()
    found = {}
    for name, who in everybody(trade).items():
        alone = who.looks_for(f"/cases/{case}").status == 200
        listed = numbers(who) == ["QJ-2026-000001"]
        events = who.looks_for(f"/cases/{case}/events").status == 200
        # Leadership reads the lists behind its figures, and no case.
        assert (alone, listed, events) == ((False, True, False) if name == "leadership" else (alone,) * 3), name
        found[name] = alone
    assert {name for name, sees in found.items() if sees} == SEES_A_PLAN
    assert trade.town.public.looks_for(f"/cases/{case}").status == 404


def test_the_public_sees_of_a_published_case_what_was_published(trade: Trade) -> None:
    case = trade.on_the_acceptance_list()
    trade.forms_panel(case)
    trade.accepts(case, "74", "75", "76")
    trade.hands_in_final_papers(case)
    trade.reviews_final_papers(case)
    trade.decides(case, "pass", "excellent")
    trade.publishes_result(case)
    shown = trade.town.public.sees(f"/cases/{case}")
    assert shown["result"] == "pass"
    assert not {"credit_code", "score", "due_account", "sites"} & shown.keys()
    assert [each["name"] for each in trade.town.public.sees("/results")["items"]] == ["深圳市示例甲电子有限公司"]


def test_a_list_is_narrowed_and_counted(trade: Trade) -> None:
    trade.plans()
    assert numbers(trade.officer, "?state=planned&district=440305&year=2026&open=true") == ["QJ-2026-000001"]
    assert numbers(trade.officer, "?state=graded") == []
    assert numbers(trade.officer, "?text=%25") == []
    page = trade.officer.sees("/cases?limit=1&offset=1")
    assert (page["items"], page["total"], page["limit"], page["offset"]) == ([], 1, 1, 1)


def test_the_timeline_never_shows_a_mark(trade: Trade) -> None:
    case = trade.on_the_acceptance_list()
    trade.forms_panel(case)
    trade.accepts(case, "74", "75", "76")
    shown = repr(trade.officer.sees(f"/cases/{case}/events?limit=200"))
    assert "sheet.Locked" in shown
    assert "marks" not in shown
    assert "'total': '7" not in shown


def test_the_timeline_is_read_on_from_a_version(trade: Trade) -> None:
    case = trade.plans()
    trade.district.does("plan-return", case, reasons=REASONS)
    assert [each["topic"] for each in trade.officer.sees(f"/cases/{case}/events?after=1")["items"]] == ["case.PlanReturned"]
    assert len(trade.officer.sees(f"/cases/{case}/events?limit=1")["items"]) == 1


def test_drafts_are_the_offices(trade: Trade) -> None:
    case = trade.plans()
    trade.reports(case)
    drafted = trade.officer.posts("/lists", {"kind": "plan", "year": 2026, "title": "示例名单", "subjects": (case,)}).body["id"]
    assert trade.officer.sees(f"/lists/{drafted}")["state"] == "draft"
    assert trade.officer.sees("/lists?state=draft")["items"][0]["list_id"] == drafted
    for who in (trade.signer, trade.district, trade.town.public):
        assert who.looks_for(f"/lists/{drafted}").status == 404
        assert who.looks_for("/lists?state=draft").status == 403
        assert who.sees("/lists")["items"] == []


def readers(trade: Trade, path: str) -> set[str]:
    return {name for name, who in everybody(trade).items() if who.looks_for(path).status == 200}


def test_an_enterprise_is_seen_by_the_office_and_by_itself(trade: Trade) -> None:
    trade.plans()
    assert readers(trade, f"/enterprises/{enterprise_id(CODE)}") == {"officer", "approver", "auditor", "district", "other district", "enterprise"}
    found = trade.signer.sees(f"/enterprises/{enterprise_id(CODE)}")
    assert (found["name"], found["open_case_number"]) == ("深圳市示例甲电子有限公司", "QJ-2026-000001")


def test_only_the_office_looks_for_enterprises(trade: Trade) -> None:
    trade.plans()
    assert [each["credit_code"] for each in trade.officer.sees("/enterprises?text=示例甲")["items"]] == [CODE]
    assert trade.signer.looks_for("/enterprises?text=示例").status == 403


def test_an_expert_is_seen_by_the_bureau_and_by_the_expert(trade: Trade) -> None:
    expert = trade.experts(1)[0]
    assert readers(trade, f"/experts/{expert.expert_id}") == {"officer", "approver", "auditor"}
    assert expert.sees(f"/experts/{expert.expert_id}")["fields"] == ["industry"]


def test_the_roles_of_a_person_are_seen_by_administrator_auditor_and_the_person(trade: Trade) -> None:
    assert readers(trade, f"/people/{trade.district.person}") == {"administrator", "auditor", "district"}
    assert trade.district.sees(f"/people/{trade.district.person}")["roles"] == [{"role": "district-officer", "organisation": NANSHAN}]


@pytest.mark.parametrize("kind", ["enterprises", "consultancies", "experts", "people", "lists", "cases"])
def test_what_is_not_there_is_not_found(trade: Trade, kind: str) -> None:
    reply = trade.officer.looks_for(f"/{kind}/{ELSEWHERE}")
    assert (reply.status, reply.code) == (404, "not-found")


def test_an_id_of_another_kind_is_not_found(trade: Trade) -> None:
    case = trade.plans()
    for path in (f"/enterprises/{case}", f"/experts/{case}", f"/cases/{enterprise_id(CODE)}", f"/lists/{case}"):
        assert trade.officer.looks_for(path).status == 404


def test_what_is_read_can_be_changed_with_the_version_it_was_read_with(trade: Trade) -> None:
    trade.plans()
    entry = f"/enterprises/{enterprise_id(CODE)}"
    etag = trade.officer.looks_for(entry).etag
    renamed = trade.officer.asks(f"{entry}/renaming", {"name": "深圳市示例新名有限公司"}, if_match=etag)
    assert (renamed.status, renamed.etag) == (200, trade.officer.looks_for(entry).etag)
    stale = trade.officer.asks(f"{entry}/renaming", {"name": "深圳市示例再改有限公司"}, if_match=etag)
    assert stale.status == 412


def test_reading_changes_nothing(trade: Trade) -> None:
    case = trade.plans()
    head = trade.town.system.log.head()
    for path in ("/cases", f"/cases/{case}", f"/cases/{case}/events", f"/enterprises/{enterprise_id(CODE)}"):
        trade.officer.sees(path)
    for path in ("/worklist", "/lists", "/results", "/plan-calls"):
        trade.officer.sees(path)
    assert trade.town.system.log.head() == head


def test_a_consultancy_acts_for_the_enterprise_of_the_case(trade: Trade) -> None:
    commissioned = trade.commission()
    assert trade.consultant is not None
    trade.on(PLANNED_ON)
    case = trade.consultant.hands_in_plan(form(**commissioned))
    planned = trade.officer.sees(f"/cases/{case}/events")["items"][0]
    assert (planned["role"], planned["on_behalf_of"]) == ("consultant", str(enterprise_id(CODE)))
    assert trade.consultant.sees(f"/cases/{case}")["consultancy_id"] == str(consultancy_id(CONSULTANCY_CODE))
    trade.district.does("plan-return", case, reasons=REASONS)
    trade.consultant.does("plan-amendment", case, form=form(**commissioned))
    amended = trade.officer.sees(f"/cases/{case}/events")["items"][-1]
    assert (amended["role"], amended["on_behalf_of"]) == ("consultant", str(enterprise_id(CODE)))
