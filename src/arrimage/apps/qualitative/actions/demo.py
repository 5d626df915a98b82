"""What the demonstration shows of interviews: one small study, from the frame to what readers agree on."""

from datetime import date, datetime, time, timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.timezone import make_aware

from arrimage.apps.accounts.queries import memberships_of
from arrimage.apps.qualitative.models import Code, Coding, Corpus, Member, Participant, Transcript

from . import cases, corpora, people, texts
from .demo_texts import CODES, CODINGS, GUIDE, PEOPLE, TEXTS

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


class _Load:
    def __init__(self, on: date) -> None:
        self.on = on
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
        for words, prompts, lights, figure in GUIDE:
            corpora.add_question(
                self.corpus, words=words, prompts=prompts, lights=lights, figure=figure, **told
            )
        self._people()
        self._codes()

    def _people(self) -> None:
        told = {"by": None, "at": self.at(80)}
        role = cases.add_variable(self.corpus, name="Rôle", **told)
        years = cases.add_variable(self.corpus, name="Années dans l’équipe", type="Integer", **told)
        self.texts: dict[str, Transcript] = {}
        for number, (pseudonym, name, group, why, ended, records, quotes, what, how_long) in enumerate(
            PEOPLE
        ):
            who = people.think_of(self.corpus, name=name, pseudonym=pseudonym, group=group, why=why, **told)
            if ended != Participant.State.AGREED:
                people.note_answer(who, ended, **told)
                continue
            people.note_consent(
                who,
                given_on=self.on - timedelta(days=70),
                means="spoken",
                records=records,
                quotes=quotes,
                keeps_text=False,
                by=None,
                at=self.at(70),
            )
            met = people.plan_interview(
                who,
                starts_at=self.at(60 - number),
                how="telephone",
                held_by=self.members[self.lead],
                **told,
            )
            people.close_interview(met, held=True, by=None, at=self.at(60 - number))
            texts.describe_case(
                who.case,
                description="",
                quotable_because="",
                values={role: what, years: how_long},
                **told,
            )
            brought = {"by": None, "at": self.at(50)}
            text = texts.bring_text(
                who.case, title=f"Entretien avec {pseudonym}", text=TEXTS[pseudonym], **brought
            )
            self.texts[pseudonym] = texts.freeze(text, since=text.version, **brought)
        waits = people.think_of(
            self.corpus,
            name="Odilon Marchand-Pineau",
            pseudonym="Léopold",
            group="Intervenantes",
            why="Équipe du secteur de la Rivière, deux thèmes",
            **told,
        )
        people.note_answer(waits, Participant.State.ASKED, by=None, at=self.at(4))

    def _codes(self) -> None:
        at = self.at(40)
        self.codes: dict[str, Code] = {}
        for place, (parent, name, definition, when, when_not, contrary) in enumerate(CODES, 1):
            self.codes[name] = Code.objects.create(
                corpus=self.corpus,
                parent=self.codes.get(parent),
                place=place,
                name=name,
                definition=definition,
                when=when,
                when_not=when_not,
                contrary=contrary,
            )
        together = self.corpus.rounds.get()
        coders = list(self.members.values())
        rows = []
        for number, (pseudonym, words, code, is_contrary) in enumerate(CODINGS):
            text = self.texts[pseudonym]
            start = text.text.index(words)
            rows.append(
                Coding(
                    transcript=text,
                    code=self.codes[code],
                    coder=coders[number % len(coders)],
                    round=together,
                    start=start,
                    end=start + len(words),
                    is_contrary=is_contrary,
                    at=at + timedelta(minutes=number),
                )
            )
        Coding.objects.bulk_create(rows)
