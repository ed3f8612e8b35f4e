"""收件检查: whether a file can be taken as a paper, found out by a process of its own that has little memory and little time."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from application.papers import look
from domain.law.refusal import Refusal

if TYPE_CHECKING:
    from pathlib import Path

    from domain.law.refusal import Refused

LARGEST = 50_000_000
"""Bytes of one paper."""
MEGABYTES = LARGEST // 1_000_000
PATIENCE = 5
"""Seconds; its own limit of processor time ends the child sooner."""

KINDS_TAKEN = "PDF、Word（docx）、Excel（xlsx）、PNG 或 JPEG"

PAPER_TOO_LARGE = Refusal("paper-too-large", "文件超过 {megabytes} MB。", "请压缩图片或拆分文件后再上传。")
PAPER_TYPE_UNKNOWN = Refusal(
    "paper-type-unknown", "这个文件不是可接收的类型。类型按内容判断，与扩展名无关。", "请上传 PDF、docx、xlsx、PNG 或 JPEG。"
)
PAPER_WITH_MACROS = Refusal("paper-with-macros", "文件含有宏或可执行的内容。", "请另存为不含宏的文件后再上传。")
PAPER_ENCRYPTED = Refusal("paper-encrypted", "文件已加密或设有打开密码，无法查阅。", "请取消密码后再上传。")
PAPER_SWOLLEN = Refusal("paper-swollen", "文件展开后过大，不是正常的文档。", "请重新生成文件后再上传。")
PAPER_OF_TWO_KINDS = Refusal("paper-of-two-kinds", "文件里还藏有另一种文件。", "请重新导出文件后再上传。")
PAPER_OF_OLD_FORMAT = Refusal("paper-of-old-format", "这是旧版 Office 文件（doc、xls 等）。", "请另存为 docx 或 xlsx 后再上传。")
PAPER_DAMAGED = Refusal("paper-damaged", "文件不完整或已损坏。", "请核对文件能否打开，再重新上传。")
PAPER_NOTHING = Refusal("paper-nothing", "没有收到文件的内容。", "请选择文件后再上传。")

REFUSALS = {
    each.code: each
    for each in (
        PAPER_TYPE_UNKNOWN,
        PAPER_WITH_MACROS,
        PAPER_ENCRYPTED,
        PAPER_SWOLLEN,
        PAPER_OF_TWO_KINDS,
        PAPER_OF_OLD_FORMAT,
        PAPER_DAMAGED,
    )
}
SUFFIXES = {look.PDF: "pdf", look.DOCX: "docx", look.XLSX: "xlsx", look.PNG: "png", look.JPEG: "jpg"}
"""Media type → the suffix a download gets, whatever the sender called it."""


def media_type(path: Path) -> str:
    """What the file is, by its content. Raises Refused."""
    asked = [sys.executable, "-I", "-S", look.__file__, str(path)]
    try:
        said = subprocess.run(asked, capture_output=True, text=True, timeout=PATIENCE, check=False, env={}).stdout  # noqa: S603  our own program
    except subprocess.TimeoutExpired:
        raise PAPER_SWOLLEN(None) from None
    if said in SUFFIXES:
        return said
    raise _refusal(said)


def _refusal(said: str) -> Refused:
    """What the child found; a child that ended by its limits met something swollen."""
    return REFUSALS.get(said.removeprefix("refused:"), PAPER_SWOLLEN)()
