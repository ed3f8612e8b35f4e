"""来件: a command with what came with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from application.commands.command import Command
    from domain.fact import Capacity


class Sent(NamedTuple):
    """来件: a command with what came with it; see ``Casework.handle``."""

    command: Command
    actor: Capacity
    command_id: str | None = None
    expected_version: int | None = None
    on: date | None = None
    backdated_because: str | None = None
    correlation_id: UUID | None = None

    @property
    def key_holder(self) -> str:
        """Whose key it is: the same key of two people, or of one person in two capacities, are two keys."""
        return f"{self.actor.person}/{self.actor.role}/{self.actor.organisation or ''}/{self.actor.on_behalf_of or ''}"
