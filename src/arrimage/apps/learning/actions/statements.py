"""Taking what was done out of a programme, for other software."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

from arrimage.apps.audit.actions import record
from arrimage.apps.learning import policies
from arrimage.apps.learning.models import Programme
from arrimage.apps.learning.queries import statements as queries
from arrimage.apps.learning.xapi import statements

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User


def export_statements(programme: Programme, *, by: User | None, at: datetime) -> str:
    """The programme as xAPI statements, an array of JSON; noted in the journal. Raises PermissionDenied."""
    policies.check_keeps(by, programme)
    said = statements(queries.done_in(programme), home=queries.home())
    record(
        "learning.statements_exported", by=by, at=at, subjects=[programme], details={"statements": len(said)}
    )
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"
