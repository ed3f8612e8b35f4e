"""统计: who sees the figures, what they say after a story, what each of them opens, and the workbook."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook

from tests.stories.trade import NANSHAN, Trade
from tests.web.test_pages import Balanced, at_the_desk

if TYPE_CHECKING:
    from tests.stories.driver import Town
    from tests.web.browser import Browser


@pytest.fixture
def trade(demo: Town) -> Trade:
    """A case that passed as excellent and was published."""
    trade = Trade(demo)
    case = trade.on_the_acceptance_list()
    trade.passes(case)
    return trade


@pytest.fixture
def leader(trade: Trade) -> Browser:
    return at_the_desk(trade, trade.town.person("leadership"), "leadership")


def figure(page: str, heading: str) -> str:
    found = re.search(rf"<h2>{heading}</h2><p class=\"fig[^>]*>([^<]+)<", page)
    assert found, heading
    return found.group(1)


def test_the_page_counts_the_case_that_passed(leader: Browser) -> None:
    page = leader.opens("/figures").text
    assert figure(page, "在办案件") == "0"
    assert figure(page, "本年现场验收完成") == "1"
    assert figure(page, "合格率") == "100.0"
    assert "合格 1 ÷ 已定 1" in page


def test_the_pages_are_whole_in_both_languages(leader: Browser) -> None:
    for language in ("zh", "en"):
        leader.opens(f"/language/{language}")
        for path in ("/figures", "/figures/time", "/figures?year=1999", "/figures?year=x", "/figures/time?district=nowhere"):
            answer = leader.opens(path)
            reader = Balanced()
            reader.feed(answer.text)
            assert (answer.status_code, reader.open, reader.faults) == (200, [], []), path


def test_a_figure_opens_the_list_behind_it(leader: Browser) -> None:
    page = leader.opens("/figures").text
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="(/cases\?[^"]+)">查看', page)]
    assert len(links) == 3
    for link in links:
        number = re.search(rf'href="{re.escape(link.replace("&", "&amp;"))}">查看 (\d+) 件', page)
        assert number
        assert len(set(re.findall(r"QJ-\d{4}-\d{6}", leader.opens(link).text))) == int(number.group(1)), link


def test_steps_show_whose_turn_it_was(leader: Browser) -> None:
    page = leader.opens("/figures/time").text
    assert "区主管部门" in page
    assert "初审与核查" in page
    assert re.search(r"<td>审核中</td><td>初审中</td><td class=\"num\">1</td>", page)


def test_the_workbook_says_what_the_page_says(leader: Browser) -> None:
    answer = leader.opens("/figures.xlsx")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    book = CalamineWorkbook.from_object(BytesIO(answer.data))
    heading, city = book.get_sheet_by_name("全市").to_python()
    found = dict(zip(heading, city, strict=True))
    assert (found["在办"], found["现场验收完成"], found["已定"], found["优秀"], found["不合格"]) == (0, 1, 1, 1, 0)
    districts = [row[0] for row in book.get_sheet_by_name("区").to_python()[1:]]
    assert "南山" in districts


def test_figures_are_not_for_everybody(trade: Trade) -> None:
    for desk in (at_the_desk(trade, trade.district, "district-officer", NANSHAN), at_the_desk(trade, trade.town.person("regulator"), "regulator")):
        for path in ("/figures", "/figures/time", "/figures.xlsx"):
            assert desk.opens(path).status_code == 403
        assert 'href="/figures"' not in desk.opens("/cases").text
    assert trade.district.asks("/figures", method="GET").body["type"].endswith("/problems/not-allowed")


def test_the_interface_gives_the_same_figures(trade: Trade) -> None:
    trade.town.catch_up()
    whole = trade.officer.asks("/figures", method="GET").body["items"]
    assert [(row["in_hand"], row["accepted"], row["excellent"], row["pass_rate"]) for row in whole] == [(0, 1, 1, "1/1")]
    districts = trade.officer.asks("/figures?by=district", method="GET").body["items"]
    assert [row["code"] for row in districts] == [NANSHAN]
    steps = trade.officer.asks("/figures/steps?district=" + NANSHAN, method="GET").body["items"]
    assert {row["step"] for row in steps} >= {"planned", "registered", "submitted", "revised"}
    behind = trade.officer.asks("/cases?accepted=2026&decided=2026&result=excellent", method="GET").body
    assert behind["total"] == 1
    assert trade.officer.asks("/cases?consultancy=nobody", method="GET").status == 422
