"""What R4 lets a Questionnaire and a QuestionnaireResponse hold: enough of it to catch what would be refused.

Read from the definitions (hl7.org/fhir/R4/questionnaire.html): the elements of each part, which are needed,
the types of answers each type of question takes, and the invariants a machine can check.
"""

from collections.abc import Iterator

RESOURCE = set(
    "resourceType id meta implicitRules language text contained extension modifierExtension"
    " identifier".split()
)
QUESTIONNAIRE = RESOURCE | set(
    "url version name title derivedFrom status experimental subjectType date publisher contact description"
    " useContext jurisdiction purpose copyright approvalDate lastReviewDate effectivePeriod code item".split()
)
ITEM = set(
    "id extension modifierExtension linkId definition code prefix text type enableWhen enableBehavior"
    " required repeats readOnly maxLength answerValueSet answerOption initial item".split()
)
RESPONSE = RESOURCE | set(
    "basedOn partOf questionnaire status subject encounter authored author source item".split()
)
ANSWERED = set("id extension modifierExtension linkId definition text answer item".split())
TAKES = {
    "boolean": {"valueBoolean"},
    "decimal": {"valueDecimal"},
    "integer": {"valueInteger"},
    "date": {"valueDate"},
    "dateTime": {"valueDateTime"},
    "time": {"valueTime"},
    "string": {"valueString"},
    "text": {"valueString"},
    "url": {"valueUri"},
    "choice": {"valueCoding"},
    "open-choice": {"valueCoding", "valueString"},
    "attachment": {"valueAttachment"},
    "reference": {"valueReference"},
    "quantity": {"valueQuantity"},
    "group": set(),
    "display": set(),
}
STATUS = {"draft", "active", "retired", "unknown"}
SENT = {"in-progress", "completed", "amended", "entered-in-error", "stopped"}
ATTACHMENT = {
    "id",
    "extension",
    "contentType",
    "language",
    "data",
    "url",
    "size",
    "hash",
    "title",
    "creation",
}


def faults_of(questionnaire: dict) -> list[str]:
    """What R4 would refuse in a Questionnaire."""
    found = [f"unknown element {name}" for name in _plain(questionnaire) - QUESTIONNAIRE]
    if questionnaire.get("status") not in STATUS:
        found.append("status")
    seen: set[str] = set()
    for item in every(questionnaire):
        where = item.get("linkId", "?")
        found += [f"{where}: unknown element {name}" for name in _plain(item) - ITEM]
        if where in seen or where == "?":
            found.append(f"{where}: que-2, linkId is there once")
        seen.add(where)
        if item.get("type") not in TAKES:
            found.append(f"{where}: type")
        if item.get("type") == "group" and not item.get("item"):
            found.append(f"{where}: que-1, a group has items")
        if item.get("type") == "display" and (item.get("item") or "required" in item or "repeats" in item):
            found.append(f"{where}: que-1, que-6, a display asks nothing")
        if "answerOption" in item and item["type"] not in (
            "choice", "open-choice", "decimal", "integer", "date", "time", "string", "text",
        ):  # fmt: skip
            found.append(f"{where}: que-5")
        if len(item.get("enableWhen", ())) > 1 and "enableBehavior" not in item:
            found.append(f"{where}: que-12")
        for one in item.get("enableWhen", ()):
            if not {"question", "operator"} <= set(one) or not any(key.startswith("answer") for key in one):
                found.append(f"{where}: enableWhen")
        found += [f"{where}: an extension has one value" for one in extensions(item) if not _is_one(one)]
    linked = {one["question"] for item in every(questionnaire) for one in item.get("enableWhen", ())}
    return found + [f"enableWhen asks about {name}" for name in linked - seen]


def faults_of_response(response: dict, questionnaire: dict | None = None) -> list[str]:
    """What R4 would refuse in a QuestionnaireResponse, and in what it says of its Questionnaire."""
    found = [f"unknown element {name}" for name in _plain(response) - RESPONSE]
    if response.get("status") not in SENT:
        found.append("status")
    asked = {item["linkId"]: item for item in every(questionnaire)} if questionnaire else {}
    for item in every(response):
        where = item.get("linkId", "?")
        found += [f"{where}: unknown element {name}" for name in _plain(item) - ANSWERED]
        if item.get("answer") and item.get("item"):
            found.append(f"{where}: qrs-1")
        if questionnaire and where not in asked:
            found.append(f"{where}: nobody asked")
            continue
        for answer in item.get("answer", ()):
            values = [key for key in _plain(answer) if key.startswith("value")]
            if len(values) != 1:
                found.append(f"{where}: one value an answer")
            elif questionnaire and values[0] not in TAKES[asked[where]["type"]]:
                found.append(f"{where}: {values[0]} for a {asked[where]['type']}")
            if file := answer.get("valueAttachment"):
                found += [f"{where}: {name}" for name in set(file) - ATTACHMENT]
            codes = {one["valueCoding"]["code"] for one in asked.get(where, {}).get("answerOption", ())}
            if codes and answer.get("valueCoding", {}).get("code") not in codes:
                found.append(f"{where}: a code nobody offers")
        if questionnaire and len(item.get("answer", ())) > 1 and not asked[where].get("repeats"):
            found.append(f"{where}: several answers to a question that takes one")
    return found


def every(resource: dict) -> Iterator[dict]:
    for item in resource.get("item", ()):
        yield item
        yield from every(item)
        for answer in item.get("answer", ()):
            yield from every(answer)


def extensions(item: dict) -> Iterator[dict]:
    yield from item.get("extension", ())


def _is_one(extension: dict) -> bool:
    values = [key for key in extension if key.startswith("value")]
    return "url" in extension and (len(values) == 1) != bool(extension.get("extension"))


def _plain(element: dict) -> set[str]:
    """`_text` only carries the extensions of `text`."""
    return {name.removeprefix("_") for name in element}
