"""说明: what a package says of itself to people: READMEs, the verifiers it carries, and our own report at the time of export."""

from __future__ import annotations

import html
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from application.trail.package.disclosing import Recipient

_HERE = Path(__file__).parent

READMES = {name: (_HERE / name).read_bytes() for name in ("README.zh-CN.txt", "README.en.txt")}


def verifier_files() -> dict[str, bytes]:
    """The verifiers, as they run in the product."""
    return {f"verify/{name}": (_HERE / name).read_bytes() for name in ("verify.py", "verify.sh", "witness.py")}


def report_of(recipient: Recipient, mode: str, size: int, events: int, sealed_at: str) -> dict[str, bytes]:
    """Our own verification at the time of export, under the four properties of electronic records."""
    sections = {
        "真实性 authenticity": f"检查点由日志密钥签署（{sealed_at}） signed by the key of the log",
        "完整性 integrity": f"{events} 条事件逐条重新计算散列，与签署根（{size} 条）一致 every event hashed again, under the signed root",
        "可用性 usability": f"模式 {mode}，{recipient.label}适用；文本与 JSON，无须本系统即可读取 text and JSON, readable without this system",
        "安全性 security": "仅含该类接收人可见的内容，未披露项逐项列名 what is withheld is withheld by name",
    }
    limit = "本报告不证明录入内容属实。 It does not prove that what was entered was true."
    rows = "".join(f"<h2>{html.escape(name)}</h2><p>{html.escape(text)}</p>" for name, text in sections.items())
    page = f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>导出校验报告</title><h1>导出校验报告</h1>{rows}<p>{limit}</p></html>\n'
    return {
        "report.json": orjson.dumps({"sections": sections, "limit": limit}, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2) + b"\n",
        "report.html": page.encode(),
    }
