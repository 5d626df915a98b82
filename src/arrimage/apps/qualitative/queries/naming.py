"""What could name somebody in a text being prepared."""

from arrimage.apps.network.queries.names import names_known
from arrimage.apps.qualitative.models import Transcript
from arrimage.apps.qualitative.naming import Suspect, Why, suspects

STANDS = {Why.PERSON: "P", Why.CAPITAL: "P", Why.ORGANISATION: "O", Why.PLACE: "L", Why.NUMBER: "N"}


def found_in(transcript: Transcript) -> list[Suspect]:
    """For somebody to judge, one by one. Uses who the people of the project are: for those who lead."""
    corpus = transcript.corpus
    people = [one.name for one in corpus.participants.all()] + [one.called for one in corpus.members.all()]
    replaced = {one.original: one.replaced_by for one in corpus.replacements.all()}
    return suspects(transcript.text, replaced=replaced, people=people, directory=names_known())
