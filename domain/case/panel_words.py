"""专家组用语: codes of the panel's facts as refusals say them, in both languages."""

from __future__ import annotations

from domain.law.label import Label

PARTIES = {"enterprise": Label("企业", "the enterprise"), "consultancy": Label("咨询服务机构", "the consultancy")}
TIES = {
    "employer": Label("任职", "employment"),
    "client": Label("客户", "client"),
    "shareholding": Label("持股", "shareholding"),
    "past-work": Label("既往工作", "past work"),
    "family": Label("亲属", "family"),
    "other": Label("其他", "other"),
}
STATUSES = {
    "invited": Label("已邀请", "invited"),
    "confirmed": Label("已确认", "confirmed"),
    "conflicted": Label("应当回避", "must withdraw"),
    "left": Label("已退出", "left"),
}
CAUSES = {
    "interest": Label("利益关系", "a tie"),
    "recusal": Label("回避", "recusal"),
    "unable": Label("无法参加", "unable to take part"),
    "found-later": Label("事后发现利益关系", "a tie found later"),
    "new-visit": Label("重新现场验收", "visit held again"),
    "case-withdrawn": Label("案件已撤回", "the case was withdrawn"),
}
TITLES = {
    "senior": Label("高级", "senior"),
    "intermediate": Label("中级", "intermediate"),
    "junior": Label("初级", "junior"),
    "none": Label("无", "none"),
}


def named(words: dict[str, Label], code: str | None) -> Label:
    """The words for a code; the code itself where there are none."""
    return words.get(code or "", Label(code or "", code or ""))
