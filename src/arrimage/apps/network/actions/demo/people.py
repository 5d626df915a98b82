"""The invented people: accounts of every role, the joint seat, what some pages used to say, drafts."""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password

from arrimage.apps.accounts.actions import grant_membership
from arrimage.apps.accounts.queries import memberships_of
from arrimage.apps.network.actions.record import revision_of, snapshot
from arrimage.apps.network.models import Draft, Mandate, Network, Organisation, Revision, Seat, Territory
from arrimage.apps.network.vocabulary import OrganisationKind, Side

from .content import DOMAIN, MARK, TEAM, WRITTEN, Calendar, uid_of

# Printed for everyone: the demonstration holds nothing real, and listens to its own machine only.
PASSPHRASE = "riviere-aux-erables"  # noqa: S105


@dataclass(frozen=True)
class LogIn:
    """Who one may sign in as, and what they are: (role, organisation), the first acted under first."""

    email: str
    name: str
    memberships: tuple[tuple[str, str], ...]


def add_people(
    content: dict[str, list[dict]],
    organisations: dict[str, Organisation],
    added: dict[str, Organisation],
    territories: dict[str, Territory],
    calendar: Calendar,
    created: Counter,
) -> list[LogIn]:
    """Accounts first, then what they did. `added`: the organisations that were not there before."""
    users = _add_users(content["user"], organisations, calendar, created)
    histories: dict[str, list[dict]] = {}
    for entry in content["history"]:
        histories.setdefault(entry["organisation"], []).append(entry)
    for slug, organisation in added.items():
        steps = histories.get(slug) or _plain_history(organisation, calendar)
        _add_history(organisation, steps, users, calendar, created)
    for row in content["network"]:
        _add_network(row, organisations, territories, users, calendar, created)
    for row in content["draft"]:
        if row["organisation"] in added:
            _add_draft(row, added[row["organisation"]], users[row["by"]], calendar, created)
    return [
        LogIn(
            user.email,
            user.name,
            tuple(
                (str(held.get_role_display()), held.organisation.short_name or held.organisation.name)
                for held in memberships_of(user)
            ),
        )
        for user in users.values()
    ]


def _add_users(
    rows: list[dict], organisations: dict[str, Organisation], calendar: Calendar, created: Counter
) -> dict[str, object]:
    users, model, password = {}, get_user_model(), None
    for row in rows:
        email = f"{row['slug']}@{DOMAIN}"
        user = model.objects.filter(email=email).first()
        if user is None:
            # Made once: two dozen times the price of a good hash would be felt.
            password = password or make_password(PASSPHRASE)
            user = model(uid=uid_of("user", row["slug"]), email=email, name=row["name"], password=password)
            user.save()
            created["user"] += 1
            for role, slug, held_for in row["memberships"]:
                grant_membership(
                    user=user,
                    organisation=organisations[slug],
                    role=role,
                    by=None,
                    at=calendar.moment(held_for),
                )
                created["membership"] += 1
        users[row["slug"]] = user
    return users


def _plain_history(organisation: Organisation, calendar: Calendar) -> list[dict]:
    # A real federation wrote nothing here: its line of facts is ours.
    writer = "Démonstration" if organisation.kind == OrganisationKind.FEDERATION else TEAM
    steps = [{"days": WRITTEN, "verb": Revision.Verb.CREATED, "by": writer}]
    if organisation.confirmed_at:
        confirmed = (calendar.on - organisation.confirmed_at.date()).days
        steps.append({"days": confirmed, "verb": Revision.Verb.CONFIRMED, "by": TEAM})
    if organisation.closed_on:
        closed = (calendar.on - organisation.closed_on).days
        steps.append({"days": closed, "verb": Revision.Verb.CLOSED, "by": TEAM, "was": {"closed_on": None}})
    return steps


def _add_history(
    organisation: Organisation, steps: list[dict], users: dict, calendar: Calendar, created: Counter
) -> None:
    """From what the page says now, back through what it used to say."""
    texts = [snapshot(organisation)]
    for step, _earlier in pairwise(reversed(steps)):
        texts.append(texts[-1] | step.get("was", {}))
    revisions = []
    for number, (step, data) in enumerate(zip(steps, reversed(texts), strict=True), 1):
        organisation.version = number
        user = users.get(step["by"])
        revision = revision_of(
            organisation,
            verb=step["verb"],
            by=user,
            at=calendar.moment(step["days"]),
            changed=step.get("was", ()),
            data=data,
            label=step["by"],
        )
        if organisation.kind != OrganisationKind.FEDERATION:
            revision.for_organisation = organisation.name
        revisions.append(revision)
    Revision.objects.bulk_create(revisions)
    created["revision"] += len(revisions)
    said_by = revisions[-1].by_label if organisation.confirmed_at else ""
    Organisation.objects.filter(pk=organisation.pk).update(version=len(steps), confirmed_by=said_by)


def _add_network(
    row: dict,
    organisations: dict[str, Organisation],
    territories: dict[str, Territory],
    users: dict,
    calendar: Calendar,
    created: Counter,
) -> None:
    network, is_new = Network.objects.get_or_create(
        uid=uid_of("network", row["slug"]),
        defaults={"name": f"{row['name']} {MARK}", "territory": territories[row["territory"]]},
    )
    if not is_new:
        return
    since, begun = calendar.day(row["since"]), calendar.moment(row["since"])
    Network.objects.filter(pk=network.pk).update(created_at=begun, updated_at=begun)
    seats = [
        Seat(network=network, organisation=organisations[slug], side=side, since=since)
        for side in Side
        for slug in row[side]
    ]
    mandates = [_mandate(network, said, users, calendar) for said in row["mandate"]]
    Seat.objects.bulk_create(seats)
    Mandate.objects.bulk_create(mandates)
    created.update({"network": 1, "seat": len(seats), "mandate": len(mandates)})


def _mandate(network: Network, row: dict, users: dict, calendar: Calendar) -> Mandate:
    ago, proposed_by = row["proposed"]
    mandate = Mandate(
        uid=uid_of("mandate", row["user"]),
        network=network,
        user=users[row["user"]],
        proposed_at=calendar.moment(ago),
        proposed_by=str(users[proposed_by]),
    )
    for side in Side:
        if yes := row.get(f"{side}_yes"):
            days, slug = yes
            setattr(mandate, f"{side}_yes_at", calendar.moment(days))
            setattr(mandate, f"{side}_yes_by", str(users[slug]))
            setattr(mandate, f"{side}_yes_user", users[slug])
    if mandate.has_both_yeses:
        mandate.since = max(mandate.public_yes_at, mandate.community_yes_at).date()
    return mandate


def _add_draft(row: dict, organisation: Organisation, user, calendar: Calendar, created: Counter) -> None:
    """The whole form as it was left, the way a browser would have sent it."""
    organisation.refresh_from_db()
    page = snapshot(organisation) | {
        name: row[name].strip() for name in ("own_words", "own_values") if name in row
    }
    data = {name: [str(value)] for name, value in page.items() if isinstance(value, str)}
    if organisation.declines_categories:
        data["declines_categories"] = ["on"]
    data["version"] = [str(organisation.version)]
    Draft.objects.create(
        organisation=organisation,
        subject=Revision.Subject.ORGANISATION,
        subject_uid=organisation.uid,
        based_on=organisation.version,
        data=data,
        saved_by=user,
        saved_by_label=str(user),
        saved_at=calendar.moment(row["days"]),
    )
    created["draft"] += 1
