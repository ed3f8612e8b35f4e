"""版本与幂等: who changes something names the version looked at; the same request under the same key has one effect."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from domain.register.credit_code import consultancy_id
from tests.examples.panel import VISIT_ON
from tests.examples.plan import REASONS, form
from tests.examples.register import ENTERPRISE_ID
from tests.stories.driver import plain

if TYPE_CHECKING:
    from tests.stories.trade import Trade

RETURN: dict[str, Any] = {"reasons": REASONS}


def test_a_change_without_a_version_is_not_done(trade: Trade) -> None:
    case = trade.plans()
    reply = trade.district.asks(f"/cases/{case}/plan-return", RETURN)
    assert (reply.status, reply.code) == (428, "if-match-missing")


@pytest.mark.parametrize("named", ["1", 'W/"1"', "*", '"01"', '"-1"', '"1", "2"', '""', '"１"', '"99999999999"'])
def test_a_version_has_one_spelling(trade: Trade, named: str) -> None:
    case = trade.plans()
    reply = trade.district.asks(f"/cases/{case}/plan-return", RETURN, if_match=named.encode().decode("latin-1"))
    assert (reply.status, reply.code) == (400, "if-match-malformed")


def test_a_stale_version_is_refused_and_names_the_present_one(trade: Trade) -> None:
    case = trade.plans()
    before = trade.district.version_of(case)
    trade.district.does("plan-return", case, reasons=REASONS)
    reply = trade.district.tries("plan-endorsement", case, if_match=before)
    assert (reply.status, reply.code) == (412, "stale")
    assert reply.etag == trade.district.version_of(case)


def test_the_answer_carries_the_version_that_is_read_next(trade: Trade) -> None:
    case = trade.plans()
    reply = trade.district.does("plan-return", case, reasons=REASONS)
    assert reply.etag == f'"{reply.body["version"]}"' == trade.district.version_of(case)
    assert reply.body["id"] == case
    assert reply.body["versions"][case] == reply.body["version"]
    assert reply.body["position"] == trade.town.system.log.head()


def test_what_is_created_is_answered_with_201_and_its_first_version(trade: Trade) -> None:
    reply = trade.officer.asks("/plan-calls", {"year": 2026, "batch": 1, "opens_on": "2026-03-02", "closes_on": "2026-04-30"})
    assert (reply.status, reply.etag) == (201, '"1"')


def test_a_sheet_asked_for_again_is_answered_with_its_version(trade: Trade) -> None:
    case, sheet = trade.on_the_acceptance_list(), uuid4()
    trade.forms_panel(case)
    trade.on(VISIT_ON)
    first = trade.panel[0].posts(f"/cases/{case}/sheets/{sheet}", method="PUT")
    head = trade.town.log_head
    again = trade.panel[0].asks(f"/cases/{case}/sheets/{sheet}", {}, method="PUT")
    assert (again.status, again.etag, again.body["id"], again.body["version"]) == (200, first.etag, str(sheet), first.body["version"])
    assert (again.body["versions"], again.body["position"]) == ({}, head)
    assert trade.town.log_head == head


def test_what_is_added_to_an_entry_of_the_register_is_answered_with_the_version_of_the_entry(trade: Trade) -> None:
    consultancy = trade.commission()["consultancy_code"]
    place = f"/consultancies/{consultancy_id(consultancy)}"
    ended = trade.signer.posts(f"{place}/mandate-ends", {"enterprise_id": ENTERPRISE_ID, "ended_on": trade.town.today.isoformat()})
    assert ended.etag == trade.officer.looks_for(place).etag
    expert = trade.town.expert(trade.officer, "industry")
    entry = trade.officer.posts(f"/experts/{expert.expert_id}/interests", {"organisation_id": ENTERPRISE_ID, "kind": "client"})
    assert entry.etag == trade.officer.looks_for(f"/experts/{expert.expert_id}").etag


def test_a_role_granted_is_answered_with_the_version_of_its_person(trade: Trade) -> None:
    administrator, person = trade.town.person("administrator"), uuid4()
    granted = administrator.posts(f"/people/{person}/roles", {"role": "leadership"})
    assert granted.etag == administrator.looks_for(f"/people/{person}").etag
    revoked = administrator.posts(f"/people/{person}/role-revocations", {"role": "leadership", "organisation": None, "reasons": REASONS})
    assert revoked.etag == administrator.looks_for(f"/people/{person}").etag


def test_the_same_request_under_the_same_key_has_one_effect(trade: Trade) -> None:
    case, key = trade.plans(), str(uuid4())
    first = trade.district.tries("plan-return", case, key=key, **RETURN)
    head = trade.town.system.log.head()
    second = trade.district.asks(f"/cases/{case}/plan-return", RETURN, if_match='"1"', key=key)
    assert (first.status, first.body) == (second.status, second.body)
    assert trade.town.system.log.head() == head


def test_a_key_used_for_another_request_is_refused(trade: Trade) -> None:
    case, key = trade.plans(), str(uuid4())
    trade.district.tries("plan-return", case, key=key, **RETURN)
    reply = trade.district.tries("plan-return", case, key=key, reasons=[{"text": "另一理由"}])
    assert (reply.status, reply.code) == (422, "key-reused")


def test_two_people_may_use_the_same_key(trade: Trade) -> None:
    key = str(uuid4())
    entries = [{"credit_code": "91440300MA0000001L", "name": "示例甲"}, {"credit_code": "91440300MA0000002J", "name": "示例乙"}]
    replies = [who.asks("/enterprises", entry, key=key) for who, entry in zip((trade.officer, trade.other_officer), entries, strict=True)]
    assert replies[0].status == 201
    assert replies[1].status == 201 or replies[1].code != "key-reused"


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 201, "键"])
def test_a_key_is_short_and_printable(trade: Trade, key: str) -> None:
    headers = {"Authorization": f"Bearer {trade.officer.secret}", "Idempotency-Key": key.encode().decode("latin-1")}
    body = plain({"credit_code": "91440300MA0000001L", "name": "示例甲"})
    response = trade.town.app.test_client(use_cookies=False).post("/api/v1/enterprises", json=body, headers=headers)
    assert (response.status_code, response.json and response.json["type"]) == (400, "/problems/idempotency-key-malformed")


def test_a_late_entry_names_its_day_and_its_reason(trade: Trade) -> None:
    case = trade.plans()
    trade.on(date(2026, 3, 9))
    unexplained = trade.district.tries("plan-return", case, on="2026-03-03", **RETURN)
    assert (unexplained.status, unexplained.code) == (422, "late-entry-unexplained")
    trade.district.does("plan-return", case, on="2026-03-03", backdated_because="纸质件后补", **RETURN)
    entry = trade.officer.sees(f"/cases/{case}/events")["items"][-1]
    assert (entry["on"], entry["backdated"], entry["backdated_because"]) == ("2026-03-03", True, "纸质件后补")


def test_a_day_to_come_is_refused(trade: Trade) -> None:
    case = trade.plans()
    reply = trade.district.tries("plan-return", case, on="2026-12-31", **RETURN)
    assert (reply.status, reply.code) == (422, "day-to-come")


@pytest.mark.parametrize("on", ["1900-01-01", "2000-02-29", "2026-03-01"])
def test_a_party_hands_in_no_plan_of_an_earlier_day(trade: Trade, on: str) -> None:
    reply = trade.signer.asks("/cases", {"form": form(), "on": on, "backdated_because": "补录"})
    assert (reply.status, reply.code) == (422, "late-entry-by-party")
