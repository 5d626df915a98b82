import pytest

from tests.deliberation import factories


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def room(db, mailoutbox) -> factories.Room:
    """A public consultation, open."""
    return factories.room()


@pytest.fixture
def private(db, mailoutbox) -> factories.Room:
    """An open consultation for those who are invited."""
    return factories.room(audience="invited")
