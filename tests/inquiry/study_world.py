"""Files of answers, studies and reports for tests."""

from datetime import date, timedelta

from arrimage.apps.accounts.roles import Role
from arrimage.apps.inquiry.actions import datasets, reports, studies
from arrimage.apps.inquiry.actions.demo_studies import _told, load_2018
from arrimage.apps.inquiry.models import Dataset, Nature, Study, StudySource
from arrimage.apps.inquiry.sheets import Respondent, Sheet
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.questionnaires.document.answers import Answer, State, value
from arrimage.apps.questionnaires.document.questionnaire import (
    Choice,
    Item,
    Kind,
    Questionnaire,
    Section,
)
from tests.accounts.factories import acting_user
from tests.network.factories import OrganisationFactory

YES_NO = (Choice("yes", {"fr": "Oui"}, points=1), Choice("no", {"fr": "Non"}, points=0))
SIDES = [
    {"key": "centre", "label": {"fr": "Centres", "en": "Centres"}},
    {"key": "coalition", "label": {"fr": "Regroupements", "en": "Coalitions"}},
]
ANSWERS = """respondent,side,territory,item,answer
c1,centre,Nord,logement,yes
c1,centre,Nord,emploi,na
c1,centre,Nord,ententes,yes
r1,coalition,Nord,logement,no
r1,coalition,Nord,emploi,yes
c2,centre,Sud,logement,yes
c2,centre,Sud,emploi,no
c2,centre,Sud,ententes,no
r2,coalition,Sud,logement,yes
r2,coalition,Sud,emploi,
"""
MARKS = {"na": State.NOT_APPLICABLE, "declined": State.DECLINED, "": State.NONE, None: State.NOT_ASKED}


def leader(organisation=None, role=Role.EVALUATOR):
    return acting_user(role, organisation=organisation or OrganisationFactory(name="Qui mène"))


def brought(by, text: str = ANSWERS, **more) -> Dataset:
    given = {"title": "Réponses", "source": "Un essai", "mode": "named", "threshold": 1} | more
    return datasets.import_dataset(text.encode(), "reponses.csv", by=by, at=now(), **given)


def begun(by, *read: Dataset, **more) -> Study:
    """A study of these files, by default of a small one."""
    given = {
        "title": "Une étude",
        "on": today(),
        "sides": SIDES,
        "pairing": "territory",
        "rule": "mean",
    } | more
    study = studies.start_study(by=by, at=now(), **given)
    for dataset in read or (brought(by),):
        studies.attach_source(study, "fichier", dataset.uid, by=by, at=now())
    return study


def study_2018(by) -> Study:
    dataset = load_2018(_told("study_2018"), by=by, at=now())
    return begun(by, dataset, nature=Nature.RECONSTRUCTION, satisfied_item="satisfied")


def written(study, by, *specs: dict):
    """A report with a text, then a figure for each spec."""
    report = reports.start_report(study, title="Ce qui est dit", by=by, at=now())
    text = {"title": {"fr": "La question"}, "text": {"fr": "Pourquoi ?\n\n- ceci\n- cela"}}
    reports.add_block(report, "text", text, by=by, at=now())
    for spec in specs or ({"what": "voices"},):
        reports.add_block(report, "figure", {"title": {}, "text": {}, "spec": spec}, by=by, at=now())
    return report


def being_read(study, by, *organisations, days: int = 10, report=None):
    report = report or written(study, by)
    until = today() + timedelta(days=days)
    return reports.open_reading(report, organisations, until=until, by=by, at=now())


def sheet(rows: dict, items: dict[str, Item] | None = None, **more) -> Sheet:
    """`rows`: respondent → {item: answer}, where an answer is a value or one of `MARKS`; sides by `sides`."""
    sides = more.pop("sides", {})
    names = list(dict.fromkeys(name for given in rows.values() for name in given))
    form = Questionnaire(
        {"fr": "Un essai"},
        (
            Section(
                "s",
                tuple(
                    (items or {}).get(name) or Item(name, Kind.SINGLE, {"fr": name}, choices=YES_NO)
                    for name in names
                ),
            ),
        ),
    )
    answers: dict[str, dict[str, Answer]] = {}
    for key, given in rows.items():
        for name, said in given.items():
            one = Answer(MARKS[said]) if said in MARKS else value(said)
            answers.setdefault(name, {})[key] = one
    return Sheet(
        form,
        tuple(Respondent(key, side=sides.get(key, ""), label=key, **more.get("who", {})) for key in rows),
        answers,
        **{name: one for name, one in more.items() if name != "who"},
    )


def examples(organisation) -> dict[str, dict]:
    """Arguments that lead each address of studies to something of this organisation's."""
    by = leader(organisation)
    codebook = "item,kind,score\nlogement,single,Fait\nemploi,single,Fait\nmots,long_text,\n"
    text = "respondent,side,territory,item,answer\n" + "".join(
        f"{who}{place},{side},P{place},{item},{answer}\n"
        for who, side in (("c", "centre"), ("r", "coalition"))
        for place in (1, 2)
        for item, answer in (("logement", "yes"), ("emploi", "no"), ("mots", "Un mot"))
    )
    files = {"codebook": codebook.encode(), "codebook_name": "questions.csv"}
    dataset, second = brought(by, text, **files), brought(by, text, **files)
    study = begun(by, dataset)
    StudySource.objects.update(moment="after")
    studies.attach_source(study, "fichier", second.uid, moment="before", by=by, at=now())
    studies.set_covariate(
        study, b"pair,class\nP1,peu\nP2,beaucoup\n", "c.csv", label="Budget", by=by, at=now()
    )
    report = written(study, by)
    other = leader()
    # Led by another organisation, read by this one.
    reader = being_read(begun(other), other, organisation).readers.get()
    public = being_read(begun(other), other, other.acting.organisation).report
    published(public, other)
    block = report.blocks.first()
    # Who wrote it all has left since: an organisation nobody has an account for stays so.
    by.memberships.update(until=date(2021, 1, 1))
    one, about = {"uid": study.uid}, {"uid": report.uid}
    here = {"origin": "fichier", "uid": dataset.uid}
    of_study = (
        "study study_edit study_sources study_pairs study_meet study_cross study_questions study_change"
        " study_method report_new"
    ).split()
    return {
        **dict.fromkeys(of_study, one),
        "study_pair": one | {"number": 1},
        "dataset_remove": {"uid": second.uid},
        "results": here,
        "results_score": here | {"score": "score1"},
        "results_item": here | {"item": "logement"},
        "results_words": here | {"item": "mots"},
        "report_write": about,
        "report_head": about,
        "report_reading": about,
        "block_new": about | {"kind": "text"},
        "block_edit": about | {"block": block.uid},
        "block_move": about | {"block": block.uid},
        "report_read": {"uid": reader.uid},
        "report_reply": {"uid": reader.uid},
        "report": {"uid": public.uid},
        "report_edition": {"uid": public.uid, "number": 1},
        "report_file": {"uid": public.uid, "number": 1, "form": "donnees"},
    }


def published(report, by):
    """All its readers say that they are done, then it goes to the public."""
    edition = report.editions.get(published_at=None)
    edition.readers.update(done_at=now())
    return reports.publish_report(report, by=by, at=now())
