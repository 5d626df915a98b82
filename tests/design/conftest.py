import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation


@pytest.fixture(autouse=True)
def in_french():
    with translation.override("fr"):
        yield


@pytest.fixture
def draw(rf: RequestFactory):
    """Render a scrap of template as a page would; `draw.query` is the query string of the request."""

    def draw(source: str, query: str = "", **context) -> str:
        return engines["django"].from_string(source).render(context, rf.get("/?" + query))

    return draw
