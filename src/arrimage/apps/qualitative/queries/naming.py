"""What could name somebody in a text being prepared."""

from arrimage.apps.network.queries.names import names_known
from arrimage.apps.qualitative.models import Transcript
from arrimage.apps.qualitative.naming import Suspect, suspects

MOST = 150  # at once: the next ones come when these are decided


def found_in(transcript: Transcript) -> list[Suspect]:
    """For somebody to judge, one by one; what was said to name nobody is not asked again.

    Uses who the people of the project are: for those who lead.
    """
    corpus = transcript.corpus
    people = [one.name for one in corpus.participants.all()] + [one.called for one in corpus.members.all()]
    decided = {one.original: one.replaced_by for one in corpus.replacements.all()}
    replaced = {words: stands for words, stands in decided.items() if stands}
    found = suspects(transcript.text, replaced=replaced, people=people, directory=names_known())
    return [one for one in found if decided.get(one.words) != ""][:MOST]
