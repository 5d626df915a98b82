from datetime import UTC, datetime

import pytest

from arrimage.apps.audit import actions

AT = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)


@pytest.fixture
def journal(db):
    """Ten sealed entries; returns their ids."""
    ids = [actions.record("journal.read", at=AT, subjects=[f"sujet {n}"]).pk for n in range(10)]
    actions.seal(at=AT)
    return ids
