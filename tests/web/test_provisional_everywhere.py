"""暂定: a last day that a notice of days off may still move says so wherever it is shown: pages, interface, calendar, mail, command line."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
import pytest

from application.calendar_feeds import CalendarFeeds
from application.identity import Entry
from domain.calendar.deadline import StartFact, revision_deadline
from domain.law.rulebook import shipped
from domain.register.credit_code import enterprise_id
from tests.architecture.tree import ROOT
from tests.clock.office import Office
from tests.clock.test_mail import Box, serving, tell
from tests.examples.acceptance import accepted, signed_case
from tests.examples.panel import listed_case
from tests.examples.register import CODE
from tests.examples.review import acceptance_listed_case
from tests.scenario import stamp
from tests.web.browser import Browser

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.case.events.acceptance import Accepted
    from tests.stories.driver import Someone, Town

HELD_ON, LAST_DAY = date(2027, 1, 8), date(2027, 2, 9)
NUMBER = "QJ-2026-000001"
SHOWN, SHORT = "2027年2月9日（周二）", "2027-02-09"
MARK = "暂定"
NEAR = 90
"""Characters of the page between a day and its mark, tags among them."""


WAY = (*acceptance_listed_case(), *signed_case()[len(listed_case()) :])
"""Of a case, up to the day of the site acceptance."""


def accepted_on(day: date, office: Office) -> Accepted:
    """The site acceptance of that day."""
    deadline = revision_deadline(
        (StartFact("held", day), StartFact("opinion-delivered", day)), shipped().rule_set("sz-2025-5"), office.casework.calendar
    )
    return msgspec.structs.replace(accepted(), held_on=day, delivered_on=day, revision_deadline=deadline)


class Desk:
    """A case whose last day is provisional, and everybody who is shown it."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.office = Office(town.system.casework, town.system.projector, town.clock)
        town.on(LAST_DAY - timedelta(days=20))
        self.office.put(UUID(int=1), *WAY, (accepted_on(HELD_ON, self.office), stamp(HELD_ON)))
        self.officer = town.person("bureau-officer")
        self.signer = town.of_enterprise(CODE)
        self.office.projector.catch_up()

    def page(self, who: Someone, role: str, path: str, organisation: str = "") -> str:
        browser = Browser(self.town)
        assert browser.signs_in_by_button(who, role, organisation).status_code == 302
        response = browser.opens(path)
        assert response.status_code == 200
        return response.text

    def of_officer(self, path: str) -> str:
        return self.page(self.officer, "bureau-officer", path)

    def of_signer(self, path: str) -> str:
        return self.page(self.signer, "enterprise-signer", path, str(enterprise_id(CODE)))

    def asked(self, path: str) -> Any:
        return self.officer.sees(path)

    def typed(self, *arguments: str) -> str:
        result = self.town.app.test_cli_runner().invoke(args=arguments)
        assert result.exit_code == 0, result.output
        return result.stdout


@pytest.fixture
def desk(demo: Town) -> Desk:
    return Desk(demo)


def marked(page: str, day: str) -> bool:
    """Whether each place where the day stands is followed by the mark."""
    text = re.sub(r"<[^>]+>", "", page)
    places = [found.end() for found in re.finditer(re.escape(day), text)]
    assert places, f"{day} is not shown"
    return all(MARK in text[place : place + NEAR] for place in places)


PAGES: dict[str, Callable[[Desk], str]] = {
    "work list of the enterprise": lambda desk: desk.of_signer("/"),
    "work list of the bureau": lambda desk: desk.of_officer("/"),
    "cases": lambda desk: desk.of_officer("/cases"),
    "case": lambda desk: desk.of_officer(f"/cases/{NUMBER}"),
    "case of the enterprise": lambda desk: desk.of_signer(f"/cases/{NUMBER}"),
    "timeline": lambda desk: desk.of_officer(f"/cases/{NUMBER}/timeline"),
    "calendar": lambda desk: desk.of_officer("/calendar"),
}


@pytest.mark.parametrize("name", PAGES)
def test_every_page_marks_it(desk: Desk, name: str) -> None:
    assert marked(PAGES[name](desk), SHOWN)


def test_the_steps_of_a_case_mark_it(desk: Desk) -> None:
    steps = re.search(r'<ol class="steps".*?</ol>', desk.of_officer(f"/cases/{NUMBER}"), re.DOTALL)
    assert steps
    assert marked(steps[0], SHORT)


def test_a_page_that_does_not_mark_it_would_be_found() -> None:
    assert not marked(f"<td>{SHOWN}</td><td>{MARK}</td><td>{SHOWN}</td>", SHOWN)


def test_the_interface_says_it(desk: Desk) -> None:
    case = desk.asked(f"/cases/{NUMBER}")
    assert (case["due_on"], case["due_provisional"]) == (SHORT, True)
    (item,) = [each for each in desk.asked("/worklist?heading=waiting")["items"] if each["task"] == "revise"]
    assert (item["due_on"], item["provisional"]) == (SHORT, True)
    (held,) = [each for each in desk.asked(f"/cases/{NUMBER}/events")["items"] if each["topic"] == "case.Accepted"]
    assert held["summary"]["revision_deadline"]["provisional"] is True


def test_the_calendar_says_it(desk: Desk) -> None:
    from domain.fact import Capacity  # noqa: PLC0415  here alone

    secret = CalendarFeeds(desk.town.system.engine, desk.town.clock).open(Capacity(desk.signer.person, "enterprise-signer", str(enterprise_id(CODE))))
    feed = desk.town.app.test_client().get(f"/api/v1/calendar.ics?token={secret}", base_url="http://localhost").text
    assert f"SUMMARY:终稿最后一日（{MARK}） {NUMBER}" in feed.replace("\r\n ", "")
    assert "STATUS:TENTATIVE" in feed


def test_every_message_that_names_it_says_it(desk: Desk) -> None:
    desk.town.system.identity.enter([Entry(desk.signer.person, "示例签章人", mail="signer@enterprise.example")])
    box = Box()
    with serving(box) as url:
        desk.office.round(LAST_DAY - timedelta(days=7))
        tell(desk.office, url)
    ((_, message),) = box.taken
    assert f"{SHORT}（{MARK}）" in message["Subject"]
    assert f"{SHORT}（{MARK}）" in message.get_content()
    assert f"{SHORT} (provisional)" in message.get_content()


def test_the_command_line_says_it(desk: Desk, tmp_path: Any) -> None:
    assert "final papers by: 2027-02-09 (provisional: awaits the notice for 2027)" in desk.typed("cases", "show", NUMBER)
    deadline = json.loads(desk.typed("law", "deadline", "--rule", "revision", "--start", HELD_ON.isoformat()))
    assert (deadline["last_day"], deadline["provisional"]) == (SHORT, True)


NAMES_A_DAY = re.compile(r"\bday[(=][^)]*\b(?:due_on|last_day|wanted_by)\b")
SAYS_MORE = re.compile(r"provisional|internal|due_day\(")


def unmarked(lines: list[str]) -> list[str]:
    return [line for line in lines if NAMES_A_DAY.search(line) and not SAYS_MORE.search(line)]


@pytest.mark.parametrize("page", sorted((ROOT / "web" / "templates").rglob("*.html")), ids=lambda page: page.name)
def test_no_template_shows_a_due_day_without_what_may_stand_beside_it(page: Any) -> None:
    assert unmarked(page.read_text().splitlines()) == []


def test_a_template_that_would_is_found() -> None:
    assert unmarked(["<p>{{ day(case.due_on) }}</p>", "<p>{{ day(case.visit_on) }}</p>"]) == ["<p>{{ day(case.due_on) }}</p>"]


def test_a_day_that_is_firm_is_not_marked(demo: Town) -> None:
    """The control."""
    office = Office(demo.system.casework, demo.system.projector, demo.clock)
    demo.clock.moment = datetime(2026, 11, 1, 1, tzinfo=UTC)
    office.accepted(1)
    officer = demo.person("bureau-officer")
    office.projector.catch_up()
    browser = Browser(demo)
    browser.signs_in_by_button(officer, "bureau-officer")
    assert not marked(browser.opens("/cases").text, "2026年11月16日（周一）")
