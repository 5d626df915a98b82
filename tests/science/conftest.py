"""What the tests of the terminal's science share."""

import json

import pytest
from click.testing import CliRunner

from arrimage.cli import arrimage


@pytest.fixture
def call():
    """Run `arrimage …` in this process; nothing but a clean exit passes."""

    def call(*arguments):
        result = CliRunner().invoke(arrimage, [str(one) for one in arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return call


@pytest.fixture
def answer(call):
    """The JSON document of a command that must succeed."""

    def answer(*arguments):
        result = call(*arguments, "--json")
        assert result.exit_code == 0, result.stderr
        assert result.stdout.count("\n") == 1
        return json.loads(result.stdout)

    return answer


@pytest.fixture
def refusal(call):
    """The one line said by a command that must refuse."""

    def refusal(*arguments):
        result = call(*arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.count("\n") == 1
        return result.stderr

    return refusal
