"""What enters the directory: once, in one piece, without undoing what people wrote."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from arrimage.apps.audit.models import Entry
from arrimage.apps.kernel.reading import BrokenFile
from arrimage.apps.network.actions.pages import publish, remove_contact
from arrimage.apps.network.models import (
    Contact,
    Offer,
    Organisation,
    Revision,
    SearchDocument,
)
from arrimage.interop.hsds.importing import report, run
from tests.accounts.factories import acting_user
from tests.network import factories as make

from .conftest import AT
from .test_hsds_export import export_to, things

HOUSE, GROUP, PLACE = (
    "11111111-1111-4111-8111-111111111111",
    "22222222-2222-4222-8222-222222222222",
    "33333333-3333-4333-8333-333333333333",
)


def take(path: Path, *, source: str | None = None, at=AT) -> dict:
    return report(*run(path, source=source, by=None, at=at))


def counts(found: dict, kind: str) -> tuple[int, ...]:
    return tuple(found[kind][name] for name in ("created", "updated", "unchanged", "closed", "refused"))


def service(**fields) -> dict:
    return {
        "id": GROUP,
        "name": "Groupe de marche",
        "status": "active",
        "description": "On marche, on jase.",
        "organization": {"id": HOUSE, "name": "Les Marcheurs", "description": "Un groupe de marche."},
        "phones": [{"id": "p1", "number": "418 555-0111"}],
        "service_at_locations": [
            {
                "id": "sal",
                "location": {
                    "id": PLACE,
                    "location_type": "physical",
                    "name": "Le parc",
                    "latitude": 46.9,
                    "longitude": -71.5,
                    "addresses": [
                        {
                            "id": "a1",
                            "address_1": "1, rue du Parc",
                            "city": "Val-Inventé",
                            "state_province": "QC",
                            "postal_code": "g0x0x0",
                            "country": "CA",
                            "address_type": "physical",
                        }
                    ],
                },
            }
        ],
        "contacts": [{"id": "c1", "name": "Aurèle", "email": "aurele@marche.invalid"}],
        **fields,
    }


# --- Once, and again


@pytest.mark.django_db
def test_a_source_is_taken_in_and_found_by_the_search(write):
    found = take(write(service()))
    assert {
        kind: counts(found, kind)[0] for kind in ("organizations", "locations", "services", "contacts")
    } == {
        "organizations": 1,
        "locations": 1,
        "services": 1,
        "contacts": 1,
    }
    offer = Offer.objects.get()
    assert (str(offer.uid), offer.organisation.name, offer.phone) == (GROUP, "Les Marcheurs", "418 555-0111")
    assert (offer.register, offer.register_code) == ("hsds:services", GROUP)
    site = offer.sites.get()
    assert (site.address, site.municipality, site.postal_code) == ("1, rue du Parc", "Val-Inventé", "G0X 0X0")
    assert Contact.objects.get().offer == offer
    assert SearchDocument.objects.filter(uid=GROUP).exists()
    assert Entry.objects.filter(action="register.imported").count() == 1
    assert Revision.objects.get(subject="offer").data["sites"] == [site.pk]


@pytest.mark.django_db
def test_a_second_run_changes_nothing_and_says_so(write):
    path = write(service())
    take(path)
    before = list(Offer.objects.values()), list(Organisation.objects.values()), Revision.objects.count()
    found = take(path, at=AT + timedelta(days=1))
    for kind in ("organizations", "locations", "services", "contacts"):
        assert counts(found, kind) == (0, 0, 1, 0, 0)
    assert before == (
        list(Offer.objects.values()),
        list(Organisation.objects.values()),
        Revision.objects.count(),
    )
    assert Entry.objects.filter(action="register.imported").count() == 1


@pytest.mark.django_db
def test_what_moved_in_the_source_moves_here_with_its_revision(write):
    take(write(service()))
    found = take(write(service(name="Groupe de course", phones=[{"id": "p1", "number": "418 555-0112"}])))
    assert counts(found, "services") == (0, 1, 0, 0, 0)
    offer = Offer.objects.get()
    assert (offer.name, offer.phone, offer.sort_name) == (
        "Groupe de course",
        "418 555-0112",
        "groupe de course",
    )
    revision = Revision.objects.filter(subject="offer").first()
    assert (revision.verb, revision.changed, revision.number) == ("imported", ["name", "phone"], 2)


# --- What people wrote stays


@pytest.mark.django_db
def test_what_people_corrected_keeps_their_word_and_is_said(write):
    take(write(service()))
    Offer.objects.update(name="Marche du lundi")
    found = take(write(service(name="Groupe de course", description="On court.")))
    offer = Offer.objects.get()
    assert (offer.name, offer.description) == ("Marche du lundi", "On court.")
    assert found["services"]["kept"] == [f"{GROUP}\u00a0: name"]
    assert counts(take(write(service(name="Groupe de course", description="On court."))), "services")[2] == 1


@pytest.mark.django_db
def test_what_people_added_is_never_taken_away(write):
    take(write(service()))
    house = Organisation.objects.get()
    mine = make.OfferFactory(organisation=house, name="À nous")
    make.OfferNeedFactory(offer=Offer.objects.get(uid=GROUP))
    take(write(service(name="Groupe de course")))
    mine.refresh_from_db()
    assert mine.closed_on is None
    assert Offer.objects.get(uid=GROUP).needs.count() == 1


@pytest.mark.django_db
def test_our_own_things_come_back_to_themselves(directory, tmp_path):
    out = export_to(tmp_path / "out")
    before = {offer.uid: offer.version for offer in Offer.objects.all()}
    for form in ("tabular", "json"):
        found = take(out / form)
        for kind in ("organizations", "locations", "services", "contacts"):
            assert counts(found, kind)[:2] == (0, 0), (form, kind)
            assert counts(found, kind)[3:] == (0, 0), (form, kind)
    assert before == {offer.uid: offer.version for offer in Offer.objects.all()}


@pytest.mark.django_db
def test_a_correction_made_in_our_own_export_comes_back(directory, tmp_path):
    out = export_to(tmp_path / "out") / "json"
    services = things(tmp_path / "out", "services")
    group = next(each for each in services if each["name"] == "Groupe du mardi")
    group["application_process"] = "Téléphonez-nous."
    del group["phones"]
    (out / "services.json").write_text(json.dumps(services), encoding="utf-8")
    found = take(out)
    directory.group.refresh_from_db()
    assert counts(found, "services")[1] == 1
    assert directory.group.how_to_ask == "Téléphonez-nous."
    assert directory.group.phone == "418 555-0102"  # what is not said is left
    assert directory.group.register == ""


@pytest.mark.django_db
def test_nobody_moves_a_service_to_another_organisation(directory, tmp_path):
    path = tmp_path / "services.json"
    path.write_text(json.dumps([service(id=str(directory.group.uid))]), encoding="utf-8")
    found = take(path)
    assert "une autre organisation" in found["services"]["refused_rows"][0]["reason"]
    directory.group.refresh_from_db()
    assert directory.group.organisation == directory.house


@pytest.mark.django_db
def test_one_source_does_not_rewrite_another(write):
    take(write(service()), source="premier")
    found = take(write(service(name="Autre nom")), source="second")
    assert counts(found, "services") == (0, 0, 0, 0, 1)
    assert "premier" in found["services"]["refused_rows"][0]["reason"]
    assert Offer.objects.get().name == "Groupe de marche"


@pytest.mark.django_db
def test_an_old_export_does_not_undo_what_was_written_since(directory, tmp_path):
    group = directory.group
    old = export_to(tmp_path / "old")
    manager = acting_user(organisation=directory.house)
    publish(group, since=group.version, by=manager, at=AT)  # the history knows what the export said
    group.how_to_ask = "Par texto."
    publish(group, since=group.version, by=manager, at=AT)
    found = take(old)
    group.refresh_from_db()
    assert group.how_to_ask == "Par texto."
    assert found["services"]["kept"] == [f"{group.uid}\u00a0: how_to_ask"]
    assert counts(found, "services")[1] == 0


@pytest.mark.django_db
def test_a_contact_kept_for_partners_since_is_not_shown_again(directory, tmp_path):
    old = export_to(tmp_path / "old")
    Contact.objects.update(is_public=False)
    take(old)
    assert not Contact.objects.filter(is_public=True).exists()


@pytest.mark.django_db
def test_somebody_removed_here_does_not_come_back(write):
    take(write(service()))
    contact = Contact.objects.get()
    remove_contact(contact, by=acting_user(organisation=contact.organisation), at=AT)
    found = take(write(service(name="Autre nom")))
    assert found["contacts"]["refused_rows"][0]["reason"] == "ce contact a été retiré ici."
    assert not Contact.objects.exists()


# --- What disappears


@pytest.mark.django_db
def test_what_disappeared_is_closed_and_dated_and_opens_again_if_it_comes_back(write):
    other = service(id="44444444-4444-4444-8444-444444444444", name="Autre", service_at_locations=[])
    take(write(service(), other))
    found = take(write(service()))
    assert counts(found, "services") == (0, 0, 1, 1, 0)
    gone = Offer.objects.get(name="Autre")
    assert gone.closed_on == date(2026, 3, 10)
    assert Revision.objects.filter(subject_uid=gone.uid).first().verb == "closed"
    assert counts(take(write(service()), at=AT + timedelta(days=9)), "services") == (0, 0, 1, 0, 0)
    take(write(service(), other))
    gone.refresh_from_db()
    assert gone.closed_on is None


@pytest.mark.django_db
def test_what_people_closed_stays_closed(write):
    take(write(service()))
    Offer.objects.update(closed_on=date(2026, 1, 1))
    take(write(service(name="Nouveau nom")))
    assert Offer.objects.get().closed_on == date(2026, 1, 1)


@pytest.mark.django_db
def test_somebody_no_longer_named_is_no_longer_kept(write):
    second = {"id": "c2", "name": "Berthe", "phone": ""}
    take(write(service(contacts=[service()["contacts"][0], second])))
    found = take(write(service()))
    assert counts(found, "contacts") == (0, 0, 1, 1, 0)
    assert [contact.name for contact in Contact.objects.all()] == ["Aurèle"]
    take(write(service(contacts=[service()["contacts"][0], second])))  # named again: back again
    assert Contact.objects.count() == 2


@pytest.mark.django_db
def test_a_source_that_is_not_whole_closes_nothing(write):
    many = [service(id=f"55555555-5555-4555-8555-{number:012}", name=f"S{number}") for number in range(30)]
    take(write(*many))
    with pytest.raises(BrokenFile, match="probablement"):
        take(write(*many[:3]))
    assert not Offer.objects.exclude(closed_on=None).exists()


@pytest.mark.django_db
def test_a_service_that_is_no_longer_active_is_closed(write):
    take(write(service()))
    take(write(service(status="inactive")))
    assert Offer.objects.get().closed_on == date(2026, 3, 10)
    found = take(write(service(status="inactive")), at=AT + timedelta(days=3))
    assert counts(found, "services") == (0, 0, 1, 0, 0)


# --- What we have no field for


@pytest.mark.django_db
def test_nothing_a_person_would_need_is_lost(write):
    take(
        write(
            service(
                alert="Fermé pour travaux.",
                interpretation_services="Espagnol sur demande.",
                fees_description="Cinq dollars par séance.",
                cost_options=[{"id": "k", "option": "Adultes", "amount": 5, "currency": "cad"}],
                required_documents=[{"id": "d", "document": "Une carte d’identité."}],
                program={"id": "pr", "name": "Bouger", "description": "…"},
                service_areas=[{"id": "z", "name": "Toute la vallée"}],
                attributes=[
                    {
                        "id": "t",
                        "taxonomy_term": {
                            "id": "x",
                            "name": "Marche",
                            "description": "…",
                            "taxonomy": "Sports",
                        },
                    }
                ],
            )
        )
    )
    offer = Offer.objects.get()
    for words in (
        "On marche, on jase.",
        "À savoir : Fermé pour travaux.",
        "Interprétation : Espagnol sur demande.",
        "Coût : Cinq dollars par séance.",
        "À apporter : Une carte d’identité.",
        "Programme : Bouger",
        "Territoire desservi : Toute la vallée",
        "Classé ailleurs : Marche (Sports)",
    ):
        assert words in offer.description.replace("\u00a0", " ")
    assert offer.cost == "paid"


@pytest.mark.django_db
def test_unknown_terms_are_reported(write):
    found = take(write(service(attributes=[{"id": "t", "taxonomy_term": {"id": "x", "name": "Marche"}}])))
    assert [note["text"] for note in found["notes"]] == [
        "«\u00a0Marche\u00a0» n’est aucun de nos termes\u00a0: gardé en toutes lettres."
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rule", "hours"),
    [
        ({"byday": "MO,WE", "opens_at": "09:00", "closes_at": "17:00:00"}, [(0, 9, 17), (2, 9, 17)]),
        ({"byday": "FR", "opens_at": "20:00-05:00", "closes_at": "02:00-05:00"}, [(4, 20, 0), (5, 0, 2)]),
        ({"byday": "SU", "opens_at": "20:00", "closes_at": "02:00"}, [(0, 0, 2), (6, 20, 0)]),
        ({"byday": "MO", "opens_at": "00:00", "closes_at": "24:00"}, [(0, 0, 0)]),
    ],
)
def test_weekly_rules_become_opening_hours(write, rule, hours):
    take(write(service(schedules=[{"id": "h", "freq": "WEEKLY", **rule}])))
    kept = Offer.objects.get().opening_hours.order_by("weekday", "opens_at")
    assert [(each.weekday, each.opens_at.hour, each.closes_at.hour) for each in kept] == hours


@pytest.mark.django_db
@pytest.mark.parametrize(
    "rule",
    [
        {"freq": "MONTHLY", "byday": "2MO"},
        {"freq": "WEEKLY", "byday": "MO", "opens_at": "14:00Z", "closes_at": "20:00Z"},
        {"freq": "WEEKLY", "byday": "MO", "interval": 2, "opens_at": "09:00", "closes_at": "10:00"},
        {"freq": "WEEKLY", "byday": "XX", "opens_at": "09:00", "closes_at": "10:00"},
        {"freq": "WEEKLY", "byday": "MO", "opens_at": "99:00", "closes_at": "10:00"},
    ],
)
def test_other_rules_are_kept_in_words(write, rule):
    take(write(service(schedules=[{"id": "h", "description": "Le deuxième lundi.", **rule}])))
    offer = Offer.objects.get()
    assert offer.hours_note == "Le deuxième lundi."
    assert not offer.opening_hours.exists()


@pytest.mark.django_db
def test_what_only_other_systems_need_is_handed_on(write, tmp_path):
    house = {
        "legal_status": "OSBL",
        "year_incorporated": 1999,
        "uri": "https://registre.invalid/1",
        "organization_identifiers": [{"id": "i", "identifier_type": "NEQ", "identifier": "1140000000"}],
    }
    take(write(service(organization=service()["organization"] | house)))
    said = things(export_to(tmp_path / "out"), "organizations")[0]
    assert (said["legal_status"], said["year_incorporated"], said["uri"]) == ("OSBL", 1999, house["uri"])
    assert [(each["identifier_type"], each["identifier"]) for each in said["organization_identifiers"]] == [
        ("NEQ", "1140000000")
    ]


@pytest.mark.django_db
def test_html_is_kept_as_what_it_says(write):
    take(write(service(description="<p>On <b>marche</b>.</p><script>alert(1)</script>")))
    assert Offer.objects.get().description == "On marche."


@pytest.mark.django_db
def test_an_identifier_that_is_no_uuid_is_known_again(write):
    take(write(service(id="svc-1")))
    found = take(write(service(id="svc-1", name="Autre nom")))
    assert counts(found, "services") == (0, 1, 0, 0, 0)
    assert Offer.objects.get().register_code == "svc-1"


@pytest.mark.django_db
def test_a_source_without_a_table_says_nothing_of_it(write):
    take(write(service()))
    brief = {name: value for name, value in service().items() if not isinstance(value, list)}
    found = take(write(brief))
    assert counts(found, "services") == (0, 0, 1, 0, 0)
    assert Offer.objects.get().phone == "418 555-0111"


@pytest.mark.django_db
def test_organisations_their_parents_and_territories_are_tied(tmp_path):
    make.TerritoryFactory(code="9801")
    parent = {"id": PLACE, "name": "Le Centre", "description": "…"}
    child = {"id": HOUSE, "name": "La Maison", "description": "…", "parent_organization_id": PLACE}
    path = tmp_path / "organizations.json"
    path.write_text(json.dumps([child | {"parent_organization_id": PLACE}, parent]), encoding="utf-8")
    take(path)
    assert Organisation.objects.get(uid=HOUSE).parent.name == "Le Centre"
    path.write_text(json.dumps([child, parent | {"parent_organization_id": HOUSE}]), encoding="utf-8")
    take(path)  # a circle: one of the two ties is left out
    parents = set(Organisation.objects.values_list("parent_id", flat=True))
    assert None in parents
