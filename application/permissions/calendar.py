"""谁录入节假日安排: the bureau, or the command line for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from application.commands.calendar import EnterHolidayNotice
from application.permissions.predicates import any_of, bureau_officer, system_cli

if TYPE_CHECKING:
    from application.permissions.predicates import Permissions

PERMISSIONS: Permissions = {
    EnterHolidayNotice: any_of(bureau_officer, system_cli),
}
