"""The populations this room knows by itself: organisations, members, those met in meetings, a list."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from arrimage.apps.accounts.queries import addresses_of, members_holding
from arrimage.apps.accounts.roles import Role
from arrimage.apps.meetings.hosts import called_in
from arrimage.apps.meetings.queries import meetings
from arrimage.apps.network.queries.assessments import seated_organisations
from arrimage.apps.network.queries.pages import listed_organisations, open_organisations
from arrimage.apps.network.queries.territories import codes_covered, territories_on
from arrimage.apps.network.vocabulary import OrganisationKind, TerritoryKind

from .populations import Asker, Candidate, Population

MOST = 20_000
PERSON, ORGANISATION = "person", "organisation"


# --- Organisations of some kinds, in a territory or at a network's table


def _places() -> list[tuple[str, str]]:
    """Regions, then territories, as one looks for them."""
    found = territories_on().filter(kind__in=[TerritoryKind.REGION, TerritoryKind.TERRITORY])
    return [(one.code, one.name) for one in found.order_by("kind", "code")]


def _organisation_fields(asker: Asker) -> dict[str, forms.Field]:
    places = [("", pgettext_lazy("place", "Everywhere"))]
    if asker.network is not None:
        places.append(("table", lazy("Those that sit at the network’s table")))
        places.append((asker.network.territory.code, asker.network.territory.name))
    return {
        "kinds": forms.MultipleChoiceField(
            label=lazy("Which kinds of organisations"),
            choices=OrganisationKind.choices,
            widget=forms.CheckboxSelectMultiple,
        ),
        "place": forms.ChoiceField(label=lazy("Where"), choices=[*places, *_places()], required=False),
    }


def _organisations(asker: Asker, parameters: Mapping) -> Iterator[Candidate]:
    place, kinds = parameters.get("place", ""), parameters.get("kinds", [])
    if place == "table":
        seated = seated_organisations(asker.network, on=asker.on)
        found = open_organisations().filter(pk__in=seated, kind__in=kinds)
    else:
        found = listed_organisations(territory=place).filter(kind__in=kinds)
    return organisation_candidates(list(found), asker)


def organisation_candidates(organisations: list, asker: Asker) -> Iterator[Candidate]:
    """One candidate each, written to at the organisation's own address, else at its first keeper's."""
    addresses = addresses_of(organisations, on=asker.on)
    places = codes_covered(organisations, on=asker.on)
    for organisation in organisations:
        written = next(iter(addresses[organisation.pk]), None)
        yield Candidate(
            subject=f"organisation:{organisation.pk}",
            label=str(organisation)[:200],
            email=written.email if written else "",
            language=written.language if written else "fr",
            stratum=str(organisation.get_kind_display())[:60],
            organisation_id=organisation.pk,
            side=organisation.kind,
            territory=places.get(organisation.pk, ""),
        )


def _organisations_told(parameters: Mapping) -> str:
    labels = dict(OrganisationKind.choices)
    kinds = ", ".join(str(labels.get(kind, kind)) for kind in parameters.get("kinds", []))
    place = parameters.get("place", "")
    if place == "table":
        return _("Organisations of the network’s table: %(kinds)s") % {"kinds": kinds}
    name = dict(_places()).get(place)
    if name is None:
        return _("Organisations of the directory: %(kinds)s") % {"kinds": kinds}
    return _("Organisations of the territory %(place)s: %(kinds)s") % {"place": name, "kinds": kinds}


# --- Members of one's organisation, or of those that sit at a network's table


def _member_fields(asker: Asker) -> dict[str, forms.Field]:
    return {
        "roles": forms.MultipleChoiceField(
            label=lazy("Which roles"),
            choices=Role.choices,
            widget=forms.CheckboxSelectMultiple,
            required=False,
            help_text=lazy("None chosen: everybody."),
        )
    }


def _members(asker: Asker, parameters: Mapping) -> Iterator[Candidate]:
    if asker.network is not None:
        organisations = list(seated_organisations(asker.network, on=asker.on))
    else:
        organisations = [asker.organisation.pk]
    roles = parameters.get("roles") or list(Role)
    for held in members_holding(organisations, roles, on=asker.on):
        is_ours = asker.network is None
        role = held.get_role_display()
        yield Candidate(
            subject=f"user:{held.user_id}",
            # Somebody else's team is asked by its roles: its members' names are not ours to list.
            label=str(held.user)[:200] if is_ours else f"{role} · {held.organisation}"[:200],
            email=held.user.email,
            language=held.user.language,
            stratum=str(role if is_ours else held.organisation.short_name or held.organisation)[:60],
            organisation_id=held.organisation_id,
            user_id=held.user_id,
            side=held.organisation.kind,
        )


def _members_told(parameters: Mapping) -> str:
    labels = dict(Role.choices)
    roles = [str(labels.get(role, role)) for role in parameters.get("roles", [])]
    return _("Members of the team: %(roles)s") % {"roles": ", ".join(roles) or _("all roles")}


# --- Those met in a series of meetings


def _series_fields(asker: Asker) -> dict[str, forms.Field]:
    series = meetings.series_visible_to(asker.user).order_by("name", "id")
    return {
        "series": forms.ChoiceField(
            label=lazy("Which meetings"), choices=[(str(one.uid), str(one)) for one in series]
        )
    }


def _met(asker: Asker, parameters: Mapping) -> Iterable[Candidate]:
    series = meetings.series_visible_to(asker.user).filter(uid=parameters["series"]).first()
    if series is None:
        return []
    if asker.unit == ORGANISATION:
        return organisation_candidates(list(meetings.organisations_in(series)), asker)
    called = called_in(series, asker.user)  # persons who choose how they are named
    return [
        Candidate(
            subject=f"user:{user.pk}",
            label=(called.get(user.pk) or str(user))[:200],
            email=user.email,
            language=user.language,
            user_id=user.pk,
        )
        for user in meetings.people_met_in(series)
    ]


# --- A list of addresses

COLUMNS = ("email", "name", "group", "language")
HEADERS = {
    "email": "email", "courriel": "email", "adresse": "email", "adresse courriel": "email", "e-mail": "email",
    "name": "name", "nom": "name",
    "group": "group", "groupe": "group", "stratum": "group", "strate": "group",
    "language": "language", "langue": "language",
}  # fmt: skip


def _list_fields(asker: Asker) -> dict[str, forms.Field]:
    return {
        "addresses": forms.CharField(
            label=lazy("Addresses"),
            widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
            max_length=2_000_000,
            help_text=lazy(
                "One a line, or the lines of a table: address, name, group, language. The group is what the"
                " response rate is told by."
            ),
            validators=[_check_list],
        )
    }


def _check_list(text: str) -> None:
    read_addresses(text)


def read_addresses(text: str) -> list[Candidate]:
    """Read a pasted list or the text of a CSV. Raises ValidationError, naming the lines that are wrong."""
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=_delimiter(text)))
    order = COLUMNS
    if rows and not any("@" in cell for cell in rows[0]):
        heads = [HEADERS.get(cell.strip().casefold(), "") for cell in rows[0]]
        if "email" in heads:
            order, rows = tuple(heads), [[], *rows[1:]]
    found: dict[str, Candidate] = {}
    wrong = []
    for number, cells in enumerate(rows, 1):
        values = {
            name: cell.strip() for name, cell in zip(order, cells, strict=False) if name and cell.strip()
        }
        if not values:
            continue
        email = _address_in(values.get("email", ""))
        try:
            validate_email(email)
        except ValidationError:
            wrong.append(_("line %(number)d: “%(text)s”") % {"number": number, "text": ", ".join(cells)[:60]})
            continue
        language = values.get("language", "fr").lower()[:2]
        found.setdefault(
            email.lower(),
            Candidate(
                subject=f"address:{email.lower()}",
                label=values.get("name", "")[:200],
                email=email,
                language=language if language in ("fr", "en") else "fr",
                stratum=values.get("group", "")[:60],
            ),
        )
    if wrong:
        raise ValidationError(
            _("These lines hold no e-mail address we can write to: %(lines)s. Correct or remove them.")
            % {"lines": "; ".join(wrong[:5])}
        )
    if not found:
        raise ValidationError(_("Give at least one address."))
    if len(found) > MOST:
        raise ValidationError(_("At most %(most)d addresses at a time.") % {"most": MOST})
    return list(found.values())


def _delimiter(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max("\t;,", key=first.count)


def _address_in(text: str) -> str:
    """«Ana Roy <ana@…>» as mail programs copy it."""
    inside = re.search(r"<([^<>]+@[^<>]+)>", text)
    return (inside[1] if inside else text).strip()


ORGANISATIONS = Population(
    code="organisations",
    label=lazy("Organisations of the directory"),
    help=lazy("By kind, in a territory or at a network’s table. Each is written to at its own address."),
    units=frozenset({ORGANISATION}),
    fields=_organisation_fields,
    find=_organisations,
    told=_organisations_told,
)
MEMBERS = Population(
    code="members",
    label=lazy("Members of the team"),
    help=lazy("By role; for a network, the members of the organisations of its table."),
    units=frozenset({PERSON}),
    fields=_member_fields,
    find=_members,
    told=_members_told,
)
MET = Population(
    code="meetings",
    label=lazy("Those who take part in meetings"),
    help=lazy("Persons with an account who were invited or came; or the organisations they came from."),
    units=frozenset({PERSON, ORGANISATION}),
    fields=_series_fields,
    find=_met,
    told=lambda parameters: _("Those who take part in a series of meetings"),
)
LIST = Population(
    code="list",
    label=lazy("A list of addresses"),
    help=lazy("Pasted, or read from a CSV file."),
    units=frozenset({PERSON, ORGANISATION}),
    fields=_list_fields,
    find=lambda asker, parameters: read_addresses(parameters["addresses"]),
    told=lambda parameters: _("A list of addresses"),
)
KINDS = (ORGANISATIONS, MEMBERS, MET, LIST)
