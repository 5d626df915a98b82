"""Examples of the addresses of campaigns and studies, for the permission matrix of `tests/house`."""

from tests.inquiry import study_world


def examples(organisation) -> dict[str, dict]:
    """Arguments that lead each address to something of this organisation's."""
    return {
        # Studies and reports
        **study_world.examples(organisation),
    }
