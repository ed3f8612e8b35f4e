"""企业: an enterprise of the register: its names and codes, the case it has open, and the passes whose five years it bears.

Its id comes from the credit code of its first day and stays. The stream of a later code holds one fact, which points here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.aggregate import Aggregate
from domain.law.refusal import Refusal
from domain.papers.paper import DIGEST, DIGEST_MALFORMED
from domain.register.events import (
    CaseClosed,
    CaseOpened,
    CreditCodeAliased,
    CreditCodeChanged,
    EnterpriseRegistered,
    MergedInto,
    Passed,
    PassRevoked,
    PriorPassRecorded,
    ReapplicationOpened,
    Renamed,
    RepeatAdmitted,
)

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from domain.fact import Stamp
    from domain.law.rule_set import RuleSet

CASE_OPEN = Refusal(
    "case-open",
    "企业已有办理中的案件 {case_number}，同一企业同时只能有一个案件。",
    "请等该案件办结，或先撤回该案件，再提交新的计划。",
)
ALREADY_REGISTERED = Refusal("enterprise-already-registered", "该企业已经登记，名称为“{name}”。", "请直接使用已有的登记。")
ENTERPRISE_MERGED = Refusal("enterprise-merged", "该企业已并入其他企业，不能再以自己的名义办理。", "请以合并后存续企业的统一社会信用代码办理。")
NOTHING_CHANGES = Refusal("nothing-changes", "新的内容与现在的登记相同。", "请核对后再办理。")
NAME_MISSING = Refusal("name-missing", "名称未填写。", "请填写营业执照上的名称。")
CODE_TAKEN = Refusal("credit-code-taken", "新的统一社会信用代码已登记在企业“{name}”名下。", "如两家企业已合并，请办理企业合并。")
MERGE_INTO_ITSELF = Refusal("merge-into-itself", "企业不能并入自己。", "请核对合并后存续的企业。")
MERGED_WITH_OPEN_CASE = Refusal(
    "merged-with-open-case",
    "企业尚有办理中的案件 {case_number}，不能办理合并。",
    "请等该案件办结，或先撤回、终止该案件。",
)
CASE_NOT_OPEN = Refusal("case-not-open", "企业名下没有这个办理中的案件。", "请核对案件。")


class Enterprise(Aggregate):
    """企业: who is audited. At most one case of it is open."""

    name: str
    credit_code: str

    def __init__(self, aggregate_id: UUID) -> None:
        super().__init__(aggregate_id)
        self.registered = False
        self.codes: tuple[str, ...] = ()
        """All codes it ever bore, the present one last."""
        self.alias_of: UUID | None = None
        """Set where this stream belongs to a later code of another enterprise and is none itself."""
        self.merged_into: UUID | None = None
        self.open_case: CaseOpened | None = None
        self.passes: dict[UUID, Passed] = {}
        """Passes that stand, by case, oldest first."""
        self.failures: dict[UUID, date] = {}
        """Cases whose result stands as a fail, with the day that became public or the pass was taken away."""
        self.prior_passes: tuple[PriorPassRecorded, ...] = ()
        self.admission: RepeatAdmitted | None = None
        """An admission not yet used by a repeat application."""
        self.reapplication_opened: ReapplicationOpened | None = None

    @property
    def last_pass(self) -> Passed | PriorPassRecorded | None:
        """上次通过: the pass that stands and whose five years end last."""
        standing: tuple[Passed | PriorPassRecorded, ...] = (*self.prior_passes, *self.passes.values())
        return max(standing, key=lambda each: each.first_day, default=None)


def register(enterprise: Enterprise, *, credit_code: str, name: str) -> None:
    """企业登记: enter an enterprise under its (normalised) code."""
    if enterprise.registered or enterprise.alias_of is not None:
        raise ALREADY_REGISTERED(field="credit_code", name=enterprise.name if enterprise.registered else credit_code)
    enterprise.record(EnterpriseRegistered(credit_code=credit_code, name=_named(name)))


def rename(enterprise: Enterprise, *, name: str, evidence_digest: str | None) -> None:
    """企业更名: the id stays, cases keep the name of their day."""
    _goes_on(enterprise)
    check_evidence(evidence_digest)
    if _named(name) == enterprise.name:
        raise NOTHING_CHANGES(field="name")
    enterprise.record(Renamed(name=_named(name), evidence_digest=evidence_digest))


def change_code(enterprise: Enterprise, at_new_code: Enterprise, *, credit_code: str, evidence_digest: str | None) -> None:
    """信用代码变更: ``at_new_code`` is the stream of the new code; unless the enterprise bore that code before, it will point here."""
    _goes_on(enterprise)
    check_evidence(evidence_digest)
    if credit_code == enterprise.credit_code:
        raise NOTHING_CHANGES(field="credit_code")
    bearer = at_new_code.id if at_new_code.registered else at_new_code.alias_of
    if bearer not in {None, enterprise.id}:
        raise CODE_TAKEN(field="credit_code", name=at_new_code.name if at_new_code.registered else credit_code)
    enterprise.record(CreditCodeChanged(credit_code=credit_code, evidence_digest=evidence_digest))
    if bearer is None:
        at_new_code.record(CreditCodeAliased(credit_code=credit_code, enterprise_id=enterprise.id))


def merge(enterprise: Enterprise, into: Enterprise, *, evidence_digest: str | None) -> None:
    """企业合并: ``enterprise`` goes up in ``into``. The passes of the one that ends are not counted for the one that goes on."""
    _goes_on(enterprise)
    _goes_on(into)
    check_evidence(evidence_digest)
    if into.id == enterprise.id:
        raise MERGE_INTO_ITSELF(field="into_id")
    if enterprise.open_case is not None:
        raise MERGED_WITH_OPEN_CASE(case_number=enterprise.open_case.case_number)
    enterprise.record(MergedInto(enterprise_id=into.id, evidence_digest=evidence_digest))


def open_case(enterprise: Enterprise, *, case_id: UUID, case_number: str, application: str, rules: RuleSet) -> None:
    """立案: note the case that is open; recorded with its ``Planned``, so that of two plans at one moment one is refused (14)."""
    _goes_on(enterprise)
    if enterprise.open_case is not None:
        raise CASE_OPEN(rules.cite("reapplication/years"), field="form.credit_code", case_number=enterprise.open_case.case_number)
    enterprise.record(CaseOpened(case_id=case_id, case_number=case_number, application=application))


def close_case(enterprise: Enterprise, *, case_id: UUID, outcome: str) -> None:
    """结案: ``outcome`` is ``published``, ``precheck-failed``, ``declined``, ``withdrawn`` or ``discontinued``."""
    if enterprise.open_case is None or enterprise.open_case.case_id != case_id:
        raise CASE_NOT_OPEN(field="case_id")
    enterprise.record(CaseClosed(case_id=case_id, outcome=outcome))


def check_evidence(digest: str | None) -> None:
    """Refuse a proof whose digest is none."""
    if digest is not None and DIGEST.fullmatch(digest) is None:
        raise DIGEST_MALFORMED(field="evidence_digest", digest=digest)


def _goes_on(enterprise: Enterprise) -> None:
    if enterprise.merged_into is not None:
        raise ENTERPRISE_MERGED(field="enterprise_id")


def _named(name: str) -> str:
    if not name.strip():
        raise NAME_MISSING(field="name")
    return name.strip()


@Enterprise.evolves(EnterpriseRegistered)
def _registered(enterprise: Enterprise, fact: EnterpriseRegistered, stamp: Stamp) -> None:
    enterprise.registered = True
    enterprise.name = fact.name
    enterprise.credit_code = fact.credit_code
    enterprise.codes = (fact.credit_code,)


@Enterprise.evolves(Renamed)
def _renamed(enterprise: Enterprise, fact: Renamed, stamp: Stamp) -> None:
    enterprise.name = fact.name


@Enterprise.evolves(CreditCodeChanged)
def _code_changed(enterprise: Enterprise, fact: CreditCodeChanged, stamp: Stamp) -> None:
    enterprise.credit_code = fact.credit_code
    enterprise.codes = (*(code for code in enterprise.codes if code != fact.credit_code), fact.credit_code)


@Enterprise.evolves(CreditCodeAliased)
def _aliased(enterprise: Enterprise, fact: CreditCodeAliased, stamp: Stamp) -> None:
    enterprise.alias_of = fact.enterprise_id


@Enterprise.evolves(MergedInto)
def _merged(enterprise: Enterprise, fact: MergedInto, stamp: Stamp) -> None:
    enterprise.merged_into = fact.enterprise_id


@Enterprise.evolves(CaseOpened)
def _case_opened(enterprise: Enterprise, fact: CaseOpened, stamp: Stamp) -> None:
    enterprise.open_case = fact
    enterprise.admission = None if fact.application == "repeat" else enterprise.admission


@Enterprise.evolves(CaseClosed)
def _case_closed(enterprise: Enterprise, fact: CaseClosed, stamp: Stamp) -> None:
    enterprise.open_case = None
    if fact.outcome == "published" and fact.case_id not in enterprise.passes:
        enterprise.failures[fact.case_id] = stamp.on


@Enterprise.evolves(Passed)
def _passed(enterprise: Enterprise, fact: Passed, stamp: Stamp) -> None:
    enterprise.passes[fact.case_id] = fact
    enterprise.failures.pop(fact.case_id, None)


@Enterprise.evolves(PassRevoked)
def _pass_revoked(enterprise: Enterprise, fact: PassRevoked, stamp: Stamp) -> None:
    del enterprise.passes[fact.case_id]
    enterprise.failures[fact.case_id] = stamp.on


@Enterprise.evolves(PriorPassRecorded)
def _prior_pass(enterprise: Enterprise, fact: PriorPassRecorded, stamp: Stamp) -> None:
    enterprise.prior_passes = (*enterprise.prior_passes, fact)


@Enterprise.evolves(RepeatAdmitted)
def _repeat_admitted(enterprise: Enterprise, fact: RepeatAdmitted, stamp: Stamp) -> None:
    enterprise.admission = fact


@Enterprise.evolves(ReapplicationOpened)
def _reapplication_opened(enterprise: Enterprise, fact: ReapplicationOpened, stamp: Stamp) -> None:
    enterprise.reapplication_opened = fact
