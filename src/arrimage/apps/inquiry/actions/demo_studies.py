"""Two studies to visit: that of 2018, reconstructed, and one of teams with their peer helpers, invented.

No answer of either is anybody's; each says so on every page and in every file.
"""

import csv
import io
import json
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.timezone import make_aware

from arrimage.apps.accounts.queries import memberships_of
from arrimage.apps.inquiry.models import Dataset, Nature, Study
from arrimage.apps.inquiry.queries.reports import quotable
from arrimage.science.surveys import reconstruction_2018 as made

from . import datasets, reports, studies
from .study_themes import name_theme, put_words

DOMAIN = "demo.arrimage.invalid"
ASKED = ("role", "voix", "soutien", "heures", "plan")


@transaction.atomic
def load_studies(*, on: date) -> int:
    """Add what is missing; how many studies that makes. The territory must be there already."""
    return _study_of_2018(on) + _study_of_teams(on)


def _told(name: str) -> dict[str, Any]:
    text = files("arrimage.apps.inquiry").joinpath("data", "demo", f"{name}.json").read_text("utf-8")
    return json.loads(text)


def _acting(slug: str, on: date):
    user = get_user_model().objects.get(email=f"{slug}@{DOMAIN}")
    user.act_as(memberships_of(user, on=on).first())
    return user


def _moment(day: date):
    return make_aware(datetime.combine(day, time(9)))


def _csv(rows: list[dict[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


# --- 2018


def _study_of_2018(on: date) -> int:
    told = _told("study_2018")
    if Study.objects.filter(title=told["study"]["title"]).exists():
        return 0
    by = _acting("evaluator", on)
    given = {"by": by, "at": _moment(on - timedelta(days=40))}
    dataset = load_2018(told, **given)
    study = studies.start_study(
        **told["study"],
        nature=Nature.RECONSTRUCTION,
        on=date(2018, 11, 1),
        pairing=Study.By.TERRITORY,
        rule=Study.Rule.MEAN,
        sides=[
            {"key": "centre", "label": {"fr": "Centres intégrés", "en": "Integrated centres"}},
            {"key": "coalition", "label": {"fr": "Regroupements", "en": "Coalitions"}},
        ],
        satisfied_item="satisfied",
        **given,
    )
    studies.attach_source(study, "fichier", dataset.uid, **given)
    studies.set_covariate(
        study,
        _csv([{"pair": pair, "class": code} for pair, code in made.budget_classes().items()]),
        "budgets.csv",
        label="Budget du regroupement, par classe",
        label_en="Budget of the coalition, by class",
        source="classes de budget inventées, d’après celles de 2018-2019",
        source_en="invented classes of budget, after those of 2018–2019",
        classes=tuple((code, label) for code, label in told["classes"]),
        **given,
    )
    _published(study, told["report"], by=by, on=on)
    return 1


def load_2018(told: dict[str, Any], **given) -> Dataset:
    """The reconstruction, brought as any file is."""
    answers, codebook = files_of_2018(told)
    return datasets.import_dataset(
        answers,
        "reconstruction_2018.csv",
        codebook=codebook,
        codebook_name="reconstruction_2018_questions.csv",
        **told["dataset"],
        nature=Nature.RECONSTRUCTION,
        mode="named",
        threshold=1,
        asked=made.INVITED,
        everyone_asked=True,
        rows_may_be_published=True,
        **given,
    )


def files_of_2018(told: dict[str, Any] | None = None) -> tuple[bytes, bytes]:
    """Answers and codebook, as two files to bring."""
    told = told or _told("study_2018")
    spoke = {row["respondent"]: row["answered_by"] for row in _rows("respondents")}
    answers = [
        {name: row[name] for name in ("respondent", "side", "territory", "item", "answer")}
        | {"answered_by": spoke[row["respondent"]]}
        for row in (*_rows("measures"), *_rows("questions"))
    ]
    codebook = [
        {
            "item": one.name,
            "label": one.title,
            "label_en": told["english"][one.name],
            "section": told["sections"][one.file],
            "kind": "single",
            "choices": "yes=Oui/Yes|no=Non/No",
            "sides": ";".join(one.sides),
            "asked_after": one.asked_after or "",
            "score": told["score"] if one.file == "measures" else "",
        }
        for one in made.questions().values()
    ]
    return _csv(answers), _csv(codebook)


def _rows(name: str) -> list[dict[str, str]]:
    with (made.FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _published(study: Study, told: dict[str, Any], *, by, on: date) -> None:
    """Written, read by a coalition that replies, then public."""
    start = on - timedelta(days=32)
    given = {"by": by, "at": _moment(start)}
    report = reports.start_report(study, title=told["title"], title_en=told["title_en"], **given)
    report = reports.change_report(
        report, since=report.version, summary=told["summary"], summary_en=told["summary_en"], **given
    )
    for block in told["blocks"]:
        content = {name: block[name] for name in ("title", "text", "spec") if name in block}
        reports.add_block(report, block["kind"], content, **given)
    coordinator = _acting("coalition_coordinator", on)
    readers = [coordinator.acting.organisation]
    edition = reports.open_reading(report, readers, until=start + timedelta(days=21), **given)
    reader = edition.readers.get()
    at = _moment(start + timedelta(days=12))
    reports.note_opened(reader, at=at)
    reports.reply(reader, told["reply"], words_en=told["reply_en"], by=coordinator, at=at)
    reports.publish_report(report, by=by, at=_moment(start + timedelta(days=23)))


# --- Teams and their peer helpers


def _study_of_teams(on: date) -> int:
    told = _told("teams")
    if Study.objects.filter(title=told["study"]["title"]).exists():
        return 0
    by = _acting("evaluator", on)
    given = {"by": by, "at": _moment(on - timedelta(days=20))}
    study = studies.start_study(
        **told["study"],
        nature=Nature.EXAMPLE,
        on=on - timedelta(days=30),
        pairing=Study.By.TERRITORY,
        rule=Study.Rule.MEAN,
        sides=told["sides"],
        satisfied_item="content",
        consent_item="citation",
        **given,
    )
    for moment, season in (("before", "printemps"), ("after", "automne")):
        dataset = datasets.import_dataset(
            _team_answers(told, moment),
            f"equipes-{season}.csv",
            title=f"Équipes et pairs aidants · {season}",
            codebook=told["codebook"].encode(),
            codebook_name="equipes-questions.csv",
            source="Exemple inventé : six équipes et leurs pairs aidants",
            source_en="Invented example: six teams and their peer helpers",
            licence="CC0 1.0",
            nature=Nature.EXAMPLE,
            mode="named",
            threshold=1,
            asked={"equipe": 6, "pair": 6},
            everyone_asked=True,
            **given,
        )
        studies.attach_source(study, "fichier", dataset.uid, moment=moment, **given)
    _themes(dataset, told, by=by, at=given["at"])
    _being_read(study, told, by=by, on=on)
    return 1


def _team_answers(told: dict[str, Any], moment: str) -> bytes:
    words = {"y": "yes", "n": "no"}
    rows = []
    for side in ("equipe", "pair"):
        for place, team in enumerate(told["teams"]):
            answers, content = told[moment][side][place].split(" ")
            said = dict(
                zip(("role", "voix", "soutien", "heures", "plan"), map(words.get, answers), strict=True)
            )
            said["content"] = words[content]
            if moment == "after":
                said["reussites"] = told["words"][side][place]
                said["citation"] = words[told["quotable"][side][place]]
            who = f"{'É' if side == 'equipe' else 'P'}{place + 1}"
            rows += [
                {"respondent": who, "side": side, "territory": team, "item": item, "answer": answer or ""}
                for item, answer in said.items()
            ]
    return _csv(rows)


def _themes(dataset: Dataset, told: dict[str, Any], *, by, at) -> None:
    from arrimage.apps.inquiry.queries.datasets import sheet_of_dataset
    from arrimage.apps.inquiry.queries.study_words import words_of
    from arrimage.apps.inquiry.results.protection import INSIDE

    here = ("fichier", dataset.uid, "reussites")
    refs = {one.text: one.ref for one in words_of(sheet_of_dataset(dataset), *here, INSIDE)}
    for name, pieces in told["themes"].items():
        theme = name_theme(dataset.organisation_id, *here, name, by=by, at=at)
        for piece in pieces:
            put_words(theme, refs[piece], by=by, at=at, within=True)


def _being_read(study: Study, told: dict[str, Any], *, by, on: date) -> None:
    """A report in its reading: what somebody asked to read sees today."""
    given = {"by": by, "at": _moment(on - timedelta(days=3))}
    report = reports.start_report(
        study, title=told["report"]["title"], title_en=told["report"]["title_en"], **given
    )
    report = reports.change_report(
        report,
        since=report.version,
        summary=told["report"]["summary"],
        summary_en=told["report"]["summary_en"],
        **given,
    )
    reports.add_block(report, "figure", {"title": {}, "text": {}, "spec": {"what": "voices"}}, **given)
    chosen = [one.ref for one in quotable(report, "reussites", by)][:4]
    quotes = {
        "title": {"fr": "Dans leurs mots", "en": "In their own words"},
        "text": {},
        "item": "reussites",
        "words": chosen,
    }
    reports.add_block(report, "quotes", quotes, **given)
    reports.add_block(report, "method", {"title": {}, "text": {}}, **given)
    readers = [_acting("coalition_coordinator", on).acting.organisation]
    reports.open_reading(report, readers, until=on + timedelta(days=18), **given)
