"""Lists as files: written beside, one at a time, text stays text; filters by name; the log of changes; the feed."""

from __future__ import annotations

import csv
import io
import re
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook

from tests.examples.plan import form
from tests.examples.register import CODE
from tests.stories.trade import NANSHAN, Trade
from tests.web.test_pages import at_the_desk
from web.list_writing import _harmless, write

if TYPE_CHECKING:
    from tests.stories.driver import Town
    from tests.web.browser import Browser


@pytest.fixture
def trade(demo: Town) -> Trade:
    trade = Trade(demo)
    trade.plans(enterprise_name="=示例公式有限公司")
    return trade


@pytest.fixture
def officer(trade: Trade) -> Browser:
    return at_the_desk(trade, trade.officer, "bureau-officer")


def written(trade: Trade) -> None:
    """What the worker does."""
    with trade.town.app.app_context():
        trade.town.system.list_files.round(write, lambda: True)


def fetched(trade: Trade, browser: Browser, kind: str, form_: str, query: str = "") -> bytes:
    assert browser.sends("/lists-as-files", kind=kind, form=form_, query=query).status_code == 303
    written(trade)
    address = re.search(r'href="(/lists-as-files/[0-9a-f-]{36})"', browser.opens("/lists-as-files").text)
    assert address
    with browser.opens(address.group(1)) as answer:
        assert answer.headers["Content-Disposition"].startswith("attachment")
        content: bytes = answer.data
    return content


def test_a_list_of_cases_comes_as_a_workbook_in_which_codes_and_formulas_are_text(trade: Trade, officer: Browser) -> None:
    book = CalamineWorkbook.from_object(BytesIO(fetched(trade, officer, "cases", "xlsx")))
    heading, row = book.get_sheet_by_name("案件").to_python()
    found = dict(zip(heading, row, strict=False))
    assert found["统一社会信用代码"] == CODE
    assert found["企业"] == "=示例公式有限公司"
    assert found["区"] == "南山区"


def test_a_text_file_holds_no_formula(trade: Trade, officer: Browser) -> None:
    lines = list(csv.DictReader(io.StringIO(fetched(trade, officer, "cases", "csv").decode("utf-8-sig"))))
    assert [(line["企业"], line["案号"]) for line in lines] == [("'=示例公式有限公司", "QJ-2026-000001")]
    assert [_harmless(each) for each in ("+1", "-1", "@a", "\ta", "a=1", -1)] == ["'+1", "'-1", "'@a", "'\ta", "a=1", -1]


def test_the_filter_of_the_page_is_that_of_the_file(trade: Trade, officer: Browser) -> None:
    assert fetched(trade, officer, "cases", "csv", "district=440306").decode("utf-8-sig").count("\n") == 1
    assert fetched(trade, officer, "worklist", "csv", "").decode("utf-8-sig").count("\n") >= 1


def test_one_file_at_a_time_for_each_person(trade: Trade, officer: Browser) -> None:
    ask = {"kind": "cases", "form": "csv", "query": ""}
    assert officer.sends("/lists-as-files", **ask).status_code == 303
    assert officer.sends("/lists-as-files", **ask).status_code == 409
    other = at_the_desk(trade, trade.approver, "bureau-approver")
    assert other.sends("/lists-as-files", **ask).status_code == 303
    written(trade)
    assert officer.sends("/lists-as-files", **ask).status_code == 303


def test_somebody_elses_file_is_not_there(trade: Trade, officer: Browser) -> None:
    fetched(trade, officer, "cases", "csv")
    address = re.search(r'href="(/lists-as-files/[0-9a-f-]{36})"', officer.opens("/lists-as-files").text)
    assert address
    assert at_the_desk(trade, trade.approver, "bureau-approver").opens(address.group(1)).status_code == 404


def test_an_enterprise_gets_its_own_cases_only(trade: Trade) -> None:
    other = at_the_desk(trade, trade.town.person("district-officer", "440306"), "district-officer", "440306")
    assert fetched(trade, other, "cases", "csv").decode("utf-8-sig").count("\n") == 1


def test_a_list_that_is_none_is_refused(officer: Browser) -> None:
    for wrong in ({"kind": "people"}, {"form": "exe"}, {"query": "x" * 2_001}):
        assert officer.sends("/lists-as-files", **({"kind": "cases", "form": "csv", "query": ""} | wrong)).status_code == 400


def test_a_filter_is_kept_under_a_name_and_let_go(officer: Browser) -> None:
    officer.sends("/kept-filters", name="  南山  在办 ", address=f"/cases?district={NANSHAN}&page=2")
    page = officer.opens("/cases").text
    assert f'<a href="/cases?district={NANSHAN}">南山 在办</a>' in page
    assert officer.sends("/kept-filters", name=" ", address="/cases").status_code == 422
    assert officer.sends("/kept-filters", name="别处", address="https://example.org/").headers["Location"] == "/"
    officer.sends("/kept-filters/removal", name="南山 在办", address="/cases")
    assert "南山 在办" not in officer.opens("/cases").text


def test_the_log_of_changes_is_bounded_by_days_and_by_what_one_may_know(trade: Trade, officer: Browser) -> None:
    page = officer.opens("/changes").text
    assert "QJ-2026-000001" in page
    assert "QJ-2026-000001" not in officer.opens("/changes?from=2026-01-01&until=2026-01-31").text
    elsewhere = at_the_desk(trade, trade.town.person("district-officer", "440306"), "district-officer", "440306")
    assert "QJ-2026-000001" not in elsewhere.opens("/changes").text
    assert at_the_desk(trade, trade.town.person("regulator"), "regulator").opens("/changes").status_code == 403


def test_the_feed_gives_everything_once_in_order(trade: Trade) -> None:
    trade.town.catch_up()
    seen, after = [], 0
    for _ in range(20):
        answer = trade.officer.asks(f"/feed?after={after}&limit=1", method="GET").body
        seen += [each["position"] for each in answer["items"]]
        after = answer["next"]
        if not answer["more"]:
            break
    whole = trade.officer.asks("/feed", method="GET").body
    assert seen == [each["position"] for each in whole["items"]] == sorted(seen)
    assert seen
    assert form().enterprise_name not in str(trade.town.person("district-officer", "440306").asks("/feed", method="GET").body)
