"""Studies: their rules, who is paired with whom, before and after, themes, and who may open them."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from arrimage.apps.accounts.roles import Role
from arrimage.apps.inquiry.actions import studies as actions
from arrimage.apps.inquiry.actions import study_themes as themes
from arrimage.apps.inquiry.models import Grouped, Study, Theme
from arrimage.apps.inquiry.queries import study_words
from arrimage.apps.inquiry.queries.datasets import sheet_of_dataset
from arrimage.apps.inquiry.queries.studies import paired_of
from arrimage.apps.inquiry.queries.study_sources import sheet_at, sources_for
from arrimage.apps.inquiry.results import drawn_pairs
from arrimage.apps.inquiry.results.pairs import Paired, Rules, changes
from arrimage.apps.inquiry.results.protection import INSIDE
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.kernel.models.entity import StaleVersion
from arrimage.apps.network.vocabulary import OrganisationKind, TerritoryKind
from arrimage.apps.questionnaires.document.answers import value
from arrimage.science.surveys.pairing import Rule
from tests.accounts.factories import acting_user
from tests.inquiry.study_world import ANSWERS, SIDES, begun, brought, leader, sheet
from tests.network.factories import CoverageFactory, OrganisationFactory, TerritoryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def by():
    return leader()


def empty(by) -> Study:
    """A study that reads nothing yet."""
    return actions.start_study(
        title="Vide", on=today(), sides=SIDES, pairing="territory", rule="mean", by=by, at=now()
    )


def test_both_voices_are_paired_and_never_averaged(by):
    paired = paired_of(begun(by), by)
    assert list(paired.found.territories) == ["Nord", "Sud"]
    assert dict(drawn_pairs.agreement_rows(paired)) == {
        "logement": (1, 1, 0, 0, 0, 0),
        "emploi": (0, 0, 0, 0, 1, 1),
    }
    assert [item.name for item in paired.scored] == ["logement", "emploi", "ententes"]
    assert paired.found.items["ententes"].pairs is None


@pytest.mark.parametrize(("rule", "score"), [("mean", 1.5), ("maximum", 2.0), ("apart", None)])
def test_the_rule_of_several_respondents_is_the_one_chosen(by, rule, score):
    text = ANSWERS + "c3,centre,Nord,logement,yes\nc3,centre,Nord,emploi,yes\n"
    found = paired_of(begun(by, brought(by, text), rule=rule), by).found.territories["Nord"]
    assert (None if found.scores["centre"] is None else float(found.scores["centre"])) == score


def test_a_region_pairs_those_who_answer_for_it_that_day(by):
    region = TerritoryFactory(code="03", kind=TerritoryKind.REGION, name="Capitale-Nationale")
    centre = OrganisationFactory(kind=OrganisationKind.INTEGRATED_CENTRE)
    coalition = OrganisationFactory(kind=OrganisationKind.COALITION)
    for one in (centre, coalition):
        CoverageFactory(organisation=one, territory=region)
    text = "respondent,side,organisation,item,answer\n"
    text += f"c,centre,{centre.uid},logement,yes\nr,coalition,{coalition.uid},logement,no\n"
    text = (
        text.replace("respondent,side,organisation", "respondent,side,territory,organisation")
        .replace(",centre,", ",centre,,")
        .replace(",coalition,", ",coalition,,")
    )
    paired = paired_of(begun(by, brought(by, text), pairing="coverage"), by)
    assert list(paired.found.territories) == ["Capitale-Nationale"]
    assert paired.rules.codes == {"Capitale-Nationale": "03"}
    figure = drawn_pairs.pairs_figure(paired, INSIDE, "fr").figure
    assert "tilemap" in str(figure.chart)
    assert paired.organisations("Capitale-Nationale") == {"centre": [centre.pk], "coalition": [coalition.pk]}


def test_who_answers_for_several_regions_is_not_guessed(by):
    organisation = OrganisationFactory(kind=OrganisationKind.COALITION)
    for code in ("03", "12"):
        CoverageFactory(
            organisation=organisation, territory=TerritoryFactory(code=code, kind=TerritoryKind.REGION)
        )
    text = (
        f"respondent,side,territory,organisation,item,answer\nr,coalition,,{organisation.uid},logement,no\n"
    )
    text += "c,centre,,,logement,yes\n"
    study = begun(by, brought(by, text), pairing="coverage")
    assert [one.key for one in paired_of(study, by).unpaired] == ["r", "c"]
    study = actions.set_pairs(study, b"respondent,pair\nr,Nord\nc,Nord\n", "p.csv", by=by, at=now())
    assert list(paired_of(study, by).found.territories) == ["Nord"]


def test_a_table_of_pairs_is_refused_by_line(by):
    study = begun(by)
    with pytest.raises(ValidationError, match="ligne 3"):
        actions.set_pairs(study, b"respondent,pair\nc1,A\nc1,B\n", "p.csv", by=by, at=now())
    with pytest.raises(ValidationError, match="pair"):
        actions.set_pairs(study, b"qui,ou\nc1,A\n", "p.csv", by=by, at=now())


def test_a_worker_and_a_person_may_be_a_pair_too(by):
    sides = [
        {"key": "intervenante", "label": {"fr": "Intervenantes"}},
        {"key": "personne", "label": {"fr": "Personnes"}},
    ]
    text = "respondent,side,territory,item,answer\n"
    text += "i1,intervenante,duo 1,ecoute,yes\np1,personne,duo 1,ecoute,no\n"
    paired = paired_of(begun(by, brought(by, text), sides=sides), by)
    assert dict(drawn_pairs.agreement_rows(paired)) == {"ecoute": (0, 1, 0, 0, 0, 0)}


def test_the_same_team_before_and_after(by):
    before = sheet(
        {"a": {"q": "no"}, "b": {"q": "yes"}, "c": {"q": "no"}},
        sides=dict.fromkeys("abc", "centre"),
        mode="named",
    )
    after = sheet({"a": {"q": "yes"}, "b": {"q": "yes"}}, sides=dict.fromkeys("ab", "centre"), mode="named")
    rules = Rules(
        (("centre", {"fr": "C"}), ("coalition", {"fr": "R"})),
        Rule.MEAN,
        places={"a": "A", "b": "B", "c": "C"},
    )
    (change,) = changes(Paired(before, rules), Paired(after, rules))
    assert (change.turned.gained, change.turned.lost, change.turned.kept) == (("A",), (), ("B",))
    assert change.turned.basis.base == 2  # the team of one moment only is compared with nothing


def test_two_sheets_of_a_study_keep_their_respondents_apart(by):
    one = brought(by, "respondent,side,territory,item,answer\nx,,Nord,logement,yes\n")
    two = brought(by, "respondent,side,territory,item,answer\nx,,Nord,logement,no\n")
    study = actions.start_study(
        title="Deux", on=today(), sides=SIDES, pairing="territory", rule="mean", by=by, at=now()
    )
    actions.attach_source(study, "fichier", one.uid, side="centre", by=by, at=now())
    actions.attach_source(study, "fichier", two.uid, side="coalition", by=by, at=now())
    paired = paired_of(study, by)
    assert len(paired.sheet.respondents) == 2
    assert dict(drawn_pairs.agreement_rows(paired)) == {"logement": (0, 1, 0, 0, 0, 0)}


def test_answers_of_another_side_are_refused(by):
    study = actions.start_study(
        title="E", on=today(), sides=SIDES, pairing="territory", rule="mean", by=by, at=now()
    )
    strange = brought(by, "respondent,side,territory,item,answer\nx,voisin,Nord,q,yes\n")
    with pytest.raises(ValidationError, match="voisin"):
        actions.attach_source(study, "fichier", strange.uid, by=by, at=now())
    with pytest.raises(ValidationError):
        actions.start_study(title="E", on=today(), sides=[SIDES[0], SIDES[0]], by=by, at=now())


def test_a_study_reads_only_what_its_organisation_collected(by):
    study = begun(by)
    other = leader()
    with pytest.raises(ValidationError):
        actions.attach_source(study, "fichier", brought(other).uid, by=by, at=now())
    with pytest.raises(PermissionDenied):
        actions.attach_source(study, "fichier", brought(other).uid, by=other, at=now())
    assert not [one for one in sources_for(by) if one.title == "rien"]
    assert sheet_at(other, "fichier", study.sources.get().uid) is None


def test_two_who_change_a_study_do_not_overwrite_each_other(by):
    study = begun(by)
    actions.change_study(study, since=study.version, by=by, at=now(), title="Une", sides=SIDES)
    with pytest.raises(StaleVersion):
        actions.change_study(Study.objects.get(), since=1, by=by, at=now(), title="Autre", sides=SIDES)


@pytest.mark.parametrize("mode", ["confidential", "anonymous"])
def test_where_nobody_is_to_be_known_no_page_shows_a_pair(client, by, mode):
    rows = "".join(
        f"{side}-no{n},{side},Nord,logement,{'yes' if n % 2 else 'no'}\n"
        for side in ("centre", "coalition")
        for n in range(12)
    )
    dataset = brought(by, "respondent,side,territory,item,answer\n" + rows, mode=mode, threshold=5)
    study = begun(by, dataset)
    client.force_login(by)
    body = client.get(study.get_absolute_url()).content.decode()
    assert "centre-no1" not in body
    assert client.get(reverse("study_pair", args=[study.uid, 1])).status_code == 404
    assert client.get(reverse("study_cross", args=[study.uid])).status_code == 404
    assert "Nord" not in client.get(reverse("study_pairs", args=[study.uid])).content.decode()
    item = client.get(reverse("results_item", args=["fichier", dataset.uid, "logement"])).content.decode()
    assert "centre-no11" not in item
    assert "?avec=" not in item


def test_the_caution_of_a_few_pairs_is_said(by):
    study = begun(by)
    study = actions.set_covariate(
        study, b"pair,class\nNord,peu\nSud,beaucoup\n", "b.csv", label="Budget", by=by, at=now()
    )
    paired = paired_of(study, by)
    found = paired.crossed(paired.rules.covariates[0])
    assert found.few
    assert drawn_pairs.caution_words(found)


# --- Words


def words_sheet(mode="named"):
    rows = {f"p{n}": {"mots": ("Un", f"Autre {n}"), "accord": "yes" if n else "no"} for n in range(6)}
    from arrimage.apps.questionnaires.document.questionnaire import Item, Kind

    return sheet(rows, {"mots": Item("mots", Kind.ENTRIES, {"fr": "?"})}, mode=mode, threshold=5)


def test_words_have_a_reference_that_joins_nothing():
    uid = "11111111-1111-1111-1111-111111111111"
    found = study_words.words_of(words_sheet("anonymous"), "fichier", uid, "mots", INSIDE)
    assert len({one.ref for one in found}) == 12  # two pieces of one person do not meet
    assert {one.who for one in found} == {""}
    assert [one.text for one in found] == sorted((one.text for one in found), key=str.casefold)


def test_only_who_agreed_may_be_quoted():
    uid = "11111111-1111-1111-1111-111111111111"
    found = study_words.words_of(words_sheet(), "fichier", uid, "mots", INSIDE, "accord")
    assert [one.text for one in found if not one.may_be_quoted] == ["Un", "Autre 0"]
    assert not [
        one
        for one in study_words.words_of(words_sheet(), "fichier", uid, "mots", INSIDE)
        if one.may_be_quoted
    ]


def test_words_are_grouped_by_hand_and_ungrouped(client, by):
    codebook = b"item,kind\nmots,entries\n"
    dataset = brought(
        by, "respondent,side,territory,item,answer\na,x,,mots,Un | Deux\nb,x,,mots,Trois\n",
        codebook=codebook, codebook_name="q.csv",
    )  # fmt: skip
    client.force_login(by)
    address = reverse("results_words", args=["fichier", dataset.uid, "mots"])
    client.post(address, {"do": "name", "name": "Ensemble"})
    theme = Theme.objects.get()
    pieces = study_words.words_of(sheet_of_dataset(dataset), "fichier", dataset.uid, "mots", INSIDE)
    assert [one.text for one in pieces] == ["Un", "Deux", "Trois"]
    for do, count in (("in", 1), ("in", 1), ("out", 0)):
        client.post(address, {"do": do, "theme": theme.uid, "words": pieces[1].ref})
        assert Grouped.objects.count() == count
    assert client.post(address, {"do": "in", "theme": theme.uid, "words": "x"}).status_code == 400
    client.post(address, {"do": "rename", "theme": theme.uid, "name": "À deux"})
    assert Theme.objects.get().name == "À deux"
    body = client.get(address).content.decode()
    assert "« Deux »" in body
    client.post(address, {"do": "remove", "theme": theme.uid})
    assert not Theme.objects.exists()


def test_who_does_not_lead_groups_nothing(by):
    with pytest.raises(PermissionDenied):
        themes.name_theme(
            by.acting.organisation_id, "fichier", brought(by).uid, "x", "T", by=leader(), at=now()
        )


# --- Doors


def test_another_organisation_sees_nothing_of_a_study(client, by):
    study = begun(by)
    client.force_login(leader())
    for name in ("study", "study_edit", "study_sources", "study_method", "study_questions"):
        assert client.get(reverse(name, args=[study.uid])).status_code == 404
    source = study.sources.get()
    assert client.get(reverse("results", args=["fichier", source.uid])).status_code == 404
    assert client.get(reverse("results", args=["ailleurs", source.uid])).status_code == 404


def test_a_worker_reads_no_result(client, by):
    study = begun(by)
    client.force_login(acting_user(Role.WORKER, organisation=by.acting.organisation))
    assert client.get(study.get_absolute_url()).status_code == 403


def test_reading_results_is_journalled(client, by):
    from arrimage.apps.audit.models import Entry

    study = begun(by)
    client.force_login(by)
    client.get(study.get_absolute_url())
    assert Entry.objects.filter(action="results.read").count() == 1


def test_a_study_is_begun_changed_and_fed_on_its_pages(client, by):
    client.force_login(by)
    dataset = brought(by)
    given = {
        "title": "Au printemps", "on": "2026-05-01", "first_key": "centre", "first_label": "Centres",
        "second_key": "coalition", "second_label": "Regroupements", "pairing": "territory", "rule": "mean",
        "nature": "collected",
    }  # fmt: skip
    assert client.post(reverse("study_new"), given | {"second_key": "centre"}).status_code == 422
    page = client.post(reverse("study_new"), given)
    study = Study.objects.get()
    assert page["Location"] == reverse("study_sources", args=[study.uid])
    assert client.get(study.get_absolute_url()).status_code == 200  # nothing read yet: says what to do
    client.post(page["Location"], {"do": "attach", "source": f"fichier:{dataset.uid}"})
    assert study.sources.count() == 1
    body = client.get(study.get_absolute_url()).content.decode()
    assert "Regroupements" in body
    edit = reverse("study_edit", args=[study.uid])
    assert client.post(edit, given | {"title": "À l’automne", "version": 1}).status_code == 302
    assert client.post(edit, given | {"title": "Autrement", "version": 1}).status_code == 422
    client.post(
        reverse("study_sources", args=[study.uid]), {"do": "detach", "source": study.sources.get().pk}
    )
    assert not study.sources.exists()


def test_an_opening_of_ours_is_a_source_and_one_of_a_campaign_is_not(by):
    from arrimage.apps.questionnaires.actions import responses
    from tests.questionnaires.factories import OpeningFactory

    opening = OpeningFactory(organisation=by.acting.organisation)
    response, _code = responses.start_response(opening, at=now())
    responses.save_answers(response, {"met": value("yes")}, at=now())
    responses.send_response(response, at=now())
    found = sheet_at(by, "ouverture", opening.uid)
    assert found.sheet.answers["met"]["001"].value == "yes"
    hosted = OpeningFactory(organisation=by.acting.organisation, host="campaign")
    assert sheet_at(by, "ouverture", hosted.uid) is None
    assert [one.uid for one in sources_for(by) if one.origin == "ouverture"] == [opening.uid]


def test_the_day_of_the_study_decides_the_regions(by):
    region = TerritoryFactory(code="05", kind=TerritoryKind.REGION, name="Estrie")
    organisation = OrganisationFactory()
    CoverageFactory(organisation=organisation, territory=region, since=date(2016, 1, 1))
    from arrimage.apps.network.queries.regions import regions_covered

    assert regions_covered([organisation.pk], date(2015, 1, 1)) == {}
    assert regions_covered([organisation.pk], date(2018, 1, 1)) == {organisation.pk: [("05", "Estrie")]}
