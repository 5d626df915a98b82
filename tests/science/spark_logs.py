"""Random logs through Spark itself, one process for all of them; run by `test_pathways_cli`.

Each is counted twice: once as it is, once with tasks that fail half-way the first time they are tried.
"""

import sys
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arrimage.analytics.events import spark
from arrimage.analytics.events.reading import Mapping, opened
from tests.science.test_grouping import FAR, RULES, people, state, written

MAPPING = Mapping(case="who", activity="what", timestamp="when", provider="by")
FEW = settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), database=None)


def failing(counting):
    """The same task, which gives its answer and then breaks when it is tried for the first time."""

    def tried(batches):
        from pyspark import TaskContext

        yield from counting(batches)
        if TaskContext.get().attemptNumber() == 0:
            raise OSError("the machine of this task went away")

    return tried


@given(st.data(), people)
@FEW
def same_on_both(data, names):
    event = st.tuples(
        st.sampled_from(names),
        st.sampled_from("abc"),
        st.integers(0, 90).map(lambda hours: datetime(2024, 1, 1) + timedelta(hours=hours)),
        st.sampled_from([None, "x", "y"]),
    )
    rows = data.draw(st.lists(event, min_size=1, max_size=40))
    with TemporaryDirectory() as folder:
        path = written(Path(folder, "log.parquet"), rows)
        expected = state(path, Path(folder, "one"))
        whole = spark.counting_of
        for counting_of in (whole, lambda *told: failing(whole(*told))):
            spark.counting_of = counting_of
            try:
                with opened(path, MAPPING, until=FAR) as source:
                    assert spark.measured(source.judged(), RULES, shares=3) == expected
            finally:
                spark.counting_of = whole


if __name__ == "__main__":
    same_on_both()
    sys.stdout.write("equal\n")
