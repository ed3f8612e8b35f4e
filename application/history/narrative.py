"""卷宗内容: everything a dossier says of a case, as plain values, from the record up to one position and nothing else.

The same position gives the same bytes: no clock, no order that is not the record's own.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import orjson

from application.history.reading import fold, upto
from application.history.rederiving import differences, told
from domain.fact import Erased, FieldClass, field_classes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from application.history.moments import Moment
    from application.history.rederiving import Finding, Rederived
    from application.store.event_store import Recorded

SHORTEST = 200
"""Characters of a member told in the narrative; the whole of it stands in the data."""


class Material(NamedTuple):
    """卷宗素材."""

    case_id: UUID
    events: Sequence[Recorded]
    moment: Moment
    decisions: Sequence[Rederived]
    findings: Sequence[Finding]
    reads: Sequence[Mapping[str, Any]]
    documents: Mapping[str, tuple[str, str]]
    """Short name of a legal text → number and title."""
    origin: str


def dossier(material: Material) -> dict[str, Any]:
    """The dossier as data: what the PDF tells and what programs read."""
    events = upto(material.events, material.moment.case_version)
    case = fold(material.case_id, events).case
    decisions = [each for each in material.decisions if each.event.case_version <= material.moment.case_version]
    return {
        "format": "qingjian-dossier/1",
        "case": case.number,
        "id": str(case.id),
        "enterprise": case.form.enterprise_name,
        "credit_code": case.form.credit_code,
        "state": case.state,
        "rule_set": case.rule_set,
        "origin": material.origin,
        "position": events[-1].position,
        "event": material.moment.case_version,
        "recorded_at": events[-1].recorded_at,
        "leaf_hash": events[-1].leaf_hash.hex(),
        "timeline": [_event(each) for each in events],
        "decisions": [_decision(each) for each in decisions],
        "findings": [each._asdict() for each in material.findings if each.case_version <= material.moment.case_version],
        "differences": len(differences(case.number, decisions, frozenset())),
        "papers": _papers(events),
        "reads": [dict(each) for each in material.reads],
        "rules": _rules(decisions, material.documents),
    }


def data_bytes(content: Mapping[str, Any]) -> bytes:
    """The dossier as canonical JSON."""
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2)


def digest(content: Mapping[str, Any]) -> str:
    """SHA-256 of the data, in hex; printed on the title page of the PDF."""
    return hashlib.sha256(data_bytes(content)).hexdigest()


def _event(event: Recorded) -> dict[str, Any]:
    stamp = event.stamp
    shown = {name for name, kept in field_classes(type(event.fact)).items() if kept in {FieldClass.OPEN, FieldClass.OFFICIAL}}
    members = {name: value for name, value in msgspec.structs.asdict(event.fact).items() if name in shown and not isinstance(value, Erased)}
    return {
        "event": event.case_version,
        "id": f"{event.originator_id}/{event.originator_version}",
        "type": event.fact.TOPIC,
        "on": stamp.on.isoformat(),
        "recorded_at": event.recorded_at,
        "position": event.position,
        "role": stamp.by.role,
        "person": stamp.by.person,
        "organisation": stamp.by.organisation,
        "on_behalf_of": stamp.by.on_behalf_of,
        "rule_set": stamp.rule_set,
        "rule_set_digest": stamp.rule_set_digest,
        "backdated_because": stamp.backdated_because,
        "leaf_hash": event.leaf_hash.hex(),
        "data": msgspec.to_builtins(members),
    }


def _decision(each: Rederived) -> dict[str, Any]:
    claims = []
    for claim in each.claims:
        account = claim.account()
        claims.append(
            {
                "question": claim.question,
                "recorded": told(claim.recorded),
                "derived": told(claim.derived),
                "agrees": claim.agrees,
                "facts": [list(fact) for fact in account.facts],
                "steps": list(account.steps),
            }
        )
    figures = [
        {"path": each.path, "title": each.title, "value": told(each.value), "article": str(each.citation), "assumed": each.assumed}
        for each in each.figures
    ]
    return {
        "event": each.event.case_version,
        "type": each.event.fact.TOPIC,
        "on": each.event.stamp.on.isoformat(),
        "claims": claims,
        "figures": figures,
    }


def _papers(events: Sequence[Recorded]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for event in events:
        for paper in (*getattr(event.fact, "papers", ()), *getattr(event.fact, "late_papers", ())):
            row = {"kind": paper.kind, "digest": paper.digest, "size": paper.size, "media_type": paper.media_type, "event": event.case_version}
            found.setdefault(paper.digest, row)
        for name in ("reply_digest", "opinion_digest", "audit_plan_digest", "evidence_digest", "handover_digest"):
            value = getattr(event.fact, name, None)
            if isinstance(value, str):
                found.setdefault(
                    value, {"kind": name.removesuffix("_digest"), "digest": value, "size": None, "media_type": None, "event": event.case_version}
                )
    return list(found.values())


def _rules(decisions: Sequence[Rederived], documents: Mapping[str, tuple[str, str]]) -> list[dict[str, Any]]:
    """规则: every rule value the decisions used, by article, each once."""
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for each in decisions:
        for figure in each.figures:
            number, title = documents.get(figure.citation.document, (figure.citation.document, ""))
            row = {"article": str(figure.citation), "document": number, "title": title, "figure": figure.title, "value": told(figure.value)}
            found[str(figure.citation), figure.path, row["value"]] = row | {"source": figure.source, "reading": figure.reading}
    return [found[key] for key in sorted(found)]
