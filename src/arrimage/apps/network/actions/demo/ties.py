"""The invented waves: who said what of whom, who said nothing, what was confirmed and what was not."""

from collections import Counter
from datetime import datetime, timedelta

from arrimage.apps.network.actions.tie_kinds import load_tie_kinds
from arrimage.apps.network.models import (
    Network,
    Organisation,
    RosterEntry,
    TieClaim,
    TieKind,
    TiePublication,
    TieReading,
    TieReply,
    TieReport,
    Wave,
)
from arrimage.apps.network.vocabulary_ties import Answer, Direction, Shown

from .content import TEAM, Calendar, uid_of

MARKS = {"printemps": "1", "rentree": "2", "nuit": "n"}  # as the relations name their waves
GRADES = ("governance", "formalisation", "sanctions", "extent", "problem")
WAYS = {">": (Direction.OUT,), "<": (Direction.IN,), "=": (Direction.OUT, Direction.IN)}
MIRRORED = {Direction.OUT: Direction.IN, Direction.IN: Direction.OUT, "": ""}


def add_ties(
    content: dict[str, list[dict]],
    organisations: dict[str, Organisation],
    calendar: Calendar,
    created: Counter,
) -> None:
    """The waves that are missing, with all that was said in them."""
    load_tie_kinds()
    for row in content["tie_kind"]:
        _add_kind(row, created)
    for row in content["wave"]:
        if not Wave.objects.filter(uid=uid_of("wave", row["slug"])).exists():
            _Telling(row, organisations, calendar, created).tell(content)


def _add_kind(row: dict, created: Counter) -> None:
    network = Network.objects.get(uid=uid_of("network", row["network"]))
    said = {name: row[name] for name in ("name", "description", "is_directed")}
    _kind, is_new = TieKind.objects.get_or_create(
        network=network, code=row["code"], defaults=said | {"uid": uid_of("tie_kind", row["slug"])}
    )
    created["tie_kind"] += is_new


class _Telling:
    """One wave as it went."""

    def __init__(
        self, row: dict, organisations: dict[str, Organisation], calendar: Calendar, created: Counter
    ) -> None:
        self.row, self.organisations, self.calendar, self.created = row, organisations, calendar, created
        self.slug, self.mark = row["slug"], MARKS[row["slug"]]
        self.asked = set(row["asked"])
        self.quiet = {*row.get("silent", ()), *row.get("declined", ())}
        self.begun = set(row.get("begun", ()))
        self.kinds = {kind.code: kind for kind in TieKind.objects.all()}

    def tell(self, content: dict[str, list[dict]]) -> None:
        self._open()
        for table in content["tie_relation"]:
            for waves, *told in table["rows"]:
                if self.mark in waves:
                    self._relate(*told)
        for model, name in ((TieReading, "tie_reading"), (TiePublication, "tie_publication")):
            for said in content[name]:
                if said["wave"] == self.slug:
                    self._decide(model, said)
        self.created["wave"] += 1

    def _open(self) -> None:
        row, opened = self.row, self.calendar.moment(self.row["opens"])
        is_over = row["status"] != "open"
        closed = self.calendar.moment(row["closes"]) if is_over else None
        self.wave = Wave.objects.create(
            uid=uid_of("wave", self.slug),
            network=Network.objects.get(uid=uid_of("network", row["network"])),
            name=row["name"],
            opens_on=self.calendar.day(row["opens"]),
            closes_on=self.calendar.day(row["closes"]),
            status=row["status"],
            opened_at=opened,
            opened_by="Imane",
            closed_at=closed,
            published_at=closed + timedelta(days=12) if closed else None,
        )
        Wave.objects.filter(pk=self.wave.pk).update(created_at=opened, updated_at=closed or opened)
        for number, slug in enumerate(row["asked"]):
            said = self._moment(number) if slug not in self.quiet else None
            RosterEntry.objects.create(
                uid=uid_of("roster_entry", f"{self.slug}/{slug}"),
                wave=self.wave,
                organisation=self.organisations[slug],
                invited_at=opened,
                reminded_at=opened + timedelta(days=8) if slug in self.quiet and is_over else None,
                started_at=said,
                finished_at=said if slug not in self.begun else None,
                declined_at=self._moment(number) if slug in row.get("declined", ()) else None,
                answered_by=TEAM if said else "",
                shown=row.get("shown", {}).get(slug, Shown.DETAILS) if said else Shown.NOTHING,
            )

    def _moment(self, number: int) -> datetime:
        """Answers come in over two weeks, from the day after the opening."""
        return self.calendar.moment(self.row["opens"]) + timedelta(days=1 + number % 13, hours=number % 5)

    def _relate(
        self, a: str, b: str, kinds: str, frequency: int, grades: str, says: str, *words: str
    ) -> None:
        first = self._report(a, b, kinds, frequency, grades, words[0], mirrored=False)
        if says == "both":
            self._report(b, a, kinds, frequency, grades, words[1], mirrored=True)
        elif first and first.submitted_at and says in ("yes", "no") and b in self.asked - self.quiet:
            answer = Answer.CONFIRMS if says == "yes" else Answer.CONTESTS
            for claim in first.claims.all():
                TieReply.objects.create(
                    claim=claim,
                    answer=answer,
                    words=words[1],
                    replied_at=first.submitted_at + timedelta(days=3),
                    replied_by=TEAM,
                )

    def _report(
        self, by: str, about: str, kinds: str, frequency: int, grades: str, words: str, *, mirrored: bool
    ) -> TieReport | None:
        if by not in self.asked - self.quiet:
            return None
        at = self._moment(self.row["asked"].index(by))
        # Whoever has only begun ticked the last ones without filling their card.
        is_filled = by not in self.begun or len(words) > 0 or frequency > 3
        report = TieReport.objects.create(
            uid=uid_of("tie_report", f"{self.slug}/{by}/{about}"),
            wave=self.wave,
            reporter=self.organisations[by],
            about=self.organisations[about],
            saved_at=at if is_filled else None,
            saved_by=TEAM if is_filled else "",
            submitted_at=at if by not in self.begun else None,
            **(self._said(frequency, grades, words) if is_filled else {}),
        )
        self.created["tie_report"] += 1
        if is_filled:
            for token in kinds.split():
                self._claim(report, token, mirrored=mirrored)
        return report

    def _said(self, frequency: int, grades: str, words: str) -> dict:
        told = {name: int(grade) for name, grade in zip(GRADES, grades, strict=True) if grade != "-"}
        return told | {"frequency": frequency, "own_words": words}

    def _claim(self, report: TieReport, token: str, *, mirrored: bool) -> None:
        code, ways = token.rstrip("<>="), WAYS.get(token[-1], ("",))
        for way in ways:
            direction = MIRRORED[way] if mirrored else way
            TieClaim.objects.create(
                uid=uid_of("tie_claim", f"{report.uid}/{code}/{direction}"),
                report=report,
                kind=self.kinds[code],
                direction=direction,
            )

    def _decide(self, model: type, said: dict) -> None:
        model.objects.create(
            wave=self.wave,
            organisation=self.organisations[said["organisation"]],
            about=self.organisations[said["about"]],
            decided_at=self._moment(14),
            decided_by=TEAM,
            **{name: said[name] for name in ("reading", "words", "shown") if name in said},
        )
        self.created["tie_decision"] += 1
