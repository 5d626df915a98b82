"""Examples of the addresses of campaigns and studies, for the permission matrix of `tests/house`."""

from tests.inquiry import campaign_world, study_world


def examples(organisation) -> dict[str, dict]:
    """Arguments that lead each address to something of this organisation's."""
    return {
        **campaign_world.examples(organisation),
        **study_world.examples(organisation),
    }
