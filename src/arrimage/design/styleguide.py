"""Sample content for the style page; invented, and plainly so."""

from types import SimpleNamespace

import altair as alt
from django import forms
from django.http import HttpRequest

from .figures import Figure, Shape, limits_map, population_pyramid, tile_map
from .tables import Column, table_for
from .tokens import light

SOURCE = "données inventées pour la charte"

STEPS = [
    {
        "when": "12 oct.",
        "title": "Demande reçue",
        "text": "Tu as parlé avec Odile, au guichet.",
        "state": "done",
    },
    {
        "when": "19 oct.",
        "title": "On a regardé ensemble ce qui t’aiderait",
        "text": "Trois possibilités ; tu as choisi Le Tremplin.",
        "state": "done",
    },
    {
        "when": "depuis 9 jours",
        "title": "En attente du Tremplin",
        "text": "Odile les relance le 4 nov. D’ici là : le groupe du mardi, la ligne d’écoute.",
        "state": "now",
    },
    {
        "when": "ensuite",
        "title": "Premier rendez-vous",
        "text": "On te propose deux moments.",
        "state": "later",
    },
]

PLACES = [
    {
        "name": "La Lanterne",
        "words": "Pour les proches d’une personne qui vit un problème de santé mentale. Écoute, répit.",
        "tags": [("en ses mots", "own"), ("sans référence", "line")],
        "seen": "Ouvert ce soir jusqu’à 21 h · confirmé il y a 3 semaines",
    },
    {
        "name": "CLSC, soutien aux proches",
        "words": "Rencontres individuelles avec une travailleuse sociale.",
        "tags": [("1re ligne", "line"), ("attente : 5 semaines", "wait")],
        "seen": "Confirmé le 2 novembre",
    },
]

SERVICES = [
    SimpleNamespace(name=name, kind=kind, wait=wait, places=places)
    for name, kind, wait, places in (
        ("Le Tremplin", "Hébergement", 42, 1200),
        ("La Lanterne", "Soutien aux proches", None, None),
        ("Maison du Quai", "Hébergement", 21, 12),
        ("Équipe SIV", "Suivi d’intensité variable", 9, 75),
        ("Équipe SIM", "Suivi intensif", 35, 40),
        ("L’Escale", "Centre de crise", 0, 9),
    )
]

WOMEN = (9120, 4890, 5210, 8630, 9710, 8420, 9890, 8940, 5230, 2410)
MEN = (9540, 5110, 5630, 8910, 9820, 8510, 9640, 8420, 4310, 1320)

MEASURES = {"01": 23, "02": 26, "03": 27, "04": 23, "05": 19, "06": 17, "07": 20, "08": 23, "09": 16}
MEASURES |= {"11": 15, "12": 18, "13": 12, "14": 23, "15": 14, "16": 21}
TERRITORIES = {
    "061": 12,
    "062": 31,
    "063": 44,
    "064": 20,
    "065": 27,
    "161": 18,
    "162": 36,
    "163": 9,
    "111": 14,
}


class SampleForm(forms.Form):
    """Every kind of question, some of them answered wrongly."""

    name = forms.CharField(label="Nom du service", max_length=120, help_text="Comme les gens l’appellent.")
    kind = forms.ChoiceField(
        label="Sorte", choices=[("", "Choisir…"), ("crisis", "Crise"), ("home", "Logement")]
    )
    words = forms.CharField(
        label="Ce que vous faites, dans vos mots",
        max_length=600,
        required=False,
        widget=forms.Textarea,
        help_text="Aucune catégorie n’est exigée.",
    )
    door = forms.ChoiceField(
        label="Comment entre-t-on chez vous ?",
        choices=[
            ("open", "En poussant la porte"),
            ("phone", "En appelant"),
            ("referral", "Avec une référence"),
        ],
        widget=forms.RadioSelect,
    )
    needs = forms.MultipleChoiceField(
        label="À qui vous adressez-vous ?",
        choices=[("all", "À toute personne"), ("young", "Aux jeunes"), ("family", "Aux proches")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    since = forms.DateField(
        label="Depuis quand", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    agreed = forms.BooleanField(label="Cette fiche est encore vraie aujourd’hui")


def chart_of_waits() -> Figure:
    waits = [("Hébergement", 31.5), ("Suivi intensif", 35.0), ("Suivi variable", 9.25), ("Crise", 0.5)]
    rows = [{"service": service, "jours": days} for service, days in waits]
    chart = (
        alt.Chart(alt.Data(values=rows))
        .mark_bar()
        .encode(
            x=alt.X("jours:Q", title="jours (médiane)"),
            y=alt.Y("service:N", title=None, sort="-x"),
            tooltip=[
                alt.Tooltip("service:N", title="Service"),
                alt.Tooltip("jours:Q", title="Jours", format=",.1f"),
            ],
        )
        .properties(width=220, height=150)
    )
    return Figure(
        title="Où attend-on le plus longtemps ?",
        chart=chart,
        summary="Au suivi intensif : la moitié des personnes y attendent 35 jours ou plus.",
        header=["Service", "Jours (médiane)"],
        rows=waits,
        source=SOURCE,
        response_rate=0.85,
    )


def figures() -> list[Figure]:
    measure = "Mesures menées ensemble"
    square = {"type": "Polygon", "coordinates": [[[-72, 46], [-70, 46], [-70, 47.5], [-72, 47.5], [-72, 46]]]}
    point = {
        "type": "Polygon",
        "coordinates": [[[-70, 46], [-68.5, 46.4], [-68, 48], [-70, 47.5], [-70, 46]]],
    }
    return [
        tile_map(
            MEASURES,
            title="Combien de mesures sont menées ensemble, par région ?",
            summary="De 12 à Laval à 27 dans la Capitale-Nationale, sur 38. Ce n’est pas un palmarès.",
            source=SOURCE,
            measure=measure,
            links={code: f"#region-{code}" for code in MEASURES},
            here="03",
            note="Rayé : pas de regroupement, ou pas de réponse.",
            response_rate=15 / 18,
            method_url="#",
        ),
        tile_map(
            TERRITORIES,
            title="Combien de ressources, par territoire ?",
            summary="Montréal, la Montérégie et la Gaspésie–Îles se lisent par territoire.",
            source=SOURCE,
            measure="Ressources",
            level="territory",
        ),
        population_pyramid(
            WOMEN,
            MEN,
            title="Qui habite ce territoire ?",
            summary="Les 35 à 44 ans et les 55 à 64 ans dominent ; après 85 ans, les femmes.",
            source=SOURCE,
        ),
        chart_of_waits(),
        limits_map(
            [Shape("A", "Rive ouest", square), Shape("B", "Rive est", point)],
            {"A": 12, "B": None},
            title="Où se trouve ce territoire ?",
            summary="La rive ouest, cerclée, touche la rive est.",
            source=SOURCE,
            measure="Ressources",
            here="A",
        ),
    ]


def context(request: HttpRequest) -> dict[str, object]:
    return {
        "steps": STEPS,
        "places": PLACES,
        "figures": figures(),
        "form": SampleForm(
            {"name": "", "kind": "home", "words": "Un toit, le temps de souffler.", "needs": ["all"]}
        ),
        "table": table_for(
            request,
            SERVICES,
            [
                Column("name", "Service", sort="name", link=lambda service: "#"),
                Column("kind", "Sorte", sort="kind"),
                Column("wait", "Attente (jours)", sort="wait", numeric=True),
                Column("places", "Places", numeric=True),
            ],
            caption="Services du territoire",
            per_page=4,
            sort="name",
        ),
        "job": SimpleNamespace(
            name="Lecture du registre officiel",
            state="running",
            step="Installations",
            done=884,
            total=1592,
        ),
        "swatches": [
            (name, f"on-{name}" if f"on-{name}" in light() else "ink")
            for name in (
                "paper",
                "card",
                "sand",
                "river",
                "river-soft",
                "maple-soft",
                "wait-soft",
                "alarm-soft",
            )
        ],
    }
