"""What was done, said as xAPI 1.0.3 statements: rows in, statements out. Pure.

Actors are accounts whose name is a pseudonym: a team is a Group, a person an Agent, and neither has a name, a
mail or a member. Every verb is of ADL's vocabulary. A statement's id is drawn from what it says, so that the
same export twice is the same statements.

| verb | who | what |
|---|---|---|
| registered | a team | the programme |
| experienced | a team | a theme: read or watched |
| interacted | a team | a theme: discussed together |
| attempted | a team | a theme: tried something |
| attended | a person | a webinar, for how long; `completion` says whether it earned its hours |

Specification: ADL, *Experience API*, version 1.0.3, part two (statements).
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

ADL = "http://adlnet.gov/expapi"
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://arrimage.invalid/xapi")
VERBS = {
    "registered": {"fr-CA": "s’est inscrite à", "en-CA": "registered for"},
    "experienced": {"fr-CA": "a lu ou regardé", "en-CA": "read or watched"},
    "interacted": {"fr-CA": "a discuté de", "en-CA": "discussed"},
    "attempted": {"fr-CA": "a essayé quelque chose de", "en-CA": "tried something of"},
    "attended": {"fr-CA": "a assisté à", "en-CA": "attended"},
}
LANGUAGES = {"fr": "fr-CA", "en": "en-CA"}


@dataclass(frozen=True)
class Thing:
    """An activity: its address, what it is called, and ADL's type of it (course, module, meeting)."""

    address: str
    title: str
    kind: str
    language: str = "fr"

    def named(self) -> dict:
        return {
            "objectType": "Activity",
            "id": self.address,
            "definition": {
                "type": f"{ADL}/activities/{self.kind}",
                "name": {LANGUAGES.get(self.language, "fr-CA"): self.title},
            },
        }


@dataclass(frozen=True)
class Did:
    """Somebody did something. `actor` is a pseudonym; `around`: theme and programme, nearest first."""

    actor: str
    is_team: bool
    verb: str
    what: Thing
    at: datetime
    around: tuple[Thing, ...] = ()
    minutes: int | None = None
    earned: bool | None = None


def statement(did: Did, *, home: str) -> dict:
    """One statement. `home` is the address under which the pseudonyms mean something."""
    said = {
        "id": str(uuid.uuid5(NAMESPACE, "\n".join((did.actor, did.verb, did.what.address)))),
        "actor": {
            "objectType": "Group" if did.is_team else "Agent",
            "account": {"homePage": home, "name": did.actor},
        },
        "verb": {"id": f"{ADL}/verbs/{did.verb}", "display": VERBS[did.verb]},
        "object": did.what.named(),
        "timestamp": did.at.isoformat(timespec="seconds"),
        "context": {"platform": "Arrimage", "language": LANGUAGES.get(did.what.language, "fr-CA")},
    }
    if did.around:
        above = {"parent": [did.around[0].named()]}
        if len(did.around) > 1:
            above["grouping"] = [one.named() for one in did.around[1:]]
        said["context"]["contextActivities"] = above
    if did.minutes is not None:
        said["result"] = {"duration": f"PT{did.minutes}M", "completion": bool(did.earned)}
    return said


def statements(done: Iterable[Did], *, home: str) -> list[dict]:
    """In the order of time, then of their ids: two exports of the same rows are the same file."""
    said = [(did.at, statement(did, home=home)) for did in done]
    return [one for _at, one in sorted(said, key=lambda pair: (pair[0], pair[1]["id"]))]
