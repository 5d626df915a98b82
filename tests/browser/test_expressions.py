"""The language of conditions in the browser: the very table that drives the server's."""

import json
import math
from pathlib import Path

TABLE = json.loads(
    (Path(__file__).parents[1] / "questionnaires" / "expressions.json").read_text(encoding="utf-8")
)

RUN = """async ({cases, on}) => {
  const language = await import("/static/questionnaires/expressions.js");
  return cases.map(({text, answers}) => {
    try { return {value: language.evaluate(language.parse(text), answers, on)}; }
    catch (error) {
      return error instanceof language.ExpressionError ? {refused: true} : {broke: String(error)};
    }
  });
}"""


def test_the_browser_says_what_the_server_says(visit):
    cases = [(text, TABLE["answers"], expected) for text, expected in TABLE["cases"]]
    cases += [
        (text, TABLE["answers"] | {".": own}, expected) for text, own, expected in TABLE["about_itself"]
    ]
    given = [{"text": text, "answers": answers} for text, answers, _ in cases]
    found = visit("/charte/").evaluate(RUN, {"cases": given, "on": TABLE["on"]})
    wrong = []
    for (text, _, expected), result in zip(cases, found, strict=True):
        if expected == "refused":
            right = result.get("refused", False)
        elif expected is None:
            right = isinstance(result.get("value"), float) and math.isnan(result["value"])
        else:
            right = result.get("value") == expected and isinstance(result.get("value"), bool) == isinstance(
                expected, bool
            )
        if not right:
            wrong.append((text, expected, result))
    assert not wrong, wrong
    assert len(found) > 200


def test_what_is_too_long_or_too_deep_is_refused_there_too(visit):
    texts = ["1" * 2001, "(" * 60 + "1" + ")" * 60, "-" * 60 + "1", "1+" * 400 + "1"]
    given = [{"text": text, "answers": {}} for text in texts]
    found = visit("/charte/").evaluate(RUN, {"cases": given, "on": TABLE["on"]})
    assert found == [{"refused": True}] * len(texts)
