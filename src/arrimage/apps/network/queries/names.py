"""Names the directory knows: what a text that must name nobody is read against."""

from arrimage.apps.network.models import Organisation, Site, Territory


def names_known() -> dict[str, str]:
    """Each name with what it is: «organisation» or «place». Short names of under three letters are words."""
    found: dict[str, str] = {}
    for name in Territory.objects.filter(until=None).values_list("name", flat=True):
        found[name] = "place"
    for name in Site.objects.exclude(municipality="").values_list("municipality", flat=True).distinct():
        found[name] = "place"
    for pair in Organisation.objects.values_list("name", "short_name"):
        for name in pair:
            found[name] = "organisation"
    return {name: kind for name, kind in found.items() if len(name) > 2}
