"""A public community, one whose members alone read, and a hidden one."""

import pytest

from tests.communities.factories import Circle


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def circle(db) -> Circle:
    return Circle()


@pytest.fixture
def closed_circle(db) -> Circle:
    return Circle("members", name="Entre nous")


@pytest.fixture
def hidden_circle(db) -> Circle:
    return Circle("hidden", name="Sous la lampe")
