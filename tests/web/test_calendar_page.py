"""工作日历: the bureau reads and enters notices of days off on a page: it sees what moves first, and each fault on its line."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from application.cross_check import Check, Difference
from domain.calendar.events import NoticeEntered
from domain.case.events.revision import RevisionDeadlineRecalculated
from tests.clock.office import Office
from tests.web.browser import Browser
from tests.web.cli.test_calendar import NOTICE
from tests.web.test_pages import sound
from web.desks import calendar

if TYPE_CHECKING:
    from tests.stories.driver import Town


@pytest.fixture
def office(demo: Town) -> Office:
    found = Office(demo.system.casework, demo.system.projector, demo.clock)
    demo.on(date(2027, 1, 31))
    found.put_accepted(1, date(2027, 1, 8))
    found.put_accepted(2, date(2027, 1, 31))
    found.projector.catch_up()
    return found


def at_the_desk(town: Town, role: str) -> Browser:
    somebody = town.person(role)
    town.catch_up()
    browser = Browser(town)
    assert browser.signs_in_by_button(somebody, role).status_code == 302
    return browser


@pytest.fixture
def desk(demo: Town, office: Office) -> Browser:
    return at_the_desk(demo, "bureau-officer")


def previewed(desk: Browser, notice: str) -> tuple[int, str]:
    response = desk.sends("/calendar/notice", token=desk.token("/calendar/notice"), notice=notice, do="preview")
    return response.status_code, response.text


def test_a_year_without_its_notice_is_warned_of_with_the_deadlines_that_wait(desk: Browser) -> None:
    page = desk.opens("/calendar")
    assert sound(page)
    assert "2027 年的通知尚未录入" in page.text
    assert "2 个期限为暂定" in page.text
    assert page.text.count('<span class="badge wait">暂定</span>') == 2


def test_a_notice_is_shown_with_its_days_and_sources(desk: Browser) -> None:
    page = desk.opens("/calendar?year=2026").text
    assert "国办发明电〔2025〕7号" in page
    assert "https://politics.gmw.cn/2025-11/04/content_38391083.htm" in page
    assert "2026年2月15日（周日）" in page
    assert "chinesecalendar：" in page
    assert desk.opens("/calendar?year=1").status_code == desk.opens("/calendar?year=%EF%BC%95").status_code == 200


def test_a_notice_is_looked_at_with_what_it_moves_and_nothing_is_entered_by_looking(desk: Browser, office: Office) -> None:
    status, page = previewed(desk, NOTICE)
    assert status == 200
    assert "将移动 1 个期限" in page
    assert "QJ-2026-000001" in page
    assert "2027年2月9日（周二）" in page
    assert "2027年2月12日（周五）" in page
    assert office.facts(NoticeEntered) == []


def test_a_notice_entered_moves_what_it_moves_and_the_page_lists_it(desk: Browser, office: Office) -> None:
    key = {"command_id": "3f0c8c0e-0000-4000-8000-000000000001"}
    token = desk.token("/calendar/notice")
    for _ in range(2):  # the button pressed twice enters it once
        response = desk.sends("/calendar/notice", token=token, notice=NOTICE, do="enter", **key)
        assert (response.status_code, response.headers["Location"]) == (303, "/calendar?year=2027")
    assert len(office.facts(NoticeEntered)) == 1
    office.projector.catch_up()
    assert "还有 2 个期限等待按此版本重算" in desk.opens("/calendar?year=2027").text
    office.round(office.clock.moment)
    assert len(office.facts(RevisionDeadlineRecalculated)) == 2
    page = desk.opens("/calendar")
    assert sound(page)
    assert "2027 年的通知尚未录入" not in page.text
    assert "本局录入，第 1 版" in page.text
    assert "2027年2月12日（周五）" in page.text
    assert "等待按此版本重算" not in page.text


FAULTY = [
    # It contradicts itself.
    ("working_days: [2027-02-14]", "working_days: [2027-02-07]", 14, "既放假又上班"),
    # A Wednesday is no make-up day.
    ("working_days: [2027-02-14]", "working_days: [2027-02-17]", 14, "不能作为调休上班日"),
    # Nobody knows where it comes from.
    ("- number: 示例〔2026〕1号\n  published_on: 2026-11-05\n", "- published_on: 2026-11-05\n", 4, "没有来源"),
    # A day that is none.
    ("to: 2027-01-03", "to: 2027-01-32", 10, "2027-01-32"),
    # No YAML at all.
    ("year: 2027", "year: [2027", 2, ""),
    # A key that is not known.
    ("issuer: 示例机关", "issued: 示例机关", 3, "issued"),
]


@pytest.mark.parametrize(("was", "now", "line", "said"), FAULTY)
@pytest.mark.parametrize("do", ["preview", "enter"])
def test_a_faulty_notice_is_refused_with_its_line(desk: Browser, office: Office, was: str, now: str, line: int, said: str, do: str) -> None:
    written = NOTICE.replace(was, now)
    assert written != NOTICE
    response = desk.sends("/calendar/notice", token=desk.token("/calendar/notice"), notice=written, do=do)
    assert response.status_code == 422
    assert f"第 {line} 行" in response.text
    assert said in response.text
    assert "示例：2027年部分节假日安排的通知" in response.text, "what was typed is kept"
    assert office.facts(NoticeEntered) == []


def test_a_year_is_not_entered_twice_unless_it_says_why(desk: Browser, office: Office) -> None:
    desk.sends("/calendar/notice", token=desk.token("/calendar/notice"), notice=NOTICE, do="enter")
    other = NOTICE.replace("2027-02-11", "2027-02-12")
    assert previewed(desk, other)[0] == 422
    assert previewed(desk, f"{other}amends: 国务院改变安排\n")[0] == 200


@pytest.mark.parametrize("written", ["", "[" * 20_000, "a: &a [*a]", "x" * 70_000, "year: " + "9" * 5_000, "- 1", "\x00"])
def test_what_is_no_notice_at_all_is_refused(desk: Browser, office: Office, written: str) -> None:
    assert previewed(desk, written)[0] in {400, 413, 422}


def test_only_the_bureau_enters_and_others_may_read(demo: Town, office: Office) -> None:
    for role in ("auditor", "bureau-approver"):
        desk = at_the_desk(demo, role)
        assert desk.opens("/calendar").status_code == 200
        assert desk.opens("/calendar/notice").status_code == 403
        token = desk.token("/calendar")
        assert desk.sends("/calendar/notice", token=token, notice=NOTICE, do="enter").status_code == 403
        assert desk.sends("/calendar/notice/edit", token=token, notice=NOTICE).status_code == 403
    assert office.facts(NoticeEntered) == []


def test_what_other_calendars_say_is_shown(desk: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    found = (Check("示例库", known=True, differences=(Difference("示例库", date(2026, 3, 3), working=True),)), Check("另一库", known=False))
    monkeypatch.setattr(calendar, "cross_checked", lambda *_: found)
    page = desk.opens("/calendar?year=2026").text
    assert "1 日不同" in page
    assert "2026年3月3日（周二）（通知：上班）" in page
    assert "没有该年的数据" in page


def test_the_pages_are_sound_in_english(desk: Browser) -> None:
    desk.opens("/language/en")
    page = desk.opens("/calendar")
    assert sound(page)
    assert "The notice for 2027 is not yet published" in page.text
    assert sound(desk.opens("/calendar/notice"))
    status, text = previewed(desk, NOTICE)
    assert (status, "1 deadlines would move" in text) == (200, True)
