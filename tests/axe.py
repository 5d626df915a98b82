"""What axe holds against a page, at the width it has now."""

from axe_playwright_python.base import AXE_SCRIPT

FAULTS = """async () => (await axe.run({resultTypes: ["violations"]})).violations
    .map(({id, nodes}) => [id, nodes.map(node => node.target)])"""


def faults(page) -> list[tuple[str, list]]:
    """The rules that are broken, with the places. Axe is put in the page once, however often it is asked."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return [(rule, places) for rule, places in page.evaluate(FAULTS)]
