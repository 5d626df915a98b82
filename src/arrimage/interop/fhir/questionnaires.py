"""A version of a questionnaire as a Questionnaire, and answers as a QuestionnaireResponse.

Conditions are said as `enableWhen` where one simple comparison is enough; any other is kept, word for word,
in an extension of ours, so that nothing is lost and nothing is pretended. Points are said as the
`ordinalValue` extension; a score as Structured Data Capture has it (`scores`): a question nobody answers,
whose value is worked out.
"""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from arrimage.apps.questionnaires.document.answers import Answer, Answers, Attached, State
from arrimage.apps.questionnaires.document.questionnaire import (
    Choice,
    Item,
    Kind,
    Questionnaire,
    Section,
    Texts,
    said,
)
from arrimage.apps.questionnaires.document.scoring import Result

from . import scores

Resource = dict[str, Any]
HL7 = "http://hl7.org/fhir/StructureDefinition"
OURS = "https://arrimage.invalid/fhir/StructureDefinition"
PICTURE = "image/webp"  # as it is kept, whatever it came as
ABSENT = f"{HL7}/data-absent-reason"
TYPES = {
    Kind.SINGLE: "choice",
    Kind.SEVERAL: "choice",
    Kind.SCALE: "integer",
    Kind.NUMBER: "decimal",
    Kind.DATE: "date",
    Kind.TEXT: "string",
    Kind.LONG_TEXT: "text",
    Kind.ENTRIES: "string",
    Kind.FILE: "attachment",
    Kind.NOTE: "display",
    Kind.CALCULATED: "string",
}
# `${name} = 'code'`, or a selection of one code: what `enableWhen` can say.
EQUALS = re.compile(
    r"\$\{([\w.-]+)\} *(=|!=) *'([\w.-]+)'|selected\(\$\{([\w.-]+)\}, *'([\w.-]+)'\)", re.ASCII
)


def questionnaire(
    form: Questionnaire, *, url: str, version: str, status: str, language: str = "fr"
) -> Resource:
    """`status` is FHIR's: draft, active or retired; `url` names the instrument for ever."""
    return _full(
        resourceType="Questionnaire",
        url=url,
        version=version,
        title=said(form.title, language),
        _title=_translated(form.title, language),
        status=status,
        language=language,
        description=said(form.introduction, language),
        item=[
            *(_section(form, section, language) for section in form.sections),
            *scores.asked(form, language),
        ],
    )


def _section(form: Questionnaire, section: Section, language: str) -> Resource:
    return _full(
        linkId=section.name,
        text=said(section.title, language),
        _text=_translated(section.title, language),
        type="group",
        **_condition(form, section.relevant),
        item=[_item(form, item, language) for item in section.items],
    )


def _item(form: Questionnaire, item: Item, language: str) -> Resource:
    condition = _condition(form, item.relevant)
    extensions = condition.pop("extension", [])
    for name in ("minimum", "maximum"):
        if (limit := getattr(item, name)) is not None:
            kind = "valueInteger" if item.kind is Kind.SCALE or item.whole else "valueDecimal"
            extensions.append({"url": f"{HL7}/{name[:3]}Value", kind: limit})
    for name in ("constraint", "calculation", "alert"):
        if text := getattr(item, name):
            extensions.append({"url": f"{OURS}/{name}", "valueString": text})
    if item.kind is Kind.FILE:
        kinds = [PICTURE] if item.pictures_only else [PICTURE, "application/pdf"]
        extensions += [{"url": f"{HL7}/mimeType", "valueCode": kind} for kind in kinds]
    if item.kind is Kind.CALCULATED:
        extensions.append({"url": f"{HL7}/questionnaire-hidden", "valueBoolean": True})
    return _full(
        extension=extensions,
        linkId=item.name,
        text=said(item.label, language),
        _text=_translated(item.label, language),
        type="integer" if item.whole else TYPES[item.kind],
        **condition,
        required=item.required or None,
        repeats=item.kind in (Kind.SEVERAL, Kind.ENTRIES) or None,
        readOnly=item.kind is Kind.CALCULATED or None,
        answerOption=[{"valueCoding": _coding(choice, language)} for choice in item.choices],
    )


def _coding(choice: Choice, language: str) -> Resource:
    points = [] if choice.worth is None else [{"url": f"{HL7}/ordinalValue", "valueDecimal": choice.worth}]
    return _full(
        extension=points,
        code=choice.code,
        display=said(choice.label, language),
        _display=_translated(choice.label, language),
    )


def _condition(form: Questionnaire, text: str) -> Resource:
    if not text:
        return {}
    found = EQUALS.fullmatch(text)
    if found:
        name, sign, code = found[1] or found[4], found[2] or "=", found[3] or found[5]
        item = form.items.get(name)
        if item is not None and item.kind in (Kind.SINGLE, Kind.SEVERAL) and (choice := item.choice(code)):
            when = {"question": name, "operator": sign, "answerCoding": {"code": choice.code}}
            return {"enableWhen": [when]}
    return {"extension": [{"url": f"{OURS}/relevant", "valueString": text}]}


def questionnaire_response(
    form: Questionnaire,
    answers: Answers,
    *,
    url: str,
    version: str,
    is_sent: bool,
    at: datetime | None,
    results: Iterable[Result] = (),
    language: str = "fr",
    file_url: Callable[[str], str] = "urn:uuid:{}".format,
) -> Resource:
    """`at` stays out where answers are anonymous. What was not asked is not there; a silence says which.

    `file_url` says where the file of a uid is read, by those who may.
    """
    return _full(
        resourceType="QuestionnaireResponse",
        questionnaire=f"{url}|{version}",
        status="completed" if is_sent else "in-progress",
        language=language,
        authored=at.isoformat() if at else None,
        item=[
            *(
                group
                for section in form.sections
                if (group := _answered_section(section, answers, language, file_url))["item"]
            ),
            *scores.answered(form, results, language),
        ],
    )


def _answered_section(
    section: Section, answers: Answers, language: str, file_url: Callable[[str], str]
) -> Resource:
    items = [
        _answered(item, answers[item.name], language, file_url)
        for item in section.items
        if item.name in answers and answers[item.name].state is not State.NOT_ASKED
    ]
    return {"linkId": section.name, "item": items}


def _answered(item: Item, answer: Answer, language: str, file_url: Callable[[str], str]) -> Resource:
    reasons = {State.NOT_APPLICABLE: "not-applicable", State.DECLINED: "asked-declined"}
    if answer.state is State.VALUE:
        values = answer.value if isinstance(answer.value, tuple) else (answer.value,)
        given = [
            _attachment(item, one, file_url) if isinstance(one, Attached) else _value(item, one, language)
            for one in values
        ]
        return _full(linkId=item.name, text=said(item.label, language), answer=given)
    reason = reasons.get(answer.state)
    absent = [{"url": ABSENT, "valueCode": reason}] if reason else []
    return _full(extension=absent, linkId=item.name, text=said(item.label, language))


def _value(item: Item, value: Any, language: str) -> Resource:
    if item.kind in (Kind.SINGLE, Kind.SEVERAL):
        choice = item.choice(value)
        return {"valueCoding": _coding(choice, language) if choice else {"code": value}}
    if item.kind is Kind.SCALE or item.whole:
        return {"valueInteger": int(value)}
    if item.kind is Kind.NUMBER:
        return {"valueDecimal": value}
    return {"valueDate": value} if item.kind is Kind.DATE else {"valueString": str(value)}


def _attachment(item: Item, file: Attached, file_url: Callable[[str], str]) -> Resource:
    kind = "application/pdf" if file.kind == "pdf" else PICTURE
    told = {"contentType": kind, "url": file_url(file.uid), "size": file.size, "title": file.name(item.name)}
    return {"valueAttachment": told}


def _translated(texts: Texts, language: str) -> Resource | None:
    """The same text in the other languages, as FHIR has it."""
    others = [
        {
            "url": f"{HL7}/translation",
            "extension": [
                {"url": "lang", "valueCode": other},
                {"url": "content", "valueString": text},
            ],
        }
        for other, text in texts.items()
        if other != language and text
    ]
    return {"extension": others} if others else None


def _full(**fields: Any) -> Resource:
    """FHIR has no empty field."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}
