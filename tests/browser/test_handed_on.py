"""交接: a case goes from hand to hand in the browser, from the plan to the acceptance list; with a keyboard alone, and with scripts off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from application.clock import SHENZHEN
from tests.browser.hand import Hand
from tests.browser.site import Site, Visitor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from pathlib import Path

    from playwright.sync_api import Browser

EVIDENCE = "示例材料第 3 页"
CHECKLIST = 15


def today() -> date:
    """The business day; the site runs on the true clock."""
    return datetime.now(tz=UTC).astimezone(SHENZHEN).date()


class People(NamedTuple):
    """Who hands the case on, each at a browser of their own."""

    signer: Hand
    consultant: Hand
    district: Hand
    officer: Hand
    approver: Hand


@pytest.fixture(params=["keyboard", "without scripts"])
def people(request: pytest.FixtureRequest, browser: Browser, tmp_path: Path) -> Iterator[People]:
    """At a site of their own: the demo has one enterprise without a case."""
    keyboard, site, visitors = request.param == "keyboard", Site(tmp_path), list[Visitor]()

    def hand(role: str, place: int = 0) -> Hand:
        visitors.append(Visitor(browser, site, java_script_enabled=keyboard))
        visitors[-1].signs_in(role, place)
        return Hand(visitors[-1], keyboard=keyboard)

    try:
        site.wait()
        yield People(newcomer(hand), hand("consultant"), hand("district-officer"), hand("bureau-officer"), hand("bureau-approver"))
    finally:
        for each in visitors:
            each.close()
        site.close()


def newcomer(hand: Callable[[str, int], Hand]) -> Hand:
    """A signer whose enterprise has no case open."""
    for place in range(12):
        found = hand("enterprise-signer", place)
        if found.page.locator('a[href="/acts/cases"]').count():
            return found
    raise AssertionError("every enterprise has a case open")


def test_a_case_is_handed_from_the_plan_to_the_acceptance_list(people: People) -> None:
    number = planned(people)
    endorsed_and_listed(people, number)
    registered(people, number)
    applied(people, number)
    reviewed(people, number)
    listed(people, "acceptance", number)
    people.signer.visitor.opens("/")
    assert "等组成专家组" in people.signer.page.content()


def planned(people: People) -> str:
    """The enterprise mandates its consultancy and hands in a plan."""
    signer, start = people.signer, today()
    consultancy = people.consultant.page.locator("h1").inner_text()
    code = signer.page.locator(".lead").first.inner_text().split()[-1]
    name = signer.page.locator("h1").inner_text()
    signer.fills("/acts/consultancies-mandates", {"consultancy_id": consultancy, "from_on": start, "until_on": start + timedelta(days=300)})
    signer.done()
    people.consultant.visitor.opens("/consultancy/staff")
    signer.visitor.opens("/acts/consultancies-mandates")
    consultancy_code = signer.page.locator("option, label.box", has_text=consultancy).first.inner_text().split()[-1]
    district = people.district.page.locator(".who span").inner_text()
    signer.visitor.opens("/acts/cases")
    form: dict[str, Any] = {
        "form.enterprise_name": name,
        "form.credit_code": code,
        "form.registered_address": "深圳市示例路 1 号",
        "form.sites.1.address": "示例路 1 号",
        "form.sites.1.district": district.split("·")[-1].strip(),
        "form.sites.1.main": "yes",
        "form.industry": "C3982",
        "form.founded_on": start.replace(year=start.year - 9),
        "form.legal_standing": "independent-legal-person",
        "form.main_products": "示例产品",
        "form.audit_mode": "commissioned",
        "form.consultancy_name": consultancy,
        "form.consultancy_code": consultancy_code,
        "form.planned_start": start,
        "form.planned_finish": start + timedelta(days=200),
        "form.on_mandatory_list": "no",
    }
    signer.fills("", form)
    signer.sends("confirmed")
    signer.done()
    signer.visitor.opens("/")
    return signer.number()


def endorsed_and_listed(people: People, number: str) -> None:
    """The district endorses and reports; the bureau lists."""
    people.district.fills(f"/cases/{number}/acts/plan-endorsement", {"note": "示例意见"})
    people.district.done()
    people.district.fills("/acts/plan-batches", {"number": f"示例报〔{number}〕"}, ticks=(number,))
    people.district.done()
    listed(people, "plan", number)


def listed(people: People, kind: str, number: str) -> None:
    """An officer drafts a list of one, the approver publishes it."""
    title = f"示例名单 {kind} {number}"
    people.officer.fills("/acts/lists", {"kind": kind, "year": today().year, "title": title}, ticks=(number,))
    people.officer.done()
    printed = {"list_id": title, "number": f"{kind}-{number}", "published_on": today(), "address": "https://example.org/lists"}
    people.approver.fills("/acts/lists-publication", printed)
    people.approver.sends("confirmed")
    people.approver.done()


def registered(people: People, number: str) -> None:
    """The enterprise registers its audit."""
    start = today()
    goal: dict[str, Any] = {
        "indicator": "单位产品电耗",
        "unit": "kWh/件",
        "baseline": "10",
        "baseline_year": start.year - 1,
        "target": "9",
        "target_year": start.year,
    }
    asked: dict[str, Any] = {
        "audit_plan_digest~file": "审核计划.pdf",
        "cost_threshold": "10",
        "started_on": start,
        "finishes_on": start + timedelta(days=200),
    }
    people.signer.fills(f"/cases/{number}/acts/registration", {f"goals.1.{name}": value for name, value in goal.items()} | asked)
    people.signer.sends("confirmed")
    people.signer.done()


def applied(people: People, number: str) -> None:
    """The application, topic by topic; the consultancy signs first, the signer checks, signs and sends."""
    signer, at = people.signer, f"/cases/{number}/tasks/submission"
    signer.fills(f"{at}/topics/goals", {"achieved.1.achieved": "8.5"})
    scheme: dict[str, Any] = {
        "number": "ZG1",
        "name": "示例空压机改造",
        "content": "更换",
        "investment": "120",
        "finished_on": today(),
        "quantities.electricity": "4.2",
    }
    table: dict[str, Any] = {"table.before_year": today().year - 1, "table.after_year": today().year}
    signer.fills(f"{at}/topics/table", {f"table.schemes.1.{name}": value for name, value in scheme.items()} | table, do="sum")
    signer.sends()
    parts = ("enterprise", "implementation", "benefits", "level", "continuing")
    signer.fills(f"{at}/topics/report", {"report_parts": parts, "papers.1.kind": "audit-report", "papers.1~file": "审核报告.pdf"})
    consultant = people.consultant
    consultant.visitor.opens(at)
    consultant.page.locator('[name="agreed"]').check()
    consultant.presses(consultant.page.locator("form.form button", has_text="签署").last)
    signer.fills(f"{at}/check", {"statements": "own"}, do="confirmed")
    signer.done()
    assert "回执" in signer.page.title()


def reviewed(people: People, number: str) -> None:
    """The penalty reply is filed, and every item of the checklist met."""
    day = today()
    reply: dict[str, Any] = {"source": "市生态环境局示例处", "queried_on": day, "replied_on": day, "reply_digest~file": "回函.pdf"}
    people.officer.fills(f"/cases/{number}/acts/penalty-reply", reply)
    people.officer.done()
    people.officer.visitor.opens(f"/cases/{number}/acts/precheck")
    items = people.officer.page.locator('[name^="checklist."][name$=".evidence"]').count()
    assert 0 < items <= CHECKLIST
    answers = {f"checklist.{row}.{name}": value for row in range(1, items + 1) for name, value in (("outcome", "met"), ("evidence", EVIDENCE))}
    people.officer.fills("", answers)
    people.officer.done()
