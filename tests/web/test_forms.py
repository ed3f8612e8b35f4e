"""表单: every command has a form in the browser; forms keep what was typed, show all faults, and are done once however often sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from application.casework import HANDLERS, gather_handlers
from domain.register.credit_code import enterprise_id
from tests.examples.plan import form
from tests.examples.register import CODE
from tests.stories.trade import NANSHAN, Trade
from tests.web.test_pages import at_the_desk, sound
from web import texts
from web.forms.acts import acts
from web.forms.shape import Member, members_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from werkzeug.test import TestResponse

    from tests.stories.driver import Town
    from tests.web.browser import Browser

FIELD = re.compile(r'name="(command_id|version|csrf_token)" value="([^"]*)"')


@pytest.fixture
def trade(demo: Town) -> Trade:
    return Trade(demo)


def signer(trade: Trade) -> Browser:
    return at_the_desk(trade, trade.signer, "enterprise-signer", str(enterprise_id(CODE)))


def district(trade: Trade) -> Browser:
    return at_the_desk(trade, trade.district, "district-officer", NANSHAN)


def fills_in(browser: Browser, path: str, **typed: object) -> TestResponse:
    """Open the form and send it with what is typed; ``__`` in a name stands for the point of a path."""
    keys = dict(FIELD.findall(browser.opens(path).text))
    return sends(browser, path, keys, **typed)


def sends(browser: Browser, path: str, keys: dict[str, str], **typed: object) -> TestResponse:
    data = keys | {"do": "send"} | {name.replace("__", "."): value for name, value in typed.items()}
    return browser.client.post(path, data=data, base_url=browser.at, headers={"Referer": f"{browser.at}/"}, content_type="multipart/form-data")


def everything_asked(members: Iterable[Member]) -> Iterator[Member]:
    for each in members:
        yield each
        yield from everything_asked(each.members)


def test_every_command_has_a_form() -> None:
    gather_handlers()
    assert {each.command for each in acts().values()} == set(HANDLERS)


def test_everything_a_form_asks_for_has_a_name_in_both_languages() -> None:
    asked = {each for act in acts().values() for each in everything_asked(members_of(act.command))}
    assert sorted(each.key for each in asked if not (texts.has("label", each.key) or texts.has("label", each.name))) == []


def test_every_name_and_hint_is_of_something_asked_for() -> None:
    asked = {each for act in acts().values() for each in everything_asked(members_of(act.command))}
    known = {each.key for each in asked} | {each.name for each in asked} | {"on", "backdated_because", "Paper.kind"}
    catalogue = texts.catalogue()
    assert sorted((catalogue["hint"].keys() | catalogue["unit-of"].keys()) - known) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_form_is_sound(trade: Trade, language: str) -> None:
    case = trade.on_the_acceptance_list()
    desk = at_the_desk(trade, trade.officer, "bureau-officer")
    desk.opens(f"/language/{language}")
    assert sound(desk.opens("/acts"))
    for name, act in acts().items():
        page = desk.opens(f"/cases/{case}/acts/{act.name}" if act.on_case else f"/acts/{act.name}")
        assert page.status_code in {200, 403}, name
        sound(page)


def test_a_plan_is_returned_in_the_browser_and_only_once(trade: Trade) -> None:
    case = trade.plans()
    desk = district(trade)
    path = f"/cases/{case}/acts/plan-return"
    keys = dict(FIELD.findall(desk.opens(path).text))
    reason = {"reasons__1__text": "生产场所地址不完整", "reasons__1__citation": "R2025 16"}
    assert [sends(desk, path, keys, **reason).status_code for _ in range(2)] == [303, 303]
    assert trade.signer.timeline(case).count("case.PlanReturned") == 1


def test_all_faults_are_shown_and_what_was_typed_is_kept(trade: Trade) -> None:
    case = trade.plans()
    page = fills_in(
        signer(trade),
        f"/cases/{case}/acts/plan-amendment",
        form__enterprise_name="示例甲有限公司",
        form__founded_on="2026-13-40",
        form__sites__1__address="示例路 1 号",
    )
    assert page.status_code == 422
    assert 'class="summary"' in page.text
    assert 'href="#f-form-founded_on"' in page.text
    assert 'id="f-form-founded_on"' in page.text
    assert 'value="2026-13-40"' in page.text
    assert 'value="示例路 1 号"' in page.text
    assert sound(page) is False


def test_a_rule_refuses_beside_its_field_with_its_article(trade: Trade) -> None:
    case = trade.plans()
    page = fills_in(district(trade), f"/cases/{case}/acts/plan-return")
    assert page.status_code == 422
    assert 'href="#f-reasons"' in page.text


def test_rows_are_added_and_taken_away_without_a_script(trade: Trade) -> None:
    case = trade.plans()
    desk = district(trade)
    path = f"/cases/{case}/acts/plan-return"
    page = fills_in(desk, path, do="add reasons", reasons__1__text="甲", reasons__2__text="乙")
    assert page.status_code == 200
    assert 'name="reasons.3.text"' in page.text
    page = fills_in(desk, path, do="remove reasons.1", reasons__1__text="甲", reasons__2__text="乙")
    assert "甲" not in re.findall(r'name="reasons.1.text"[^>]*>([^<]*)<', page.text)[0]
    assert "乙" in re.findall(r'name="reasons.1.text"[^>]*>([^<]*)<', page.text)[0]


def test_a_form_that_was_overtaken_keeps_what_was_typed(trade: Trade) -> None:
    case = trade.plans()
    desk = district(trade)
    path = f"/cases/{case}/acts/plan-endorsement"
    keys = dict(FIELD.findall(desk.opens(path).text))
    trade.signer.does("plan-amendment", case, form=form(main_products="示例新产品"))
    page = sends(desk, path, keys, note="示例备注")
    assert page.status_code == 412
    assert "示例备注" in page.text
    assert sends(desk, path, dict(FIELD.findall(page.text)), note="示例备注").status_code == 303


def test_who_may_not_do_it_gets_no_form(trade: Trade) -> None:
    case = trade.plans()
    assert signer(trade).opens(f"/cases/{case}/acts/plan-return").status_code == 403
    assert signer(trade).opens("/acts/lists").status_code == 403
    elsewhere = at_the_desk(trade, trade.town.person("district-officer", "440306"), "district-officer", "440306")
    assert elsewhere.opens(f"/cases/{case}/acts/plan-return").status_code == 404


def test_an_act_out_of_order_says_why_instead_of_asking(trade: Trade) -> None:
    case = trade.plans()
    page = signer(trade).opens(f"/cases/{case}/acts/submission").text
    assert '<form class="form"' not in page
    assert "第" in page
