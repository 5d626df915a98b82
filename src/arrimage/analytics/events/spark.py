"""The same pass on a cluster: Spark shares persons out, each share is counted by the same kernel.

Needs the extra `[spark]` and Java 17. A share whose task fails is done again by Spark and counted once: only
the states of finished tasks come back. Without a cluster, two threads here, four attempts each: correct,
slower than without Spark.
"""

import os
import pickle
import sys
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as pq

from arrimage.science.trajectories.state import Rules, State, merged
from arrimage.science.trajectories.tally import Events, Tally

from .measuring import coded, first_of_person
from .reading import Opened, Unreadable

SHARES = 8


def measured(source: Opened, rules: Rules, *, master: str = "local[2,4]", shares: int = SHARES) -> State:
    """The state `measuring.measured` gives, to the last count. Raises Unreadable where Spark is not there."""
    try:
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise Unreadable(
            "Spark n’est pas installé : installez l’option [spark] (requirements/spark.txt) et Java 17."
        ) from error
    folder = source.scratch / "coded"
    folder.mkdir()
    reader = coded(source)
    with pq.ParquetWriter(folder / "events.parquet", reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)
    session = (
        SparkSession.builder.master(os.environ.get("ARRIMAGE_SPARK_MASTER", master))
        .appName("arrimage")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", str(shares))
        .getOrCreate()
    )
    try:
        session.sparkContext.setLogLevel("ERROR")
        events = session.read.parquet(str(folder))
        sorted_ = events.repartition(shares, "person").sortWithinPartitions("person", "moment", "rank")
        counting = counting_of(source.names("activity"), len(source.names("provider")), rules)
        rows = sorted_.mapInArrow(counting, "state binary").collect()
    finally:
        session.stop()
    return states_together([row["state"] for row in rows], source.names("activity"), rules)


def states_together(kept: list[bytes], activities: tuple[str, ...], rules: Rules) -> State:
    """What the finished tasks gave, as one."""
    states = [pickle.loads(one) for one in kept]  # noqa: S301  made by our own tasks a moment ago
    return merged([State.empty(activities, rules), *states])


def counting_of(activities: tuple[str, ...], providers: int, rules: Rules):
    """What each task runs: from batches of whole persons in order to one row, the state of them all."""

    def counting(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        under_way = Tally(activities, providers, rules)
        before: pa.Scalar | None = None
        for batch in batches:
            if batch.num_rows:
                first, before = first_of_person(batch.column(0), before)
                moment, activity, provider = (
                    batch.column(place).to_numpy(zero_copy_only=False) for place in (1, 2, 3)
                )
                under_way.add(Events(first, activity, moment, provider))
        state = pickle.dumps(under_way.state())
        yield pa.RecordBatch.from_arrays([pa.array([state], pa.binary())], names=["state"])

    return counting
