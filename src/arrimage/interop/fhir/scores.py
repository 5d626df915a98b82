"""Scores as Structured Data Capture says them: read-only items at the end, whose value is worked out.

`sdc-questionnaire-calculatedExpression` carries the rule in FHIRPath where FHIRPath says it exactly: the sum
or the mean of the points of questions that always apply. Any other rule (a share, silences that count as
the mean…) is kept whole in an extension of ours. The value itself is always among the answers.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from arrimage.apps.questionnaires.document.questionnaire import CHOSEN, Questionnaire, said, to_data
from arrimage.apps.questionnaires.document.scores import Method, Part, Score, Unanswered
from arrimage.apps.questionnaires.document.scoring import Outcome, Result, points_of

SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition"
OURS = "https://arrimage.invalid/fhir/StructureDefinition"
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
GROUP = "arrimage-scores"


def link_id(rule: Score) -> str:
    return f"arrimage-score-{rule.name}"


def asked(form: Questionnaire, language: str) -> list[dict[str, Any]]:
    """The group of scores of a Questionnaire; none when it has no score."""
    if not form.scores:
        return []
    items = [
        {
            "extension": [_calculated(rule, form, language), _whole(rule)],
            "linkId": link_id(rule),
            "text": said(rule.title, language) or rule.name,
            "type": "decimal",
            "readOnly": True,
        }
        for rule in form.scores
    ]
    return [{"linkId": GROUP, "text": _("Scores"), "type": "group", "item": items}]


def answered(form: Questionnaire, results: Iterable[Result], language: str) -> list[dict[str, Any]]:
    """The same in a response: the value, or why there is none."""
    rules = {rule.name: rule for rule in form.scores}
    items = [_result(rules[result.score], result, language) for result in results if result.score in rules]
    return [{"linkId": GROUP, "text": _("Scores"), "item": items}] if items else []


def _result(rule: Score, result: Result, language: str) -> dict[str, Any]:
    told = {"linkId": link_id(rule), "text": said(rule.title, language) or rule.name}
    if result.outcome is Outcome.VALUE:
        return {**told, "answer": [{"valueDecimal": result.value}]}
    reason = "not-applicable" if result.outcome is Outcome.NOT_APPLICABLE else "unknown"
    return {"extension": [{"url": ABSENT, "valueCode": reason}], **told}


def _calculated(rule: Score, form: Questionnaire, language: str) -> dict[str, Any]:
    bands = "; ".join(f"{band.at:g}+: {said(band.label, language)}" for band in rule.bands)
    told = {"description": bands or rule.source or said(rule.title, language) or rule.name}
    # FHIR wants an expression: what FHIRPath cannot say exactly is left to the value that was kept.
    path = fhirpath(rule, form) or f"%resource.descendants().where(linkId='{link_id(rule)}').answer.value"
    told |= {"language": "text/fhirpath", "expression": path}
    return {"url": f"{SDC}/sdc-questionnaire-calculatedExpression", "valueExpression": told}


def _whole(rule: Score) -> dict[str, Any]:
    rule_text = json.dumps(to_data(rule), ensure_ascii=False, sort_keys=True)
    return {"url": f"{OURS}/score-rule", "valueString": rule_text}


def fhirpath(rule: Score, form: Questionnaire) -> str:
    """The rule in FHIRPath; empty when FHIRPath would not always say the same number."""
    items = [form.items[part.item] for part in rule.parts]
    always = all(not item.relevant and not form.section_of(item.name).relevant for item in items)
    is_plain = rule.method in (Method.SUM, Method.MEAN) and rule.unanswered is Unanswered.LEFT_OUT
    if not (rule.parts and is_plain and always) or any(item.not_applicable for item in items):
        return ""
    if rule.method is Method.MEAN and any(part.weight != 1 for part in rule.parts):
        return ""
    first, *rest = [_points(part, form) for part in rule.parts]
    points = first + "".join(f".combine({one})" for one in rest)
    needed = len(rule.parts) if rule.minimum_answered is None else min(rule.minimum_answered, len(rule.parts))
    number = f"{points}.{'sum' if rule.method is Method.SUM else 'avg'}()"
    if rule.multiplied_by != 1:
        number += f" * {rule.multiplied_by:g}"
    return f"iif({points}.count() >= {max(needed, 1)}, {number}, {{}})"


def _points(part: Part, form: Questionnaire) -> str:
    """What one question brings, or nothing when it has no answer."""
    item = form.items[part.item]
    counting = points_of(item, part.one_for)
    value = f"%resource.descendants().where(linkId='{part.item}').answer.value"
    if part.one_for:
        codes = " or ".join(f"code = '{code}'" for code in part.one_for)
        value += f".select(iif({codes}, 1, 0))"
    elif item.kind in CHOSEN:
        value += ".weight()"
    if counting is not None and part.reversed:
        value += f".select({counting.least + counting.most:g} - $this)"
    return value if part.weight == 1 else f"{value}.select($this * {part.weight:g})"
