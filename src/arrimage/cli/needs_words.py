"""Codes of the files we ship or import, in words; what a network wrote in its own stays as it wrote it."""

TITLES = {"1": "Première ligne", "2": "Deuxième ligne", "3": "Troisième ligne"}  # of services
WORDS = {
    "sim": "Suivi intensif dans le milieu (SIM)",
    "siv": "Soutien d’intensité variable (SIV)",
    "first_line": "Équipe de première ligne",
    "psychosocial_workers": "intervenants psychosociaux",
    "general_practitioners": "médecins de famille",
    "treated": "Personnes traitées dans l’année",
    "places": "places",
    "hours": "heures",
    "workers": "intervenants",
}


def in_words(code: str) -> str:
    """A service, « service:unit », a unit, a need group.

    >>> in_words("first_line:psychosocial_workers"), in_words("écoute")
    ('Équipe de première ligne : intervenants psychosociaux', 'écoute')
    """
    if code in WORDS:
        return WORDS[code]
    service, colon, unit = code.partition(":")
    return f"{WORDS[service]} : {WORDS.get(unit, unit)}" if colon and service in WORDS else code
