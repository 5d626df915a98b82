"""The pages of this room, for the walk of `tests/browser`."""

from django.urls import reverse

from arrimage.apps.communities.actions.following import token_of
from arrimage.apps.communities.models import Community, Digest, Member, Reuse


def addresses() -> dict[str | None, list[str]]:
    """By the person who opens them (`None`: anybody), the pages."""
    open_one = Community.objects.get(name="Accompagner chez les gens")
    between = Community.objects.get(name="Entre pairs, le mercredi soir")
    talk = open_one.discussions.filter(kind="discussion").order_by("id").first()
    removed = open_one.discussions.filter(kind="discussion").order_by("id")[1]
    gone = removed.posts.get(state="removed")
    post = talk.posts.get(number=3)
    asking = Member.objects.get(community=between, state="asked")
    debates = open_one.discussions.filter(kind="debate", state="open")
    debate = next(one for one in debates if one.title.startswith("Une ou un pair aidant"))
    draft = open_one.discussions.get(kind="debate", state="draft")
    granted, asked = Reuse.objects.order_by("asked_at")
    theme = f"/echanges/themes/{debate.theme_uid}/"
    stop = reverse("digest_stop", args=[token_of(Digest.objects.get(user__email__startswith="worker2@"))])
    place, private = open_one.get_absolute_url(), between.get_absolute_url()
    return {
        None: [
            "/echanges/",
            place,
            private,
            talk.get_absolute_url(),
            removed.get_absolute_url(),
            "/echanges/chercher/?q=porte",
            "/echanges/chercher/?q=introuvablexyz",
            f"/echanges/paroles/{post.uid}/signaler/",
            debate.get_absolute_url(),
            theme,
            stop,
        ],
        "worker2": [
            "/echanges/",
            talk.get_absolute_url(),
            f"/echanges/paroles/{post.uid}/repondre/",
            f"/echanges/paroles/{gone.uid}/la-mienne/",
            place + "discussions/nouvelle/",
            place + "quitter/",
            place + "membres/",
            private + "rejoindre/",
            "/echanges/mes-mots/",
            "/echanges/courriels/",
            theme,
            debate.get_absolute_url(),
            debate.get_absolute_url() + "ma-position/",
            f"/echanges/paroles/{post.uid}/citer/",
        ],
        "patient_coach": [
            private,
            private + "membres/",
            private + "moderation/",
            private + "modifier/",
            f"/echanges/membres/{asking.uid}/",
            "/echanges/communautes/nouvelle/",
        ],
        "clinical_supervisor": [
            place + "moderation/",
            f"/echanges/paroles/{post.uid}/moderer/",
            talk.get_absolute_url() + "fermer/",
            place + "debats/nouveau/",
            draft.get_absolute_url(),
            draft.get_absolute_url() + "preparer/",
        ],
        "worker": [asked.get_absolute_url()],
        "facilitator": [asked.get_absolute_url()],
        "clinical_coordinator": [granted.get_absolute_url()],
    }
