"""Where whatever anybody may read is told of: what is private must be in none of these."""

from arrimage.apps.kernel.public import KINDS


def told_everywhere() -> list[str]:
    maps = [f"/sitemap-{code}.xml" for code in KINDS]
    return ["/sitemap.xml", *maps, "/robots.txt", "/nouveautes/", "/nouveautes.atom"]
