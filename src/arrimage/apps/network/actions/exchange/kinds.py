"""What is particular to organisations, places, services and contacts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from typing import Any
from uuid import UUID

from django.db.models import Model, Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from arrimage.apps.network.actions.record import record_revision
from arrimage.apps.network.models import (
    Affiliation,
    Contact,
    Coverage,
    Offer,
    OfferNeed,
    OpeningHours,
    Organisation,
    Revision,
    Site,
    Territory,
)
from arrimage.apps.network.models.period import holding_on
from arrimage.apps.network.vocabulary import OrganisationKind

from .heard import Said
from .merge import BATCH, Merge, Refused, ids_of

Held = list[tuple[Any, list[Any]]]


class MergeOrganisations(Merge):
    """`coverages` and `affiliations` are lists of [code or uid, since, until], dates empty where open."""

    model = Organisation
    lists = ("parent", "coverages", "affiliations")

    def __init__(self, *arguments, **options) -> None:
        super().__init__(*arguments, **options)
        self.territories = dict(Territory.objects.values_list("code", "id"))
        self.coming = {str(said.uid) for said in self.said}
        self.elsewhere = ids_of(
            Organisation,
            (
                uid
                for said in self.said
                for uid in (
                    said.values["parent"],
                    *(uid for uid, *_days in said.values.get("affiliations", ())),
                )
                if uid and uid not in self.coming and _is_uid(uid)
            ),
        )

    def loaded(self) -> QuerySet:
        day = timezone.localdate(self.at)
        return Organisation.objects.select_related("parent").prefetch_related(
            Prefetch(
                "coverages",
                Coverage.objects.filter(holding_on(day))
                .select_related("territory")
                .order_by("territory__code"),
                to_attr="held_coverages",
            ),
            Prefetch(
                "affiliations",
                Affiliation.objects.filter(holding_on(day))
                .select_related("federation")
                .order_by("federation__uid"),
                to_attr="held_affiliations",
            ),
        )

    def prepared(self, said: Said, thing: Model | None) -> dict[str, Any]:
        values = super().prepared(said, thing)
        if thing is None:
            values.setdefault("kind", None)
        known = self.coming | self.elsewhere.keys()
        if values["parent"] and (values["parent"] not in known or values["parent"] == str(said.uid)):
            self.heard.note(said, _("its parent organisation is not in the directory: left out."))
            values["parent"] = ""
        for name, found in (("coverages", self.territories), ("affiliations", known - {str(said.uid)})):
            if unknown := [held[0] for held in values.get(name, ()) if held[0] not in found]:
                self.heard.note(said, _("unknown here, left out: %(codes)s.") % {"codes": ", ".join(unknown)})
            if name in values:
                values[name] = [[held[0], *_period(*held[1:])] for held in values[name] if held[0] in found]
        return values

    def now(self, thing: Organisation, name: str) -> Any:
        if name == "parent":
            return str(thing.parent.uid) if thing.parent else ""
        if name == "coverages":
            return [[held.territory.code, *_days(held)] for held in thing.held_coverages]
        if name == "affiliations":
            return [[str(held.federation.uid), *_days(held)] for held in thing.held_affiliations]
        return super().now(thing, name)

    def assign(self, thing: Organisation, name: str, value: Any) -> None:
        if name == "kind":
            thing.kind = value or thing.kind or OrganisationKind.OTHER
        elif name != "parent" or value or thing.parent_id:
            super().assign(thing, name, value)

    def hanging(self) -> dict[UUID, dict[str, object]]:
        return {thing.uid: {"parent_id": thing.parent_id} for thing in self.new}

    def write_list(self, name: str, held: Held) -> None:
        ids = {str(uid): thing.pk for uid, thing in self.by_uid.items()} | self.elsewhere
        if name == "parent":
            self._write_parents(held, ids)
        elif name == "coverages":
            self._write_periods(
                held,
                "held_coverages",
                self.territories,
                lambda row: row.territory_id,
                lambda pk: Coverage(territory_id=pk, register=self.register),
            )
        else:
            self._write_periods(
                held,
                "held_affiliations",
                ids,
                lambda row: row.federation_id,
                lambda pk: Affiliation(federation_id=pk),
            )

    def _write_parents(self, held: Held, ids: dict[str, int]) -> None:
        parent_of = dict(Organisation.objects.exclude(parent=None).values_list("pk", "parent_id"))
        for thing, uid in held:
            thing.parent_id = parent_of[thing.pk] = ids.get(uid) if uid else None
            above, seen = parent_of[thing.pk], {thing.pk}
            while above and above not in seen:
                seen.add(above)
                above = parent_of.get(above)
            if above:  # a circle: nobody is their own ancestor
                thing.parent_id = parent_of[thing.pk] = None
        Organisation.objects.bulk_update([thing for thing, _uid in held], ["parent"], batch_size=BATCH)

    def _write_periods(
        self,
        held: Held,
        attribute: str,
        ids: dict[str, int],
        target: Callable[[Any], int],
        made: Callable[[int], Any],
    ) -> None:
        """What is no longer said ends today; what is said anew begins; dates follow the source."""
        new = []
        for thing, said in held:
            rows = {target(row): row for row in getattr(thing, attribute, ())}
            wanted = {ids[code]: days for code, *days in said if code in ids}
            for pk, (since, until) in wanted.items():
                row = rows.pop(pk, None) or made(pk)
                row.organisation = thing
                row.since = date.fromisoformat(since) if since else None
                row.until = date.fromisoformat(until) if until else None
                if row.pk is None:
                    new.append(row)
                else:
                    row.save()
            for row in rows.values():
                if row.since is not None and row.since >= self.day:
                    row.delete()
                else:
                    row.until = self.day
                    row.save()
        if new:
            type(new[0]).objects.bulk_create(new, batch_size=BATCH)


class _OfAnOrganisation(Merge):
    """Things that belong to an organisation: theirs must be known, and stays so."""

    def __init__(self, *arguments, **options) -> None:
        super().__init__(*arguments, **options)
        owners = {said.values["organisation"] for said in self.said} - {""}
        self.organisations = ids_of(Organisation, owners)

    def prepared(self, said: Said, thing: Model | None) -> dict[str, Any]:
        values = super().prepared(said, thing)
        if not values["organisation"]:
            if thing is None:
                raise Refused(_("no organisation goes with it."))
            del values["organisation"]  # known here, and nothing is said of whose it is
        elif values["organisation"] not in self.organisations:
            raise Refused(_("its organisation is unknown, or was refused."))
        return values

    def now(self, thing: Model, name: str) -> Any:
        return str(thing.organisation.uid) if name == "organisation" else super().now(thing, name)

    def assign(self, thing: Model, name: str, value: Any) -> None:
        if name == "organisation":
            thing.organisation_id = self.organisations[value]
        else:
            super().assign(thing, name, value)


class MergeSites(_OfAnOrganisation):
    model = Site

    def __init__(self, *arguments, **options) -> None:
        super().__init__(*arguments, **options)
        self.territories = dict(Territory.objects.values_list("code", "id"))

    def loaded(self) -> QuerySet:
        return Site.objects.select_related("organisation", "territory")

    def prepared(self, said: Said, thing: Model | None) -> dict[str, Any]:
        values = super().prepared(said, thing)
        if values.get("territory") and values["territory"] not in self.territories:
            self.heard.note(said, _("unknown here, left out: %(codes)s.") % {"codes": values["territory"]})
            values["territory"] = ""
        return values

    def now(self, thing: Site, name: str) -> Any:
        if name == "territory":
            return thing.territory.code if thing.territory else ""
        return super().now(thing, name)

    def assign(self, thing: Site, name: str, value: Any) -> None:
        if name == "territory":
            thing.territory_id = self.territories[value] if value else None
        else:
            super().assign(thing, name, value)


class MergeOffers(_OfAnOrganisation):
    """`sites` are [uid], `needs` [code], `opening_hours` [weekday, "HH:MM", "HH:MM"]."""

    model = Offer
    lists = ("sites", "needs", "opening_hours")

    def __init__(self, *arguments, **options) -> None:
        super().__init__(*arguments, **options)
        self.sites = ids_of(Site, (uid for said in self.said for (uid,) in said.values.get("sites", ())))

    def loaded(self) -> QuerySet:
        return Offer.objects.select_related("organisation").prefetch_related(
            "sites", "needs", "opening_hours"
        )

    def prepared(self, said: Said, thing: Model | None) -> dict[str, Any]:
        values = super().prepared(said, thing)
        if "sites" in values:
            values["sites"] = [[uid] for (uid,) in values["sites"] if uid in self.sites]
        return values

    def now(self, thing: Offer, name: str) -> Any:
        if name == "sites":
            return sorted([str(site.uid)] for site in thing.sites.all())
        if name == "needs":
            return sorted([need.need] for need in thing.needs.all())
        if name == "opening_hours":
            return sorted(
                [hours.weekday, f"{hours.opens_at:%H:%M}", f"{hours.closes_at:%H:%M}"]
                for hours in thing.opening_hours.all()
            )
        return super().now(thing, name)

    def write_list(self, name: str, held: Held) -> None:
        """The whole list anew. Prefetched copies are forgotten, so that the history reads the new one."""
        rows = {"sites": Offer.sites.through, "needs": OfferNeed, "opening_hours": OpeningHours}[name]
        new = {thing.pk for thing in self.new}
        rows.objects.filter(offer_id__in=[thing.pk for thing, _said in held if thing.pk not in new]).delete()
        rows.objects.bulk_create(
            (self._row(rows, thing, each) for thing, said in held for each in said), batch_size=BATCH
        )
        for thing, _said in held:
            getattr(thing, "_prefetched_objects_cache", {}).pop(name, None)

    def _row(self, rows: type[Model], offer: Offer, said: list[Any]) -> Model:
        if rows is OfferNeed:
            return rows(offer=offer, need=said[0])
        if rows is OpeningHours:
            opens, closes = (time.fromisoformat(each) for each in said[1:])
            return rows(offer=offer, weekday=said[0], opens_at=opens, closes_at=closes)
        return rows(offer_id=offer.pk, site_id=self.sites[said[0]])

    def hanging(self) -> dict[UUID, dict[str, object]]:
        lists: dict[UUID, dict[str, object]] = {thing.uid: {} for thing in self.new}
        for thing, name, said in self.pending:
            if thing.uid in lists:
                lists[thing.uid][name] = [self._as_history(name, each) for each in said]
        return lists

    def _as_history(self, name: str, said: list[Any]) -> object:
        if name == "opening_hours":
            weekday, opens, closes = said
            return f"{weekday} {opens}–{closes}"
        return self.sites[said[0]] if name == "sites" else said[0]


class MergeContacts(_OfAnOrganisation):
    """Somebody the source no longer names is no longer to be reached: their name and number go.

    Somebody people removed here does not come back: the history tells the two apart.
    """

    model = Contact

    def __init__(self, *arguments, **options) -> None:
        super().__init__(*arguments, **options)
        verbs = Revision.objects.filter(subject=Revision.Subject.CONTACT).order_by("id")
        last = dict(verbs.values_list("subject_uid", "verb"))
        self.removed = {uid for uid, verb in last.items() if verb != Revision.Verb.CLOSED}
        self.offers = ids_of(Offer, (said.values["offer"] for said in self.said if said.values["offer"]))

    def loaded(self) -> QuerySet:
        return Contact.objects.select_related("organisation", "offer")

    def prepared(self, said: Said, thing: Model | None) -> dict[str, Any]:
        if thing is None and said.uid in self.removed:
            raise Refused(_("this contact was removed here."))
        values = super().prepared(said, thing)
        return values | {"offer": values["offer"] if values["offer"] in self.offers else ""}

    def now(self, thing: Contact, name: str) -> Any:
        if name == "offer":
            return str(thing.offer.uid) if thing.offer else ""
        return super().now(thing, name)

    def assign(self, thing: Contact, name: str, value: Any) -> None:
        if name == "offer":
            thing.offer_id = self.offers[value] if value else None
        else:
            super().assign(thing, name, value)

    def is_open(self, thing: Contact) -> bool:
        """Whether it is still as the source gave it; what people corrected is theirs."""
        return all(
            self.now(thing, name) == thing.register_data.get(name, "")
            for name in ("name", "title", "phone", "email")
        )

    def close(self, thing: Contact) -> None:
        thing.version += 1
        record_revision(thing, verb=Revision.Verb.CLOSED, by=self.by, at=self.at, label=self.register)
        thing.delete()


def _is_uid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _days(held: Any) -> tuple[str, str]:
    return (held.since.isoformat() if held.since else "", held.until.isoformat() if held.until else "")


def _period(since: str, until: str) -> tuple[str, str]:
    """The dates, if they are some and in order; else none."""
    try:
        days = [date.fromisoformat(day) for day in (since, until) if day]
    except ValueError:
        return "", ""
    return (since, until) if days == sorted(set(days)) else ("", "")
