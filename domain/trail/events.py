"""日志自身的事件: what the log says of itself: its key, its seals, who was given what, what was withheld or erased."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

import msgspec

from domain.fact import Fact, Official, Open


class Portion(msgspec.Struct, frozen=True):
    """范围: which part of the log an export holds."""

    mode: str
    """``full``, ``range`` or ``case``."""
    case_id: UUID | None = None
    """The case, for ``case``."""
    first: int | None = None
    """First index, for ``range``; indices count from 0."""
    last: int | None = None
    """Last index, for ``range``."""


class Removed(msgspec.Struct, frozen=True):
    """清除处: how many copies were removed from one store."""

    store: str
    """``disclosures``, ``read-models``, ``exports``, ``drafts``, ``papers`` …"""
    count: int
    """Rows or files removed; read models made anew."""


class Genesis(Fact, frozen=True, kw_only=True):
    """日志启用: the log was given its name and its first key."""

    TOPIC: ClassVar[str] = "trail.Genesis"

    origin: Open[str]
    """Schema-less name of the log."""
    verifier_key: Open[str]
    """The key's line as verifiers take it."""
    format: Open[str]
    """``trail/1``."""


class KeyRotated(Fact, frozen=True, kw_only=True):
    """密钥更换: another key signs from now on; both keys signed this."""

    TOPIC: ClassVar[str] = "trail.KeyRotated"

    old_key: Open[str]
    """Line of the key that signed until now."""
    new_key: Open[str]
    """Line of the key that signs from now on."""
    size: Open[int]
    """Size of the last checkpoint under the old key."""
    old_signature: Open[str]
    """Base64 Ed25519 signature of the old key over the statement of the change."""
    new_signature: Open[str]
    """The same of the new key."""


class CaseHeads(Fact, frozen=True, kw_only=True):
    """案件末叶表: the last leaf of every case, under one root: what makes an export of a case provably complete."""

    TOPIC: ClassVar[str] = "trail.CaseHeads"

    size: Open[int]
    """Number of events the table covers: all before this one."""
    cases: Open[int]
    """Number of cases in the table."""
    root: Open[str]
    """Base64 root of the tree over the lines ``<case id> <count of events> <base64 leaf hash>``, sorted by case id."""


class Timestamped(Fact, frozen=True, kw_only=True):
    """时间戳: an authority confirmed when a checkpoint existed (RFC 3161)."""

    TOPIC: ClassVar[str] = "trail.Timestamped"

    size: Open[int]
    """Size of the checkpoint."""
    token_digest: Open[str]
    """SHA-256 of the token, in hex."""


class Alarmed(Fact, frozen=True, kw_only=True):
    """校验告警: a full verification of the record found something broken."""

    TOPIC: ClassVar[str] = "trail.Alarmed"

    finding: Open[str]
    """Code: ``leaf-changed``, ``disclosure-changed``, ``disclosure-missing``, ``chain-broken``, ``gap``, ``tile-differs``, ``heads-differ``,
    ``root-differs``, ``signature-broken``, ``fence-missing``."""
    index: Open[int | None]
    """First index concerned, from 0."""


class ExportRequested(Fact, frozen=True, kw_only=True):
    """导出申请: somebody asks for a part of the log."""

    TOPIC: ClassVar[str] = "trail.ExportRequested"

    portion: Open[Portion]
    """Which part."""
    profile: Open[str]
    """Whose eyes it is for: ``regulator``, ``auditor``, ``enterprise``, ``public``."""
    basis: Official[str]
    """Legal basis and purpose."""
    recipient: Official[str]
    """Who is to get it."""


class ExportApproved(Fact, frozen=True, kw_only=True):
    """导出批准: the bureau agreed."""

    TOPIC: ClassVar[str] = "trail.ExportApproved"

    note: Official[str]
    """What the approver adds; empty where nothing."""


class ExportDeclined(Fact, frozen=True, kw_only=True):
    """导出驳回: the bureau did not agree."""

    TOPIC: ClassVar[str] = "trail.ExportDeclined"

    reason: Official[str]
    """Why not."""


class Exported(Fact, frozen=True, kw_only=True):
    """审计轨迹导出: a package was made upon a checkpoint."""

    TOPIC: ClassVar[str] = "trail.Exported"

    portion: Open[Portion]
    """Which part."""
    profile: Open[str]
    """Recipient profile."""
    basis: Official[str]
    """Legal basis and purpose."""
    recipient: Official[str]
    """For whom."""
    size: Open[int]
    """Size of the checkpoint the package proves against."""
    events: Open[int]
    """Number of events in the package."""
    package_digest: Open[str]
    """SHA-256 of the package's ``tagmanifest-sha256.txt``, in hex; it covers every other file."""


class ExportFetched(Fact, frozen=True, kw_only=True):
    """导出领取: somebody took a package away."""

    TOPIC: ClassVar[str] = "trail.ExportFetched"

    package_digest: Open[str]
    """Which package."""


class ExportCancelled(Fact, frozen=True, kw_only=True):
    """导出撤回: who asked for the export does not want it any more."""

    TOPIC: ClassVar[str] = "trail.ExportCancelled"


class ExportFailed(Fact, frozen=True, kw_only=True):
    """导出未成: the package could not be made; somebody has to ask anew."""

    TOPIC: ClassVar[str] = "trail.ExportFailed"

    cause: Open[str]
    """Code: ``nothing-there``, ``record-broken``."""


class ErasureProposed(Fact, frozen=True, kw_only=True):
    """删除申请: protected members of named events shall be erased, or only shut away."""

    TOPIC: ClassVar[str] = "trail.ErasureProposed"

    events: Open[tuple[str, ...]]
    """``<aggregate id>/<version>`` of each event."""
    field_class: Open[str]
    """``business-secret`` or ``personal``."""
    restrict_only: Open[bool]
    """While a period of retention runs the members are shut away and not erased."""
    basis: Official[str]
    """Legal basis."""


class ErasureApproved(Fact, frozen=True, kw_only=True):
    """删除同意: one of the two approvers agreed."""

    TOPIC: ClassVar[str] = "trail.ErasureApproved"


class DisclosureErased(Fact, frozen=True, kw_only=True):
    """披露件删除: the values are gone from every store; their digests stay, and so do all proofs."""

    TOPIC: ClassVar[str] = "trail.DisclosureErased"

    events: Open[tuple[str, ...]]
    """``<aggregate id>/<version>`` of each event."""
    field_class: Open[str]
    """Class of the members."""
    approvers: Open[tuple[str, ...]]
    """Opaque ids of the two who agreed."""
    basis: Official[str]
    """Legal basis."""
    removed: Open[tuple[Removed, ...]]
    """Every store that held them, with counts."""
    backups_end_on: Open[datetime | None]
    """When the last backup made before ends, if one is kept."""


class DisclosureRestricted(Fact, frozen=True, kw_only=True):
    """披露件限制: the values are kept, and shown to nobody outside any more."""

    TOPIC: ClassVar[str] = "trail.DisclosureRestricted"

    events: Open[tuple[str, ...]]
    """``<aggregate id>/<version>`` of each event."""
    field_class: Open[str]
    """Class of the members."""
    approvers: Open[tuple[str, ...]]
    """Opaque ids of the two who agreed."""
    basis: Official[str]
    """Legal basis."""
