"""强制审核名单: the lists of enterprises bound to a mandatory audit, one aggregate for a calendar year (R2025 15(2))."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from domain.aggregate import Aggregate
from domain.law.refusal import Refusal, refuse
from domain.lists.events import MandatoryListEntered
from domain.register.credit_code import fault_of, normalised

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from domain.fact import Stamp
    from domain.law.citation import Citation
    from domain.law.refusal import Refused

MANDATORY_LISTS = UUID("1da4c3c3-b2d5-426e-9fab-eab57a8386de")

LIST_EMPTY = Refusal("mandatory-list-empty", "名单没有企业。", "请录入名单上企业的统一社会信用代码。")
LIST_CODE_FAULTY = Refusal("mandatory-list-code", "名单第 {place} 家企业的统一社会信用代码“{code}”有误。", "请对照名单核对代码。")
LIST_CODE_TWICE = Refusal("mandatory-list-code-twice", "名单第 {place} 家企业的统一社会信用代码 {code} 重复。", "请删除重复的一家。")
LIST_SOURCE_MISSING = Refusal("mandatory-list-source", "名单的公布部门和文号未填写。", "请填写公布部门和文号或网址。")
LIST_OF_ANOTHER_YEAR = Refusal("mandatory-list-year", "名单于 {published_on} 公布，不可能晚于其所属的 {year} 年。", "请核对年度和公布日期。")


class MandatoryList(Aggregate):
    """强制审核名单: what the authorities published for one calendar year; several lists add up."""

    def __init__(self, aggregate_id: UUID) -> None:
        super().__init__(aggregate_id)
        self.lists: tuple[MandatoryListEntered, ...] = ()

    def naming(self, codes: Iterable[str], day: date) -> MandatoryListEntered | None:
        """The list, published on that day or before, that names one of an enterprise's codes."""
        asked = set(codes)
        return next((each for each in self.lists if each.published_on <= day and asked.intersection(each.credit_codes)), None)


def mandatory_list_id(year: int) -> UUID:
    """Id of the lists of a calendar year."""
    return uuid5(MANDATORY_LISTS, str(year))


def enter(
    mandatory: MandatoryList,
    *,
    year: int,
    authority: str,
    document: str,
    published_on: date,
    credit_codes: tuple[str, ...],
    citation: Citation,
) -> None:
    """录入强制审核名单: every faulty code is named by its place; nothing is entered while one is."""
    refuse(_faults(year, authority, document, published_on, credit_codes, citation))
    codes = tuple(normalised(code) for code in credit_codes)
    mandatory.record(
        MandatoryListEntered(year=year, authority=authority.strip(), document=document.strip(), published_on=published_on, credit_codes=codes),
    )


def _faults(year: int, authority: str, document: str, published_on: date, credit_codes: tuple[str, ...], citation: Citation) -> Iterator[Refused]:
    if not authority.strip() or not document.strip():
        yield LIST_SOURCE_MISSING(citation, field="authority" if not authority.strip() else "document")
    if published_on.year > year:
        yield LIST_OF_ANOTHER_YEAR(citation, field="published_on", published_on=published_on, year=year)
    if not credit_codes:
        yield LIST_EMPTY(citation, field="credit_codes")
    seen: set[str] = set()
    for place, written in enumerate(credit_codes, start=1):
        code = normalised(written)
        if fault_of(code) is not None:
            yield LIST_CODE_FAULTY(citation, field="credit_codes", place=place, code=written)
        elif code in seen:
            yield LIST_CODE_TWICE(citation, field="credit_codes", place=place, code=code)
        seen.add(code)


@MandatoryList.evolves(MandatoryListEntered)
def _entered(mandatory: MandatoryList, fact: MandatoryListEntered, stamp: Stamp) -> None:
    mandatory.lists = (*mandatory.lists, fact)
