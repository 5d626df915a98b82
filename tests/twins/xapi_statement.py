"""The shape of a statement, read line by line from xAPI 1.0.3 (part two, «Statements»): slow and obvious.

`faults(statement)` lists what an LRS would refuse. Only what we say is allowed beside what is required: a
property the specification does not name is a fault, and so is a null.
"""

import re
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

STATEMENT = {
    "id", "actor", "verb", "object", "result", "context", "timestamp", "stored", "authority", "version",
    "attachments",
}  # fmt: skip
REQUIRED = {"actor", "verb", "object"}
IDENTIFIERS = {"mbox", "mbox_sha1sum", "openid", "account"}
CONTEXT = {
    "registration", "instructor", "team", "contextActivities", "revision", "platform", "language",
    "statement", "extensions",
}  # fmt: skip
RESULT = {"score", "success", "completion", "response", "duration", "extensions"}
DEFINITION = {"name", "description", "type", "moreInfo", "extensions"}
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
DURATION = re.compile(r"P(?=.)(\d+W|(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?)")


def faults(statement: dict) -> list[str]:
    found = [f"{name} is not a property of a statement" for name in set(statement) - STATEMENT]
    found += [f"{name} is missing" for name in REQUIRED - set(statement)]
    if found:
        return found
    found = _nulls(statement)
    if found:
        return found
    if "id" in statement and str(UUID(statement["id"])) != statement["id"].lower():
        found.append("id is not a UUID")
    found += _actor(statement["actor"]) + _verb(statement["verb"]) + _activity(statement["object"])
    if "timestamp" in statement:
        moment = datetime.fromisoformat(statement["timestamp"])
        if moment.tzinfo is None or "T" not in statement["timestamp"]:
            found.append("timestamp says no zone")
    if "result" in statement:
        found += _result(statement["result"])
    if "context" in statement:
        found += _context(statement["context"])
    return found


def _nulls(value, where="") -> list[str]:
    if value is None:
        return [f"{where} is null"]
    if isinstance(value, dict):
        return [fault for key, inner in value.items() for fault in _nulls(inner, f"{where}.{key}")]
    if isinstance(value, list):
        return [fault for inner in value for fault in _nulls(inner, where)]
    return []


def _iri(text: str, where: str) -> list[str]:
    parts = urlsplit(text)
    return [] if parts.scheme and (parts.netloc or parts.path) else [f"{where} is not an absolute IRI"]


def _map(value: dict, where: str) -> list[str]:
    return [f"{where}: {tag} is no language tag" for tag in value if not LANGUAGE.fullmatch(tag)] + [
        f"{where}: {tag} is not text" for tag, text in value.items() if not isinstance(text, str) or not text
    ]


def _actor(actor: dict) -> list[str]:
    found = []
    if actor.get("objectType", "Agent") not in ("Agent", "Group"):
        found.append("an actor is an Agent or a Group")
    allowed = {"objectType", "name"} | IDENTIFIERS
    if actor.get("objectType") == "Group":
        allowed |= {"member"}
    found += [f"{name} is not a property of an actor" for name in set(actor) - allowed]
    if len(set(actor) & IDENTIFIERS) != 1:
        found.append("an actor has exactly one identifier")
    account = actor.get("account", {})
    if "account" in actor:
        if set(account) != {"homePage", "name"} or not account["name"]:
            found.append("an account has a homePage and a name, and nothing else")
        found += _iri(account.get("homePage", ""), "homePage")
    return found


def _verb(verb: dict) -> list[str]:
    found = [f"{name} is not a property of a verb" for name in set(verb) - {"id", "display"}]
    return found + _iri(verb.get("id", ""), "verb") + _map(verb.get("display", {}), "display")


def _activity(activity: dict) -> list[str]:
    found = []
    if activity.get("objectType", "Activity") != "Activity":
        found.append("the object is an Activity")
    found += [f"{one} is not of an activity" for one in set(activity) - {"objectType", "id", "definition"}]
    found += _iri(activity.get("id", ""), "activity")
    definition = activity.get("definition", {})
    found += [f"{name} is not of a definition" for name in set(definition) - DEFINITION]
    found += _map(definition.get("name", {}), "name")
    if "type" in definition:
        found += _iri(definition["type"], "type")
    return found


def _result(result: dict) -> list[str]:
    found = [f"{name} is not of a result" for name in set(result) - RESULT]
    for name in ("success", "completion"):
        if name in result and not isinstance(result[name], bool):
            found.append(f"{name} is yes or no")
    if "duration" in result and not DURATION.fullmatch(result["duration"]):
        found.append("duration is not of ISO 8601")
    return found


def _context(context: dict) -> list[str]:
    found = [f"{name} is not of a context" for name in set(context) - CONTEXT]
    if "language" in context and not LANGUAGE.fullmatch(context["language"]):
        found.append("the language of the context is no tag")
    for kind, activities in context.get("contextActivities", {}).items():
        if kind not in ("parent", "grouping", "category", "other"):
            found.append(f"{kind} is no place of a context activity")
        for one in activities:
            found += _activity(one)
    return found
