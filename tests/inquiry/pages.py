"""Pages of campaigns and studies, for those they are for: looked at by `tests/browser/test_every_page.py`."""

from . import campaign_pages


def addresses() -> dict[str | None, list[str]]:
    """By the person of the demonstration who opens them (None: nobody in particular)."""
    return {**campaign_pages.addresses()}
