"""菜单: where the menu and the tabs of a case lead, by role. A page that a person could not open is not offered."""

from __future__ import annotations

from typing import NamedTuple

from flask import url_for

from web.auth import visitor
from web.figure_readers import READERS


class Entry(NamedTuple):
    """One link."""

    name: str
    """What its page calls itself (``place`` or ``tab``); its words are ``menu.<name>`` or ``case.<name>``."""
    endpoint: str
    roles: frozenset[str] | None = None
    """Who is offered it; none means everybody signed in."""


class Link(NamedTuple):
    """A link as it stands on the page."""

    name: str
    address: str


ENTERPRISE = frozenset({"enterprise-filler", "enterprise-signer", "enterprise-administrator"})
ACTING = frozenset({"bureau-officer", "bureau-approver", "district-officer", "administrator", "regulator", "auditor", "consultant", *ENTERPRISE})
"""Roles that do something outside cases."""

ENTRIES = (
    Entry("worklist", "worklist.desk"),
    Entry("cases", "cases.listed"),
    Entry("reads", "reads.listed", frozenset({"auditor", *ENTERPRISE})),
    Entry("refusals", "refusals.listed", frozenset({"auditor", "consultant", *ENTERPRISE})),
    Entry("eligibility", "eligibility.page", ENTERPRISE),
    Entry("people", "enterprise_home.people", ENTERPRISE),
    Entry("staff", "consultancy_home.staff", frozenset({"consultant"})),
    Entry("acts", "acts.listed", ACTING),
    Entry("figures", "figures.page", READERS),
    Entry("changes", "changes.page", frozenset({"district-officer", "bureau-officer", "bureau-approver", "auditor"})),
    Entry("calendar", "calendar.page", frozenset({"bureau-officer", "bureau-approver", "district-officer", "auditor", "administrator"})),
    Entry("exports", "trail_exports.listed", frozenset({"regulator", "auditor", "bureau-officer", "bureau-approver"})),
    Entry("expiries", "expiries.page", frozenset({"bureau-officer", "bureau-approver", "auditor", "administrator", "consultant"})),
    Entry("mail-failures", "mail.failures", frozenset({"administrator"})),
)

TABS = (
    Entry("overview", "case.overview"),
    Entry("papers", "case_papers.listed"),
    Entry("timeline", "case_timeline.history"),
    Entry("derivation", "rederivation.of_case", frozenset({"auditor", "bureau-officer", "bureau-approver"})),
    Entry("reads", "reads.of_case", frozenset({"auditor", "bureau-officer", "bureau-approver", *ENTERPRISE})),
)


def menu() -> list[Link]:
    """The menu of who is signed in; empty for a visitor."""
    return [Link(each.name, url_for(each.endpoint)) for each in _offered(ENTRIES)]


def tabs(number: str) -> list[Link]:
    """The tabs of a case."""
    return [Link(each.name, url_for(each.endpoint, case_id=number)) for each in _offered(TABS)]


def _offered(entries: tuple[Entry, ...]) -> list[Entry]:
    me = visitor()
    return [each for each in entries if me and (each.roles is None or me.role in each.roles)]
