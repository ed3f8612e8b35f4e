"""封签与出件: the working parts of the trail, wired to the settings of this instance."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from application.trail.issuing import Issuing
    from application.trail.keeping import Keeping
    from application.trail.sealing import Sealing
    from domain.fact import Capacity
    from web.system import System


def sealing_of(parts: System, acting: Capacity) -> Sealing:
    """The sealing of this office's log. A demo makes its key once; elsewhere only ``trail key new`` makes one."""
    from application.trail.sealing import Sealing  # noqa: PLC0415  loaded by those who sign
    from application.trail.signer import Signer  # noqa: PLC0415

    signer = Signer(parts.settings.signing_key)
    found = Sealing(parts.casework, signer, actor=acting)
    if parts.settings.demo and not signer.path.exists() and found.log.last_checkpoint() is None:
        signer.path.parent.mkdir(parents=True, exist_ok=True)
        Signer.create(signer.path, parts.settings.trail_origin)
    return found


def issuing_of(parts: System, worker: str, acting: Capacity) -> Issuing:
    """What makes packages, under the name of the process that asks."""
    from application.trail.issuing import Issuing  # noqa: PLC0415

    return Issuing(sealing_of(parts, acting), parts.settings.instance_dir, parts.papers, worker=worker, acting=acting)


def keeping_of(parts: System, acting: Capacity) -> Keeping:
    """What signs and stamps by itself. Raises ValueError where the authority's address is faulty."""
    from application.trail.keeping import Keeping  # noqa: PLC0415
    from application.trail.timestamping import Timestamping  # noqa: PLC0415

    sealing = sealing_of(parts, acting)
    return Keeping(sealing, Timestamping(sealing, parts.settings.tsa_url) if parts.settings.tsa_url else None)
