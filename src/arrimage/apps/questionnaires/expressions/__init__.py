"""The small language of conditions, limits and calculations: what XLSForm writes, and nothing that runs.

    age = parse("${birth_year} != '' and today() >= date('2026-01-01')")
    is_true(age, {"birth_year": 1990.0}, on=date(2026, 5, 1))

`static/questionnaires/expressions.js` is the same language in the browser; one table of cases
(`tests/questionnaires/expressions.json`) drives both. It knows texts, numbers and yes or no. An unanswered
question is the empty text; several choices are their codes with a space between; a day is `2026-05-01`, and
counts as its number of days when calculated with. What cannot be calculated is empty, never an error.
"""

from .evaluating import Value, as_number, as_text, as_truth, evaluate, is_true
from .parsing import LONGEST, Expression, ExpressionError, parse

__all__ = [
    "LONGEST",
    "Expression",
    "ExpressionError",
    "Value",
    "as_number",
    "as_text",
    "as_truth",
    "evaluate",
    "is_true",
    "parse",
]
