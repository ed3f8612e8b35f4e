"""计划征集表的栏目: one table of sheet column, key, label and kind; forms, imports and exports read the same one.

``key`` is the field of ``PlanCase`` a refusal names: ``form.founded_on``, ``claimed_on``. No column has a unit: the form asks for texts,
days and choices alone.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Column(NamedTuple):
    """栏目: one column of the sheet and what stands in it."""

    key: str
    zh: str
    """Heading of the sheet and Chinese label."""
    en: str
    kind: str
    """``text``, ``code`` (text without a blank in it), ``day``, ``choice`` or ``yes-no``."""
    required: bool = True
    """Whether a sheet without this column cannot be read; an empty cell is judged by the plan's own rules."""
    also: tuple[str, ...] = ()
    """Other headings seen for it."""
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Code and the words that mean it; the first word is the form's own."""
    otherwise: str | None = None
    """Code for any other word; none where another word is a fault."""


COLUMNS = (
    Column("claimed_on", "提交日期", "Handed in on", "day"),
    Column("form.enterprise_name", "企业名称", "Enterprise", "text", also=("单位名称", "申报企业", "企业全称")),
    Column("form.credit_code", "统一社会信用代码", "Unified social credit code", "code", also=("信用代码", "社会信用代码", "企业统一社会信用代码")),
    Column("form.registered_address", "注册地址", "Registered address", "text", also=("企业注册地址",)),
    Column("form.sites.1.address", "生产地址", "Production address", "text", also=("生产经营地址", "实际生产地址", "企业生产地址")),
    Column("form.sites.1.district", "所属区", "District", "text", also=("所在区", "所属辖区", "区")),
    Column("form.industry", "行业代码", "Industry code", "code", also=("行业", "国民经济行业代码", "所属行业代码")),
    Column("form.founded_on", "成立日期", "Founded on", "day", also=("企业成立日期", "成立时间")),
    Column(
        "form.legal_standing",
        "法人类型",
        "Legal standing",
        "choice",
        also=("法人资格",),
        choices=(
            ("independent-legal-person", ("独立法人", "独立法人资格", "具有独立法人资格")),
            ("accounted-as-legal-person", ("视同法人的独立核算单位", "视同法人", "视同法人独立核算单位")),
        ),
        otherwise="none",
    ),
    Column("form.main_products", "主要产品", "Main products", "text", also=("主要产品或服务", "主要产品名称")),
    Column(
        "form.audit_mode",
        "审核方式",
        "Audit mode",
        "choice",
        also=("审核组织方式",),
        choices=(
            ("self", ("自行组织", "自行", "企业自行组织", "自行组织审核")),
            ("commissioned", ("委托咨询服务机构", "委托", "委托咨询机构", "委托审核")),
        ),
    ),
    Column("form.consultancy_name", "咨询服务机构", "Consultancy", "text", required=False, also=("咨询服务机构名称", "咨询机构", "咨询机构名称")),
    Column(
        "form.consultancy_code",
        "咨询机构信用代码",
        "Credit code of the consultancy",
        "code",
        required=False,
        also=("咨询服务机构信用代码", "咨询机构统一社会信用代码", "咨询服务机构统一社会信用代码"),
    ),
    Column("form.planned_start", "计划启动日期", "Planned start", "day", also=("计划启动时间", "启动日期")),
    Column("form.planned_finish", "计划完成日期", "Planned finish", "day", also=("计划完成时间", "完成日期")),
    Column("contact_name", "联系人", "Contact", "text", required=False, also=("联系人姓名",)),
    Column("contact_phone", "联系电话", "Telephone", "text", required=False, also=("电话", "联系方式", "联系人电话")),
    Column(
        "form.on_mandatory_list",
        "是否列入本年度强制名单",
        "On this year's mandatory list",
        "yes-no",
        also=("是否列入强制名单", "是否列入本年度强制性名单"),
        choices=(("yes", ("是", "有")), ("no", ("否", "无"))),
    ),
    Column("form.last_pass_on", "上次通过验收日期", "Last passed on", "day", required=False, also=("上次通过验收时间", "上次验收通过日期")),
)

COLUMN_OF = {column.key: column for column in COLUMNS}

ELSEWHERE = {
    "form.sites": "form.sites.1.address",
    "form.in_field": "form.industry",
    "credit_code": "form.credit_code",
    "consultancy_code": "form.consultancy_code",
    "passed_on": "form.last_pass_on",
    "on": "claimed_on",
    None: "form.credit_code",
}
"""Fields without a column of their own, with the one beside which their fault stands."""

_REMARKS = re.compile(r"[（(【\[].*?[）)】\]]")
_DECORATION = re.compile("[\\s*＊:：\u200b\ufeff、，,。.;；/]+")


def heading(written: object) -> str:
    """A heading without blanks, line breaks, asterisks, colons and what stands in brackets; empty for what is no text."""
    return _DECORATION.sub("", _REMARKS.sub("", written)) if isinstance(written, str) else ""


COLUMN_HEADED = {heading(name): column for column in COLUMNS for name in (column.zh, *column.also)}
"""Every heading known to the column it means."""


def column_of(field: str | None) -> Column:
    """The column beside which a fault of a field stands."""
    return COLUMN_OF.get(field or "") or COLUMN_OF[ELSEWHERE.get(field, "form.credit_code")]
