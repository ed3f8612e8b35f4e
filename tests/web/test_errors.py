"""Every no is one document: problem+json for programs, a page for people, in the language asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import OperationalError

from application.outcome import NotAllowedError, NotFoundError, ReusedKeyError, StaleError
from domain.case.order import CASE_CLOSED, OUT_OF_ORDER
from domain.law.citation import Citation
from domain.law.refusal import KINDS, Refusal
from domain.register.enterprise import ALREADY_REGISTERED, NAME_MISSING
from tests.examples.plan import REASONS, form
from tests.stories.driver import application
from tests.web.browser import Browser
from web.errors import answer, document
from web.problems import STATUSES, ProblemError

if TYPE_CHECKING:
    from tests.stories.driver import Town
    from tests.stories.trade import Trade

ARTICLE = Citation("R2025", "20(1)")


def said(error: Exception, path: str = "/api/v1/x", **headers: str) -> dict[str, object]:
    app = application()
    app.complete()
    with app.test_request_context(path, headers=headers):
        response = answer(error)
        body = response.get_json(silent=True) or {"text": response.get_data(as_text=True)}
        return {"status": response.status_code, "type": response.content_type, **body}


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (NAME_MISSING(field="name"), 422, "name-missing"),
        (OUT_OF_ORDER(ARTICLE, state="planned", act="registration", missing="plan-listed"), 409, "out-of-order"),
        (CASE_CLOSED(ARTICLE, state="published", act="registration"), 409, "case-closed"),
        (NotAllowedError("x"), 403, "not-allowed"),
        (NotFoundError("x"), 404, "not-found"),
        (ReusedKeyError("x"), 422, "key-reused"),
        (OperationalError("SELECT secret", {}, Exception("locked")), 503, "unavailable"),
        (RuntimeError("inside"), 500, "fault"),
        (ZeroDivisionError(), 500, "fault"),
        *((ProblemError(code), status, code) for code, status in STATUSES.items()),
    ],
)
def test_every_kind_of_no_has_its_status(error: Exception, status: int, code: str, small_town: Town) -> None:
    found = said(error)
    assert found["type"] == f"/problems/{code}"
    assert found["status"] == status
    assert found["title"]
    assert found["detail"]


def test_a_refusal_says_reason_article_and_way_out(small_town: Town) -> None:
    found = said(OUT_OF_ORDER(ARTICLE, state="planned", act="registration", missing="plan-listed"))
    assert found["reason"] == "案件当前为「待区审核」，不能办理「平台登记」。"
    assert found["detail"] == "请先完成：列入计划名单。"
    assert found["article"] == "20(1)"


def test_a_refusal_without_a_rule_has_no_article(small_town: Town) -> None:
    assert said(NAME_MISSING(field="name"))["article"] is None


def test_all_faults_of_a_request_are_named_with_their_fields(small_town: Town) -> None:
    first, second = NAME_MISSING(ARTICLE, field="form.name"), ALREADY_REGISTERED(field="credit_code", name="示例")
    first.others = (second,)
    faults = document_of(first)
    assert [(each["field"], each["code"], each["article"]) for each in faults] == [
        ("form.name", "name-missing", "20(1)"),
        ("credit_code", "enterprise-already-registered", None),
    ]


def document_of(error: Exception) -> list[dict[str, object]]:
    with application().test_request_context("/api/v1/x"):
        return [{"field": each.field, "code": each.code, "article": each.article} for each in document(error).faults]


def test_a_fault_of_ours_says_nothing_of_its_inside(small_town: Town) -> None:
    assert "secret" not in repr(said(OperationalError("SELECT secret", {}, Exception("secret"))))
    assert "inside" not in repr(said(RuntimeError("inside")))


def test_programs_choose_their_language(small_town: Town) -> None:
    refused = OUT_OF_ORDER(ARTICLE, state="planned", act="registration", missing="plan-listed")
    english = said(refused, **{"Accept-Language": "en-GB, fr;q=0.5"})
    assert english["title"] == "Not possible at this point"
    assert "With the district" in str(english["reason"])
    assert said(refused, **{"Accept-Language": "fr"})["title"] == "现在不能办理"


def test_a_stale_request_names_the_present_version(small_town: Town) -> None:
    with application().test_request_context("/api/v1/x"):
        assert answer(StaleError(NotFoundError, 1, 3)).headers["ETag"] == '"3"'  # type: ignore[arg-type]  # any id will do


def test_people_get_a_page(small_town: Town) -> None:
    found = said(NAME_MISSING(ARTICLE, field="name"), "/cases/x")
    assert found["type"] == "text/html; charset=utf-8"
    assert "第二十条（一）" in str(found["text"])


def test_what_a_person_typed_is_never_markup(small_town: Town) -> None:
    hostile = Refusal("planted-kind", "「{name}」不对。", "请改正。")
    try:
        assert "<script>" not in str(said(hostile(name="<script>alert(1)</script>"), "/cases/x")["text"])
    finally:
        KINDS.pop("planted-kind")


READING = {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize(("method", "path", "allowed"), [("DELETE", "/api/v1/cases", {*READING, "POST"}), ("POST", "/healthz", READING)])
def test_a_method_that_is_none_names_those_there_are(small_town: Town, method: str, path: str, allowed: set[str]) -> None:
    response = small_town.app.test_client().open(path, method=method)
    assert response.status_code == 405
    assert {each.strip() for each in response.headers["Allow"].split(",")} == allowed


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v1/enterprises/not-a-uuid", "/api/", "/api/v2/cases"])
def test_an_address_that_is_none(small_town: Town, path: str) -> None:
    response = small_town.app.test_client().get(path)
    assert (response.status_code, response.content_type) == (404, "application/problem+json")


def test_every_type_of_a_problem_is_a_page(town: Town) -> None:
    page = Browser(town)
    for code in (*STATUSES, "out-of-order", "founded-too-recently"):
        assert page.opens(f"/problems/{code}").status_code == 200
    assert page.opens("/problems/nothing-of-the-kind").status_code == 404


def test_out_of_order_over_http(trade: Trade) -> None:
    case = trade.plans()
    reply = trade.signer.tries("withdrawal", case, reason="示例")
    assert reply.status == 200
    closed = trade.district.tries("plan-return", case, reasons=REASONS)
    assert (closed.status, closed.code, closed.article) == (409, "case-closed", "16")


def test_a_person_who_may_not_know_of_a_case_learns_nothing(trade: Trade) -> None:
    case = trade.plans()
    elsewhere = trade.town.person("district-officer", "440306")
    there, nowhere = (elsewhere.asks(f"/cases/{each}", method="GET") for each in (case, "00000000-0000-4000-8000-000000000000"))
    assert (there.status, there.body) == (nowhere.status, nowhere.body) == (404, there.body)
    asked, guessed = (
        elsewhere.asks(f"/cases/{each}/plan-return", {"reasons": REASONS}, if_match='"1"') for each in (case, "00000000-0000-4000-8000-000000000000")
    )
    assert (asked.status, asked.body) == (guessed.status, guessed.body) == (404, asked.body)


def test_a_person_who_may_see_and_not_act_is_told_so(trade: Trade) -> None:
    case = trade.plans()
    reply = trade.officer.tries("plan-return", case, reasons=REASONS)
    assert (reply.status, reply.code) == (403, "not-allowed")


def test_unknown_members_are_named_by_their_path(trade: Trade) -> None:
    filled = {**{name: getattr(form(), name) for name in form().__struct_fields__}, "colour": "red"}
    filled["sites"] = [{"address": "示例路", "district": "440305", "main": True, "floor": 3}]
    reply = trade.signer.asks("/cases", {"form": filled})
    assert reply.status == 422
    found = {(each["field"], each["code"]) for each in reply.body["faults"]}
    assert found == {("form.colour", "field-unknown"), ("form.sites.0.floor", "field-unknown")}
