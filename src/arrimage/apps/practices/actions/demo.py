"""What the demonstration shows of practices. Every organisation and every person in it is invented."""

import io
import math
import random
import tomllib
import wave
from collections.abc import Callable
from datetime import date, datetime
from importlib.resources import files

from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image, ImageDraw

from arrimage.apps.accounts.queries import memberships_of
from arrimage.apps.kernel.search import sort_key
from arrimage.apps.kernel.uploads import check_upload
from arrimage.apps.network.actions.demo.content import DOMAIN, Calendar, uid_of
from arrimage.apps.network.queries.pages import offers_shown, organisations
from arrimage.apps.practices.models import Doing, OwnVersion, Practice, Tag
from arrimage.apps.practices.vocabulary import OWN_SECTIONS

from . import catalogue, contestations, doing, media, own, tags
from .loading import load_catalogue

TOLD = ("needs", "refuses_models", "refusal", "signed", *OWN_SECTIONS)


@transaction.atomic
def load_practices(*, on: date) -> int:
    """Add what is missing; how many practices told in own words that makes. The territory must be there."""
    text = files("arrimage.apps.practices").joinpath("data", "demo", "practices.toml").read_text("utf-8")
    content, stage = tomllib.loads(text), Stage(on)
    load_catalogue(at=stage.calendar.moment(700))
    made = sum(stage.tell(row) for row in content["own"])
    if made:
        stage.draft(content["draft"])
        for row in content["doing"]:
            stage.do(row)
        for row in content["contestation"]:
            stage.contest(row)
        for row in content["quotation"]:
            stage.quote(row)
        for row in content["kinship"]:
            stage.tie(row)
        for row in content["edition"]:
            stage.rewrite(row)
    return made


class Stage:
    """The invented territory, as one looks things up in it."""

    def __init__(self, on: date) -> None:
        self.on, self.calendar = on, Calendar(on)

    def organisation(self, slug: str):
        return organisations().get(uid=uid_of("organisation", slug))

    def user(self, slug: str | None):
        if slug is None:
            return None
        user = get_user_model().objects.get(email=f"{slug}@{DOMAIN}")
        return user.act_as(memberships_of(user, on=self.on).first())

    def at(self, row: dict, days: int = 30) -> datetime:
        return self.calendar.moment(row.get("days", days))

    def version(self, title: str) -> OwnVersion:
        return OwnVersion.objects.get(title=title, state=OwnVersion.State.PUBLISHED)

    def tell(self, row: dict) -> int:
        organisation = self.organisation(row["organisation"])
        if OwnVersion.objects.filter(practice__organisation=organisation, title=row["title"]).exists():
            return 0
        by, said = self.user(row.get("by")), {name: row[name] for name in TOLD if name in row}
        said = {name: value.strip() if isinstance(value, str) else value for name, value in said.items()}
        linked = Practice.objects.filter(slug__in=row.get("links", ()))
        times = [(row["before"]["days"], {"story": row["before"]["story"]})] if "before" in row else []
        practice = None
        for days, values in [*times, (row["days"], said)]:
            at = self.calendar.moment(days)
            if practice is None:
                draft = own.begin(organisation, title=row["title"], by=by, at=at)
                practice = draft.practice
            else:
                draft = own.go_on(practice, by=by, at=at)
            draft = own.save_draft(
                draft, since=draft.version, by=by, at=at, values=values, tags=row["tags"], links=linked
            )
            for kind in ("picture", "sound"):
                for one in row.get(kind, ()) if values is said else ():
                    self.add(practice, one, by=by, at=at)
            own.publish(draft, by=by, at=at)
        return 1

    def add(self, practice, row: dict, *, by, at: datetime) -> None:
        name, data = MADE[row["made"]]()
        file = SimpleUploadedFile(name, data)
        file.upload = check_upload(file, allowed=media.ALLOWED)
        media.add_medium(
            practice,
            file=file,
            in_words=row["in_words"],
            caption=row["caption"],
            consent="nobody",
            by=by,
            at=at,
        )

    def draft(self, rows: list[dict]) -> None:
        for row in rows:
            by, at = self.user(row["by"]), self.calendar.moment(3)
            draft = own.begin(self.organisation(row["organisation"]), title=row["title"], by=by, at=at)
            own.save_draft(draft, since=draft.version, by=by, at=at, values={"story": row["story"]})

    def do(self, row: dict) -> None:
        organisation, by = self.organisation(row["organisation"]), self.user(row.get("by"))
        offers = {sort_key(offer.name): offer for offer in offers_shown(organisation)}
        which = (
            {"own": self.version(row["own"]).practice}
            if "own" in row
            else {"practice": Practice.objects.get(slug=row["practice"])}
        )
        said: Doing = doing.say_doing(
            organisation,
            how=row["how"],
            since_year=row["since"],
            offer=offers[sort_key(row["offer"])] if "offer" in row else None,
            by=by,
            at=self.calendar.moment(400),
            **which,
        )
        for words in row.get("adapted", ()):
            doing.note_adaptation(said, words=words, by=by, at=self.calendar.moment(200))
        if "until" in row:
            year = min(row["until"], self.on.year)
            doing.stop_doing(said, why=row["why"], until_year=year, by=by, at=self.calendar.moment(120))

    def contest(self, row: dict) -> None:
        made = contestations.contest(
            Practice.objects.get(slug=row["practice"]),
            words=row["words"],
            wished=row.get("wished", ""),
            section=row["section"],
            by=self.user(row["by"]),
            at=self.at(row),
        )
        if answer := row.get("answer"):
            contestations.answer_contestation(
                made, words=answer["words"], by=self.user(answer["by"]), at=self.at(answer)
            )

    def quote(self, row: dict) -> None:
        own.quote(
            self.version(row["own"]),
            title=row["title"],
            words=row.get("words", ""),
            by=self.user(row["by"]),
            at=self.at(row),
        )

    def tie(self, row: dict) -> None:
        words = {
            side: Tag.objects.get(organisation=self.organisation(row[side][0]), word=row[side][1])
            for side in ("mine", "other")
        }
        for side in row["yes"]:
            other = words["other" if side == "mine" else "mine"]
            tags.say_alike(words[side], other, by=None, at=self.calendar.moment(50))

    def rewrite(self, row: dict) -> None:
        by, at = self.user(row["by"]), self.at(row)
        draft = catalogue.begin_edition(Practice.objects.get(slug=row["practice"]), by=by, at=at)
        draft = catalogue.save_edition(
            draft,
            since=draft.version,
            by=by,
            at=at,
            values={"aim": row["aim"]},
            said_of_change=row["said_of_change"],
        )
        if not row.get("is_draft"):
            catalogue.send_to_readers(draft, by=by, at=at)


# --- A picture and a sound made here: nothing is borrowed, nobody is seen or heard


def _bench() -> tuple[str, bytes]:
    """A workbench under a window, a plank, a plane, curls on the floor."""
    picture = Image.new("RGB", (1200, 800), "#f3ede1")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 620, 1200, 800), fill="#d9c8a9")
    draw.rectangle((380, 60, 820, 330), fill="#cfe3e6", outline="#7a6246", width=14)
    draw.line((600, 60, 600, 330), fill="#7a6246", width=10)
    draw.line((380, 195, 820, 195), fill="#7a6246", width=10)
    draw.rectangle((180, 440, 1020, 490), fill="#b98d58", outline="#7a5a34", width=4)
    for left in (230, 900):
        draw.rectangle((left, 490, left + 60, 690), fill="#a57b49", outline="#7a5a34", width=4)
    draw.rectangle((300, 412, 880, 440), fill="#e8cf9f", outline="#b08a55", width=3)
    draw.polygon([(640, 412), (660, 372), (760, 372), (790, 412)], fill="#6b4a2b")
    draw.ellipse((672, 345, 706, 379), fill="#8a6239")
    chance = random.Random(7)  # noqa: S311 (a drawing, not a secret)
    for _curl in range(26):
        x, y, size = chance.randint(220, 980), chance.randint(660, 760), chance.randint(14, 30)
        draw.arc((x, y, x + size, y + size), chance.randint(0, 180), chance.randint(200, 360), "#b08a55", 5)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return "etabli.png", file.getvalue()


def _steps() -> tuple[str, bytes]:
    """Steps on gravel: bursts of noise that fade."""
    rate, chance = 16_000, random.Random(3)  # noqa: S311 (noise, not a secret)
    beats = [0.2 + 0.62 * step for step in range(8)] + [5.4]
    samples = bytearray()
    for place in range(6 * rate):
        moment = place / rate
        since = min((moment - beat for beat in beats if moment >= beat), default=9.0)
        loud = 7_000 * math.exp(-since * 16) if since < 0.5 else 0
        samples += int(chance.uniform(-loud, loud)).to_bytes(2, "little", signed=True)
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(rate)
        written.writeframes(bytes(samples))
    return "pas.wav", file.getvalue()


MADE: dict[str, Callable[[], tuple[str, bytes]]] = {"bench": _bench, "steps": _steps}
