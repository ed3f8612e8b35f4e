"""企业和咨询服务机构的页面: home, self-check, task list, performance table as a workbook, signing and receipt."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter

from application.intake.performance_sheet import heading
from domain.papers.quantities import form as table_form
from domain.register.credit_code import enterprise_id
from tests.examples.audit import SUBMITTED_ON, submission
from tests.examples.plan import form
from tests.examples.register import CODE
from tests.stories.trade import Trade
from tests.web.test_forms import sends
from tests.web.test_pages import at_the_desk, sound
from tests.web.test_papers import PDF
from web.forms.presets import typed_from

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from tests.stories.driver import Town
    from tests.web.browser import Browser

DRAFT = re.compile(r'name="(csrf_token|draft|of|command_id|version)" value="([^"]*)"')


@pytest.fixture
def trade(demo: Town) -> Trade:
    return Trade(demo)


def of_enterprise(trade: Trade, role: str = "enterprise-signer") -> Browser:
    who = trade.signer if role == "enterprise-signer" else trade.town.person(role, enterprise_id(CODE))
    return at_the_desk(trade, who, role, str(enterprise_id(CODE)))


def saves(browser: Browser, path: str, typed: dict[str, Any]) -> TestResponse:
    """Open a page of the task list and save what is typed."""
    keys = dict(DRAFT.findall(browser.opens(path).text))
    return sends(browser, path, keys, **typed)


def typed_topics() -> dict[str, dict[str, Any]]:
    """A whole application, topic by topic."""
    filed = submission()
    achieved = typed_from(filed.achieved, "achieved")
    table = typed_from(filed.table, "table")
    return {
        "goals": {path: texts[0] for path, texts in achieved.items()},
        "table": {path: texts[0] for path, texts in table.items()},
        "report": {"report_parts": list(filed.report_parts), "papers.1.kind": "audit-report", "papers.1~file": (io.BytesIO(PDF), "审核报告.pdf")},
        "channel": {"channel": "qingjian"},
    }


def fills_in_everything(browser: Browser, case: str) -> None:
    for topic, typed in typed_topics().items():
        page = saves(browser, f"/cases/{case}/tasks/submission/topics/{topic}", typed)
        assert page.status_code == 303, (topic, page.text)


def test_the_home_says_the_one_thing_to_do(trade: Trade) -> None:
    trade.on_the_plan_list()
    page = of_enterprise(trade).opens("/")
    assert sound(page)
    assert "现在只需做一件事" in page.text
    assert "办理平台登记" in page.text


def test_the_self_check_names_each_condition_with_its_article_and_keeps_nothing(trade: Trade) -> None:
    trade.on(form().planned_start.replace(month=3))
    browser = of_enterprise(trade)
    head = trade.town.log_head
    typed = {path: texts[0] for path, texts in typed_from(form(founded_on=form().planned_start.replace(year=2025)), "form").items()}
    page = saves(browser, "/eligibility", typed)
    assert sound(page)
    assert "第十五条（一）" in page.text
    assert "未满" in page.text
    assert trade.town.log_head == head


def test_an_application_is_filled_in_topic_by_topic_checked_signed_and_received(trade: Trade) -> None:
    case = trade.on_the_plan_list()
    trade.registers(case)
    trade.on(SUBMITTED_ON)
    browser = of_enterprise(trade)
    assert sound(browser.opens(f"/cases/{case}/tasks/submission"))
    fills_in_everything(browser, case)
    listed = browser.opens(f"/cases/{case}/tasks/submission")
    assert listed.text.count("已完成") >= 4
    check = f"/cases/{case}/tasks/submission/check"
    page = browser.opens(check)
    assert sound(page)
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text)
    unsigned = browser.client.post(check, data=_several(fields, do="confirmed"), base_url=browser.at, headers={"Referer": f"{browser.at}/"})
    assert unsigned.status_code == 422
    done = browser.client.post(
        check, data=_several(fields, do="confirmed", statements="own"), base_url=browser.at, headers={"Referer": f"{browser.at}/"}
    )
    assert done.status_code == 303, done.text
    trade.town.catch_up()
    receipt = browser.opens(done.headers["Location"])
    assert sound(receipt)
    assert "sha-256" in receipt.text.lower()
    assert trade.signer.timeline(case).count("case.Submitted") == 1


def _several(fields: list[tuple[str, str]], **more: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in [*fields, *more.items()]:
        found.setdefault(name, []).append(value)
    return found


def test_what_is_wrong_is_counted_beside_its_topic(trade: Trade) -> None:
    case = trade.on_the_plan_list()
    trade.registers(case)
    trade.on(SUBMITTED_ON)
    browser = of_enterprise(trade)
    wrong = typed_topics()["table"] | {"table.schemes.1.investment": "-5"}
    assert saves(browser, f"/cases/{case}/tasks/submission/topics/table", wrong).status_code == 303
    assert "处错误" in browser.opens(f"/cases/{case}/tasks/submission").text
    page = browser.opens(f"/cases/{case}/tasks/submission/topics/table")
    assert 'href="#f-table-schemes-1-investment"' in page.text


def test_two_people_at_one_draft_do_not_overwrite_each_other_unseen(trade: Trade) -> None:
    case = trade.on_the_plan_list()
    trade.registers(case)
    path = f"/cases/{case}/tasks/submission/topics/goals"
    browser = of_enterprise(trade)
    keys = dict(DRAFT.findall(browser.opens(path).text))
    assert sends(browser, path, keys, **{"achieved.1.achieved": "1"}).status_code == 303
    late = sends(browser, path, keys, **{"achieved.1.achieved": "77"})
    assert late.status_code == 412
    assert 'value="77"' in late.text


def test_a_filler_prepares_and_the_signer_sends(trade: Trade) -> None:
    case = trade.on_the_plan_list()
    trade.registers(case)
    filler = of_enterprise(trade, "enterprise-filler")
    assert "由本企业的签署人核对并提交" in filler.opens(f"/cases/{case}/tasks/submission").text
    assert filler.opens(f"/cases/{case}/tasks/submission/check").status_code == 403


def workbook(*rows: dict[str, object], rest: int = 0) -> bytes:
    """A performance table as somebody filled it in."""
    found = io.BytesIO()
    with xlsxwriter.Workbook(found, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for place, column in enumerate(table_form().columns):
            sheet.write(0, place, heading(column))
            for line, row in enumerate(rows, start=1):
                if column.key in row:
                    sheet.write(line, place, row[column.key])
        for line in range(rest):
            sheet.write(line + 10, 1, "x")
    return found.getvalue()


def test_a_workbook_is_shown_cell_by_cell_before_anything_is_saved(trade: Trade) -> None:
    case = trade.on_the_plan_list()
    trade.registers(case)
    browser = of_enterprise(trade)
    path = f"/cases/{case}/tasks/submission/topics/table"
    content = workbook(
        {"number": "ZG1", "name": "示例空压机改造", "content": "更换", "investment": 186.5, "electricity": "四十二"},
        {"number": "合计", "investment": 186.5},
    )
    page = saves(browser, path, {"do": "read", "table~workbook": (io.BytesIO(content), "绩效表.xlsx")})
    assert 'value="示例空压机改造"' in page.text
    assert 'value="186.5"' in page.text
    assert 'href="#f-table-schemes-1-quantities-electricity"' in page.text
    assert "示例空压机改造" not in browser.opens(path).text


@pytest.mark.parametrize("content", [b"not a workbook", workbook(rest=30_000)], ids=["not a workbook", "too many rows"])
def test_a_workbook_that_cannot_be_read_is_refused_in_words(trade: Trade, content: bytes) -> None:
    case = trade.on_the_plan_list()
    trade.registers(case)
    page = saves(
        of_enterprise(trade), f"/cases/{case}/tasks/submission/topics/table", {"do": "read", "table~workbook": (io.BytesIO(content), "绩效表.xlsx")}
    )
    assert "读不出这个工作簿" in page.text


def test_the_template_is_read_back(trade: Trade) -> None:
    got = of_enterprise(trade).opens("/performance-table.xlsx")
    assert got.status_code == 200
    assert got.data.startswith(b"PK")


def test_people_and_mandates_are_shown(trade: Trade) -> None:
    trade.plans()
    page = of_enterprise(trade).opens("/enterprise/people")
    assert sound(page)
    assert "企业签署人" in page.text
