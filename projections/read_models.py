"""读模型总表: every read model, with the modules that fold facts into it brought in."""

from __future__ import annotations

from projections import case_file_facts, due_dates_others, internal_targets, worklist_acceptance, worklist_review
from projections.capacities import capacities
from projections.case_file import case_file
from projections.consultancies import consultancies
from projections.due_dates import due_dates
from projections.enterprises import enterprises
from projections.experts import experts
from projections.exports import exports
from projections.figures import figures
from projections.plan_calls import plan_calls
from projections.refusals import refusals
from projections.results import results
from projections.search import search
from projections.timeline import timeline
from projections.worklist import worklist

FOLDED_ELSEWHERE = (case_file_facts, due_dates_others, internal_targets, worklist_acceptance, worklist_review)
"""Modules whose import registers the functions of a read model declared in another."""

READ_MODELS = (
    case_file,
    worklist,
    timeline,
    results,
    due_dates,
    enterprises,
    consultancies,
    experts,
    capacities,
    plan_calls,
    exports,
    figures,
    search,
    refusals,
)
"""In the order in which they are folded and shown."""
