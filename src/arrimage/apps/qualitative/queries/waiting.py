"""What waits for a coder: texts to read blind, texts read together they have not coded. Their own alone.

And, for who writes for an organisation, its projects that nobody leads any more.
"""

from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arrimage.apps.kernel.waiting import Waiting
from arrimage.apps.qualitative import policies
from arrimage.apps.qualitative.models import Coding, Corpus, Member, Reading, Round, Transcript

from .rounds import readings_of


def waiting(user, at: datetime) -> list[Waiting]:
    if not user.is_authenticated or user.acting is None:
        return []
    day = localdate(at)
    left = readings_of(user, on=day).filter(policies.OPEN_BLIND, finished_at=None)
    found = [
        Waiting(
            _("Read and code, on your own"),
            one.transcript.get_absolute_url(),
            words=f"{one.round} · {one.transcript}",
        )
        for one in left.defer("transcript__text")[:10]
    ]
    coder = Member.objects.filter(policies.in_team(day), user=user.pk, part=Member.Part.CODER)
    coded = Coding.objects.filter(transcript=OuterRef("pk"), coder__in=coder.values("pk"))
    blind = Reading.objects.filter(~Q(round__state=Round.State.SETTLED), transcript=OuterRef("pk"))
    ready = Transcript.objects.filter(state=Transcript.State.FROZEN, corpus__in=coder.values("corpus"))
    unread = ready.exclude(Exists(coded)).exclude(Exists(blind))
    asked = Corpus.objects.annotate(n=Count("transcripts", filter=Q(transcripts__in=unread))).filter(n__gt=0)
    return (
        found
        + [
            Waiting(
                ngettext("%(n)s text to read with the team", "%(n)s texts to read with the team", one.n)
                % {"n": one.n},
                one.get_absolute_url(),
                words=one.title,
            )
            for one in asked.filter(closed_on=None)[:5]
        ]
        + [
            Waiting(
                _("A project of interviews nobody leads any more"),
                reverse("corpus_take_over", args=[one.uid]),
                words=one.title,
            )
            for one in Corpus.objects.filter(policies.left_to(user, day))[:5]
        ]
    )
