"""What the demonstration shows of interviews: one small study, from the frame to what readers agree on."""

import io
import tomllib
import wave
from datetime import date, datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.timezone import make_aware

from arrimage.apps.accounts.queries import memberships_of
from arrimage.apps.kernel.uploads import Kind
from arrimage.apps.qualitative.models import Code, Coding, Corpus, Member, Memo, Participant, Transcript
from arrimage.apps.qualitative.queries.rounds import differing

from . import cases, corpora, people, rounds, texts

TOLD = Path(__file__).parents[1] / "data" / "demo.toml"
DOMAIN = "demo.arrimage.invalid"
TITLE = "Ce que la première étape a changé"
# slug of the account, what to call them, their part
TEAM = [
    ("peer_helper", "Tomas", Member.Part.CODER),
    ("resource_patient", "Léonie", Member.Part.CODER),
]


@transaction.atomic
def load_qualitative(*, on: date) -> int:
    """Add what is missing; how many projects that makes. The territory must be there already."""
    if Corpus.objects.filter(title=TITLE).exists():
        return 0
    _Load(on).load()
    return 1


def _silence() -> bytes:
    """Two seconds in which nobody speaks."""
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(8_000)
        written.writeframes(bytes(32_000))
    return file.getvalue()


class _Load:
    def __init__(self, on: date) -> None:
        self.on = on
        self.told = tomllib.loads(TOLD.read_text(encoding="utf-8"))
        self.lead = self._user("evaluator")

    def _user(self, slug: str):
        user = get_user_model().objects.get(email=f"{slug}@{DOMAIN}")
        return user.act_as(memberships_of(user, on=self.on).first())

    def at(self, days_ago: int) -> datetime:
        return make_aware(datetime.combine(self.on - timedelta(days=days_ago), time(10)))

    def load(self) -> None:
        told = {"by": None, "at": self.at(90)}
        self.corpus = corpora.open_corpus(
            self.lead.acting.organisation,
            title=TITLE,
            question="Qu’est-ce que les intervenantes et les superviseurs font autrement, comment l’ont-ils"
            " appris, et qu’est-ce qui les en empêche ?",
            first_figures="16 répondants sur 21 disent avoir changé quelque chose, mais le sentiment de"
            " compétence ne bouge pas. Quoi, alors, et pourquoi le chiffre ne le voit-il pas ?",
            by=self.lead,
            at=self.at(90),
        )
        self.members = {self.lead: self.corpus.members.get()}
        for slug, called, part in TEAM:
            email = f"{slug}@{DOMAIN}"
            added = corpora.add_member(self.corpus, email=email, called=called, part=part, **told)
            self.members[slug] = added
        for row in self.told["question"]:
            corpora.add_question(self.corpus, **row, **told)
        self._people()
        self._codes()
        self._blind_round()
        self._second_time()

    def _people(self) -> None:
        told = {"by": None, "at": self.at(80)}
        role = cases.add_variable(self.corpus, name="Rôle", **told)
        years = cases.add_variable(self.corpus, name="Années dans l’équipe", type="Integer", **told)
        self.texts: dict[str, Transcript] = {}
        for number, row in enumerate(self.told["person"]):
            keys = ("pseudonym", "name", "group", "why")
            who = people.think_of(self.corpus, **{key: row[key] for key in keys}, **told)
            if row["state"] == Participant.State.AGREED:
                self._met(who, row, number, {role: row["role"], years: row["years"]})
            else:
                people.note_answer(who, row["state"], **told)
        waits = people.think_of(
            self.corpus,
            name="Odilon Marchand-Pineau",
            pseudonym="Léopold",
            group="Intervenantes",
            why="Équipe du secteur de la Rivière, deux thèmes",
            **told,
        )
        people.note_answer(waits, Participant.State.ASKED, by=None, at=self.at(4))

    def _met(self, who: Participant, row: dict, number: int, values: dict) -> None:
        people.note_consent(
            who,
            given_on=self.on - timedelta(days=70),
            means="spoken",
            records=row["records"],
            quotes=row["quotes"],
            keeps_text=False,
            by=None,
            at=self.at(70),
        )
        told = {"by": None, "at": self.at(60 - number)}
        lead = self.members[self.lead]
        met = people.plan_interview(who, starts_at=told["at"], how="telephone", held_by=lead, **told)
        people.close_interview(met, held=True, **told)
        texts.describe_case(who.case, description="", quotable_because="", values=values, **told)
        text = texts.bring_text(
            who.case, title=f"Entretien avec {row['pseudonym']}", text=row["text"], **told
        )
        self.texts[row["pseudonym"]] = texts.freeze(text, since=text.version, **told)

    def _second_time(self) -> None:
        """Somebody met again this week: the sound is kept for a while, names are still to be looked for."""
        row = self.told["second"]
        who = self.corpus.participants.get(case__pseudonym=row["pseudonym"])
        told = {"by": None, "at": self.at(2)}
        sound = SimpleNamespace(read=_silence, upload=SimpleNamespace(kind=Kind.WAV))
        people.keep_recording(who, sound, delete_on=self.on + timedelta(days=60), **told)
        texts.bring_text(who.case, title=row["title"], text=row["text"], **told)

    def _codes(self) -> None:
        at = self.at(40)
        self.codes: dict[str, Code] = {}
        for place, row in enumerate(self.told["code"], 1):
            row = row | {"parent": self.codes.get(row["parent"]), "place": place}
            self.codes[row["name"]] = Code.objects.create(corpus=self.corpus, **row)
        together = self.corpus.rounds.get()
        coders = list(self.members.values())
        rows = []
        for number, row in enumerate(self.told["coding"]):
            text = self.texts[row["case"]]
            start = text.text.index(row["words"])
            rows.append(
                Coding(
                    transcript=text,
                    code=self.codes[row["code"]],
                    coder=coders[number % len(coders)],
                    round=together,
                    start=start,
                    end=start + len(row["words"]),
                    is_contrary=row["is_contrary"],
                    at=at + timedelta(minutes=number),
                )
            )
        Coding.objects.bulk_create(rows)
        Memo.objects.create(
            corpus=self.corpus,
            transcript=self.texts["Clémence"],
            by=coders[-1],
            words="Elle dit « j’attends » deux fois. Est-ce un geste, ou la peur d’en faire trop ?",
            at=at,
        )

    def _blind_round(self) -> None:
        """Two have read the same text, each alone; where they differ, some is settled and some is left."""
        text = self.texts["Marjolaine"]
        coders = {one.called: one for one in self.members.values() if one.part == Member.Part.CODER}
        told = {"by": None, "at": self.at(20)}
        blind = rounds.open_blind_round(
            self.corpus, name="Deux lectures de Marjolaine", unit="sentence", texts=[text], **told,
            coders=coders.values(),
        )  # fmt: skip
        Coding.objects.bulk_create(
            Coding(
                transcript=text,
                code=self.codes[row["code"]],
                coder=coders[row["coder"]],
                round=blind,
                start=text.text.index(row["words"]),
                end=text.text.index(row["words"]) + len(row["words"]),
                is_contrary=row["is_contrary"],
                at=self.at(18),
            )
            for row in self.told["blind"]
        )
        blind.readings.update(finished_at=self.at(16))
        blind = rounds.close_round(blind, by=None, at=self.at(15))
        first = differing(blind)[0]
        rounds.settle_unit(
            blind,
            text,
            (first.start, first.end),
            [self.codes["Se sentir solide"]],
            why="Être écoutée n’est pas encore se parler : on l’écrit dans la définition.",
            by=self._user("peer_helper"),
            at=self.at(10),
        )
