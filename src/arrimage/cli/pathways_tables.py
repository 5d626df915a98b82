"""What the page of trajectories tells of time: the same faces, returns, repeats, silences; and how."""

from datetime import datetime
from html import escape
from typing import Any

from .page import card, table
from .simulation_report import days, share

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
    "novembre", "décembre",
)  # fmt: skip
INDICES = {
    "usual_provider": ("Chez l’intervenant le plus vu", "part des visites"),
    "sequential": ("Chez le même que la fois d’avant", "part des visites"),
    "bice_boxerman": ("Indice de Bice et Boxerman", "0 : jamais le même ; 100 : toujours"),
    "herfindahl": ("Indice de Herfindahl", "concentration des visites"),
}
SHOWN = 8


def count(value: int | None) -> str:
    """1234 → « 1 234 »; a dash for what is not said."""
    return "—" if value is None else f"{value:,}".replace(",", "\u202f")


def day(moment: str | None) -> str:
    """« 3 mars 2024 ».

    >>> day("2024-03-01T08:00:00+00:00")
    '1er mars 2024'
    """
    if moment is None:
        return "—"
    at = datetime.fromisoformat(moment)
    return f"{'1er' if at.day == 1 else at.day} {MONTHS[at.month - 1]} {at.year}"


def lasting(document: dict[str, Any], suppress: int) -> list[str]:
    return [
        "<h2>Revoir les mêmes visages</h2>",
        _continuity(document),
        "<h2>Revenir, recommencer, ne plus venir</h2>",
        *_after(document, suppress),
        f'<div class="maps">{_repeats(document)}{_bounces(document)}</div>',
        f'<div class="maps">{_frequent(document)}{_silent(document)}</div>',
        _episodes(document),
        "<h2>Comment c’est compté</h2>",
        _method(document, suppress),
    ]


def _continuity(document: dict[str, Any]) -> str:
    rows = [
        [
            f"{label} <small>{more}</small>",
            share(index["mean"]),
            count(index["persons"]),
            count(index["excluded"]),
            share(index["excluded_share"]),
        ]
        for name, (label, more) in INDICES.items()
        for index in (document["continuity"][name],)
        if index["mean"] is not None
    ]
    if not rows:
        return "<p>Le fichier ne dit pas qui a reçu les personnes : la continuité n’est pas connue.</p>"
    header = ["Mesure", "Moyenne", "Personnes", "Moins de deux visites, laissées de côté", "Leur part"]
    return table("Continuité, parmi les personnes venues au moins deux fois", header, rows, 4)


def _after(document: dict[str, Any], suppress: int) -> list[str]:
    back = sorted(document["returns"].items(), key=lambda one: -(one[1]["estimate"]["30"]["value"] or 0.0))
    returns = [[escape(name), *_delays(found, suppress)] for name, found in back]
    follows = [
        [f"{escape(found['from'])} → {escape(found['to'])}", *_delays(found, suppress)]
        for found in document["follow_ups"]
    ]
    header = ["Événements", "En 7 jours", "En 30 jours", "En 90 jours"]
    parts = []
    if follows:
        parts.append(table("Après l’un, l’autre est venu", ["Suite", *header], follows, 4))
    if returns:
        parts.append(table("Revenir au même service", ["Service", *header], returns, 4))
    return parts


def _delays(found: dict[str, Any], suppress: int) -> list[str]:
    cells = [count(found["events"])]
    for window in ("7", "30", "90"):
        one = found["estimate"][window]
        if found["within_days"][window] is None:
            cells.append(f"<small>tu : moins de {suppress}, ou presque toutes</small>")
            continue
        inside = f" <small>{share(one['low'])} à {share(one['high'])}</small>" if one["value"] else ""
        cells.append(share(one["value"]) + inside)
    return cells


def _repeats(document: dict[str, Any]) -> str:
    rows = [
        [escape(name), count(found["persons"]), count(found["persons_again"]) + _of(found)]
        for name, found in list(document["repeats"].items())[:SHOWN]
        if found["persons_again"]
    ]  # fmt: skip
    if not rows:
        return ""
    told = (
        "<p>Pour un suivi, c’est attendu. Pour une évaluation ou un examen, c’est une question : la personne"
        " a-t-elle dû tout redire ?</p>"
    )
    header = ["Service ou étape", "Personnes", "Plus d’une fois"]
    return card("La même chose plus d’une fois", [told, table("Répétitions", header, rows, 2, quiet=True)])


def _of(found: dict[str, Any]) -> str:
    return f" <small>{share(found['persons_again'] / found['persons'])}</small>"


def _bounces(document: dict[str, Any]) -> str:
    rows = [
        [f"{escape(one['from'])} → {escape(one['through'])} → {escape(one['from'])}", count(one["count"])]
        for one in document["bounces"][:SHOWN]
    ]
    if not rows:
        return ""
    header = ["D’un service à l’autre et retour", "Fois"]
    return card("Allers-retours", [table("Allers-retours", header, rows, 1, quiet=True)])


def _frequent(document: dict[str, Any]) -> str:
    held = document["frequent_share"]
    if held is None:
        return ""
    return card(
        "Les personnes qui viennent le plus",
        [
            f'<p class="big">{share(held)} des événements</p>',
            (
                "<p>C’est la part du dixième des personnes qui en ont le plus ; à parts égales, elle serait"
                " de 10 %.</p>"
            ),
        ],
    )


def _silent(document: dict[str, Any]) -> str:
    rows = [
        [escape(name), count(persons), share(persons / document["ends"][name])]
        for name, persons in sorted(
            document["silent_since_90_days"].items(), key=lambda one: (-one[1], one[0])
        )
        if persons
    ]
    if not rows:
        return ""
    told = (
        "<p>Plus rien depuis plus de 90 jours à la fin du fichier. Le fichier ne dit pas pourquoi : un"
        " rétablissement, un départ, ou un lien perdu.</p>"
    )
    header = ["Dernier événement", "Personnes", "De celles qui y finissent"]
    return card("Après quoi plus rien n’est venu", [told, table("Silences", header, rows, 2, quiet=True)])


def _episodes(document: dict[str, Any]) -> str:
    rows = [
        [
            escape(name),
            *(count(found[key]) for key in ("persons", "episodes", "reentries")),
            *(days(found["duration_days"][key]) for key in ("median", "p90")),
        ]
        for name, found in document["episodes"].items()
    ]
    if not rows:
        return ""
    header = [
        "Service",
        "Personnes",
        "Épisodes",
        "Retours après un épisode",
        "Durée médiane, jours",
        "9 sur 10 sous",
    ]
    gap = document["episode_gap_days"]
    told = (
        f"<p>Deux venues au même service à moins de {gap} jours l’une de l’autre sont d’un même épisode.</p>"
    )
    return table("Épisodes de service", header, rows, 5) + told


def _method(document: dict[str, Any], suppress: int) -> str:
    unit = "à la microseconde" if document["wait_resolution"] == "microsecond" else "au jour près"
    kind = " ouvrables au Québec" if document["working_days"] else ""
    edge = document["window"]
    early, late = (
        "un nombre tu de" if edge[key] is None else count(edge[key])
        for key in ("persons_early", "persons_late")
    )
    told = [
        f"Une attente va d’un événement au suivant de la même personne, en jours{kind}, {unit}.",
        (
            "La part de celles et ceux qui reviennent, ou que l’on suit, tient compte de qui n’a pas été"
            " observé assez longtemps (Kaplan et Meier, intervalle à 95 %)."
        ),
        (
            f"Le fichier commence et finit un jour donné : {early} personnes y apparaissent dans ses"
            f" {edge['edge_days']} premiers jours et étaient peut-être suivies avant ; {late} ont encore un"
            f" événement dans les {edge['edge_days']} derniers, et leur parcours continue peut-être."
        ),
        "La continuité ne se mesure qu’à partir de deux visites à un intervenant connu.",
        "L’intervalle d’un écart vient de Newcombe pour les parts, des rangs des médianes pour les attentes.",
    ]
    if suppress:
        told.append(
            "Les groupes se comptent en personnes : un passage fait trente fois par une seule est tu. Moins"
            f" de {suppress} : tu, ainsi que la plus petite case voisine qui le trahirait."
        )
    return "<ul>" + "".join(f"<li>{one}</li>" for one in told) + "</ul>"
