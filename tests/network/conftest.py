import pytest

from arrimage.apps.network.actions.territories import load_facts


@pytest.fixture
def territories(db) -> None:
    """Québec's territories, links and successions; no population, so that it stays quick."""
    load_facts(with_population=False)


@pytest.fixture
def populated(db) -> None:
    """The same with the population of every year."""
    load_facts()
