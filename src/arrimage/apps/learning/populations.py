"""Whom a campaign may ask, of those who learn together: participants of a theme, a webinar, a programme."""

from collections.abc import Callable, Iterator, Mapping

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from arrimage.apps.inquiry.populations import Asker, Candidate, Population
from arrimage.apps.inquiry.queries.campaigns import subjects_of
from arrimage.apps.learning.models import Programme, Theme, Webinar
from arrimage.apps.learning.queries import participants

PERSONS = frozenset({"person"})
THEME, WEBINAR, PROGRAMME = "learning_theme", "learning_webinar", "learning_programme"


def _ours(asker: Asker, found, owner: str):
    """Of what the organisation that asks published itself: it does not write to another's participants."""
    if asker.organisation is None:
        return found.none()
    return found.filter(**{owner: asker.organisation.pk})


def _population(code: str, label, help_text, model, owner: str, ordering: tuple, who: Callable) -> Population:
    def listed(asker: Asker):
        return _ours(asker, model.objects.all(), owner).order_by(*ordering)

    def fields(asker: Asker) -> Mapping[str, forms.Field]:
        choices = [(str(one.uid), str(one)) for one in listed(asker)]
        return {"about": forms.ChoiceField(label=label, choices=choices)}

    def find(asker: Asker, parameters: Mapping) -> Iterator[Candidate]:
        found = listed(asker).filter(uid=parameters["about"]).first()
        if found is not None:
            asked = subjects_of(parameters["but"]) if parameters.get("but") else frozenset()
            yield from (one for one in _candidates(who(found), asker) if one.subject not in asked)

    def told(parameters: Mapping) -> str:
        found = model.objects.filter(uid=parameters.get("about")).first()
        return _("Those who took part in “%(what)s”") % {"what": found} if found else str(label)

    return Population(code, label, help_text, PERSONS, fields, find, told)


def newcomers(webinar: Webinar, campaign) -> list[participants.Participant]:
    """Who was there and is no invitee of this campaign."""
    asked = subjects_of(str(campaign.uid))
    found = participants.participants_of_webinar(webinar)
    return [one for one in found if f"user:{one.user.pk}" not in asked]


def _candidates(found: list[participants.Participant], asker: Asker) -> Iterator[Candidate]:
    for one in found:
        user, team = one.user, one.team
        is_ours = team is not None and team.organisation_id == asker.organisation.pk
        if is_ours or team is None:
            label = str(user)  # whoever announces a webinar reads who came to it already
        else:
            label = f"{team.name} · {team.organisation}"  # another's team: its members are not ours to list
        yield Candidate(
            subject=f"user:{user.pk}",
            label=label[:200],
            email=user.email,
            language=user.language,
            stratum=(str(team.get_kind_display()) if team else _("At a webinar"))[:60],
            organisation_id=team.organisation_id if team else None,
            user_id=user.pk,
            side=team.organisation.kind if team else "",
        )


HELP = lazy("For each team, whoever registered it; and those who came to its webinars.")
KINDS = (
    _population(
        THEME,
        lazy("Participants of a theme"),
        HELP,
        Theme,
        "programme__organisation",
        ("programme__title", "position", "pk"),
        participants.participants_of_theme,
    ),
    _population(
        PROGRAMME,
        lazy("Participants of a programme"),
        HELP,
        Programme,
        "organisation",
        ("title", "pk"),
        participants.participants_of_programme,
    ),
    _population(
        WEBINAR,
        lazy("Participants of a webinar"),
        lazy("Those who were there; or, while nobody noted it, those who registered."),
        Webinar,
        "organisation",
        ("-meeting__starts_at", "-pk"),
        participants.participants_of_webinar,
    ),
)
