"""材料: a paper handed in, known to the record by its digest."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from domain.law.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from domain.law.citation import Citation
    from domain.law.refusal import Refused

DIGEST = re.compile(r"[0-9a-f]{64}")
"""SHA-256 in lower-case hex."""

DIGEST_MALFORMED = Refusal("digest-malformed", "“{digest}”不是材料的摘要值（SHA-256，64 位小写十六进制）。", "请重新上传材料。")
PAPER_TWICE = Refusal("paper-twice", "材料 {digest} 出现了两次。", "请去掉重复的材料。")
PAPER_EMPTY = Refusal("paper-empty", "材料 {digest} 是空文件。", "请重新上传材料。")
PAPER_NAME_STRAY = Refusal("paper-name-stray", "文件名“{name}”没有对应的材料。", "请核对上传的材料。")


class Paper(msgspec.Struct, frozen=True):
    """材料: kind, digest and size of a paper; its bytes lie in the storage under the digest."""

    kind: str
    """``audit-report``, ``performance-table``, ``audit-plan``, ``evidence``, ``final-report``, ``other``."""
    digest: str
    """SHA-256 in lower-case hex."""
    size: int
    """Bytes."""
    media_type: str


class PaperName(msgspec.Struct, frozen=True):
    """文件名: the name under which a paper was handed in."""

    digest: str
    name: str


def digest_faults(digest: str, field: str, citation: Citation) -> Iterator[Refused]:
    """摘要值: refuse what is not a SHA-256 in lower-case hex."""
    if not DIGEST.fullmatch(digest):
        yield DIGEST_MALFORMED(citation, field=field, digest=digest)


def paper_faults(papers: Iterable[Paper], names: Iterable[PaperName], citation: Citation) -> Iterator[Refused]:
    """材料核对: digests in form and unique, no empty file, no name without its paper. Fields are ``papers.<n>``, counted from 1."""
    seen: Counter[str] = Counter()
    for number, paper in enumerate(papers, start=1):
        yield from digest_faults(paper.digest, f"papers.{number}.digest", citation)
        if paper.size < 1:
            yield PAPER_EMPTY(citation, field=f"papers.{number}.size", digest=paper.digest)
        if seen[paper.digest]:
            yield PAPER_TWICE(citation, field=f"papers.{number}.digest", digest=paper.digest)
        seen[paper.digest] += 1
    for number, name in enumerate(names, start=1):
        if name.digest not in seen:
            yield PAPER_NAME_STRAY(citation, field=f"paper_names.{number}", name=name.name)
