"""Whatever is asked, within the description or not, is answered as the description says."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi import checks

from arrimage.interop.hsds.api import api

CHECKS = (
    schemathesis.checks.not_a_server_error,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.status_code_conformance,
    checks.unsupported_method,
)
DESCRIPTION = api.get_openapi_schema()


@pytest.fixture
def connection_kept():
    """A request's end closes its connection; here it is the test's own, kept as Django's client keeps it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("connection_kept")
@pytest.mark.parametrize("path", DESCRIPTION["paths"])
@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
def test_answers_are_what_the_description_says(directory, path, mode):
    # In this process, with this test's own database: no server, no socket.
    described = schemathesis.openapi.from_dict(DESCRIPTION)
    described.app = get_wsgi_application()
    operation = described[path]["GET"]

    @settings(
        max_examples=12,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def answers(case):
        case.call_and_validate(checks=CHECKS)

    if mode is schemathesis.GenerationMode.NEGATIVE and not operation.query:
        pytest.skip("nothing can be asked wrongly")
    answers()
