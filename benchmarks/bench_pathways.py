"""What a pass over events costs, beside a bare sort, a bare scan and pm4py.

    python benchmarks/bench_pathways.py [--events 10_000_000] [--repeat 5] [--peer-events 1_000_000]
    … --scale      the store alone, at 10 and 100 million events: is the cost linear? (3 GiB of disk)
    … --spark      1,000 and 1 million events by DuckDB and by Spark on this machine: equal documents, what
                   starting costs, what counting costs (no claim; the extra [spark] and Java 17)

Claims: on unsorted Parquet, arcs, medians to the day, variants and continuity together in at most 1.3 times
DuckDB's bare sort of the same columns, within 1 GiB; on a store, at most twice pyarrow's scan of the same
columns (who opens, activity, moment, provider; the same events in the same order, as pyarrow writes Parquet
when nothing is asked of it); 45 and 120 times faster than pm4py's arcs and variants alone. A scan of the
store's own files, which say less and cost less to read, is shown beside. Ratios of medians, in one run. pm4py
reads the same file (--peer-events: a smaller one, its time per event compared); ours reads its file too, so
both are timed from file to figures, and pm4py's two calls alone are shown beside. Each subject runs in a
process of its own, so that its largest resident memory is its own.
"""

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import click
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

SERVICES, PROVIDERS, MEAN = 30, 200, 8
LIMIT = "600MB"


def invented(path: Path, size: int, seed: int = 1) -> int:
    """Unsorted events of persons who mostly follow a few ways, written as Parquet; returns how many."""
    rng = np.random.default_rng(seed)
    lengths = np.minimum(rng.geometric(1 / MEAN, size // MEAN), 200)
    size = int(lengths.sum())
    person = np.repeat(np.arange(len(lengths)), lengths)
    first = np.r_[True, person[1:] != person[:-1]]
    after = rng.integers(0, SERVICES, (SERVICES, 4))
    chance = rng.random(size)
    choice = np.searchsorted([0.6, 0.85, 0.95], chance)
    activity = np.empty(size, np.int32)
    here = 0
    for row, (opens, share, way) in enumerate(
        zip(first.tolist(), chance.tolist(), choice.tolist(), strict=True)
    ):
        here = int(share * 4) if opens else int(after[here, way])
        activity[row] = here
    wait = np.exp(rng.normal(2.2, 1.0, size)) * 86_400e6
    wait[first] = rng.random(int(first.sum())) * 730 * 86_400e6
    total = np.cumsum(wait)
    at = (total - np.repeat(total[first] - wait[first], lengths)).astype(np.int64) + 1_300_000_000_000_000
    usual = np.repeat(rng.integers(0, PROVIDERS, len(lengths)), lengths)
    provider = np.where(rng.random(size) < 0.7, usual, rng.integers(0, PROVIDERS, size))
    order = rng.permutation(size)

    def names(codes, prefix, count):
        words = pa.array([f"{prefix} {code:03}" for code in range(count)])
        return pa.DictionaryArray.from_arrays(pa.array(codes[order].astype(np.int32)), words).cast(
            pa.string()
        )

    table = {
        "person": pa.array(person[order]),
        "activity": names(activity, "service", SERVICES),
        "timestamp": pa.array(at[order]).cast(pa.timestamp("us")),
        "provider": names(provider, "worker", PROVIDERS),
    }
    pq.write_table(pa.table(table), path)
    return size


def bare_sort(path: Path) -> int:
    import duckdb

    with duckdb.connect() as connection, tempfile.TemporaryDirectory() as scratch:
        connection.execute(f"set memory_limit = '{LIMIT}'")
        connection.execute("set temp_directory = ?", [scratch])
        query = f"select person, activity, timestamp, provider from '{path}' order by person, timestamp"
        return sum(batch.num_rows for batch in connection.sql(query).to_arrow_reader(122_880))


def one_pass(path: Path) -> int:
    from arrimage.analytics.events.measuring import shared_out
    from arrimage.analytics.events.reading import Mapping, opened
    from arrimage.science.trajectories.panel import panel
    from arrimage.science.trajectories.state import Rules

    until = int(time.time() * 1_000_000)
    with opened(path, Mapping(case="person"), until=until, memory_limit=LIMIT) as source:
        shared, _ = shared_out(source)
        with closing(shared):
            return panel(shared.measured(Rules())).events


def scanned(paths: list[Path], columns: list[str]) -> int:
    from concurrent.futures import ThreadPoolExecutor

    def rows(part: Path) -> int:
        with pq.ParquetFile(part) as file:
            batches = file.iter_batches(491_520, columns=columns, use_threads=False)
            return sum(batch.num_rows for batch in batches)

    with ThreadPoolExecutor(2) as pool:
        return sum(pool.map(rows, paths))


def bare_scan(folder: Path) -> int:
    """Beside the store: its events as plain columns."""
    return scanned(sorted(plain(folder).glob("*.parquet")), ["first", "activity", "moment", "provider"])


def own_scan(folder: Path) -> int:
    from arrimage.analytics.events.store import COUNTED, open_store, paths_of_part

    parts = open_store(folder).parts
    for part in parts:
        paths_of_part(part)
    return scanned(parts, COUNTED)


def plain(folder: Path) -> Path:
    return folder.with_name(folder.name + "-plain")


def make_plain(folder: Path) -> None:
    from arrimage.analytics.events.store import open_store, people_of

    plain(folder).mkdir()
    for place, run in enumerate(people_of(open_store(folder))):
        events = run.events
        columns = {
            "first": events.first, "activity": events.activity, "moment": events.at,
            "provider": events.provider,
        }  # fmt: skip
        pq.write_table(pa.table(columns), plain(folder) / f"{place:04}.parquet")


def pass_over_store(folder: Path) -> int:
    from arrimage.analytics.events.store import measured_store, open_store
    from arrimage.science.trajectories.panel import panel
    from arrimage.science.trajectories.state import Rules

    return panel(measured_store(open_store(folder), Rules())).events


def make_store(path: Path, folder: Path) -> None:
    from arrimage.analytics.events.reading import Mapping, opened
    from arrimage.analytics.events.store import write_store

    with opened(path, Mapping(case="person"), until=int(time.time() * 1_000_000)) as source:
        write_store(source, folder)
    make_plain(folder)


def with_pm4py(path: Path) -> int:
    import pm4py

    frame = pq.read_table(path, columns=["person", "activity", "timestamp"]).to_pandas()
    frame = pm4py.format_dataframe(
        frame, case_id="person", activity_key="activity", timestamp_key="timestamp"
    )
    began = time.perf_counter()
    pm4py.discover_performance_dfg(frame)
    pm4py.get_variants(frame)
    OWN.append(time.perf_counter() - began)
    return len(frame)


SUBJECTS = {f.__name__: f for f in (bare_sort, one_pass, bare_scan, own_scan, pass_over_store, with_pm4py)}


OWN: list[float] = []  # what a subject says its calls alone took


def timed(subject: str, path: Path, repeat: int) -> dict[str, float]:
    """Median seconds after one run that warms up, and largest resident memory (MiB), in its own process."""
    command = [sys.executable, __file__, "--subject", subject, "--path", path, "--repeat", str(repeat)]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(result.stdout.splitlines()[-1])
    return {name: statistics.median(found[name]) for name in ("seconds", "own") if found[name]} | {
        "memory": found["memory"]
    }


def prepared(path: Path, events: str, store: Path | None = None) -> int:
    command = [sys.executable, __file__, "--path", path, "--events", events]
    command += ["--subject", "prepare", "--store", store] if store else ["--subject", "prepare"]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


@click.command()
@click.option("--events", default="10_000_000")
@click.option("--peer-events", default="")
@click.option("--repeat", default=5)
@click.option("--scale", is_flag=True)
@click.option("--spark", is_flag=True)
@click.option("--subject", default="", hidden=True)
@click.option("--path", type=click.Path(path_type=Path), hidden=True)
@click.option("--store", "folder", type=click.Path(path_type=Path), hidden=True)
def main(
    events: str,
    peer_events: str,
    repeat: int,
    scale: bool,
    spark: bool,
    subject: str,
    path: Path,
    folder: Path | None,
) -> None:
    if subject == "prepare":
        print(invented(path, int(events)))
        if folder:
            make_store(path, folder)
    elif subject:
        seconds = []
        for _ in range(repeat + 1):
            began = time.perf_counter()
            SUBJECTS[subject](path)
            seconds.append(time.perf_counter() - began)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(json.dumps({"seconds": seconds[1:], "own": OWN[1:], "memory": memory}))
    elif scale:
        grow(repeat)
    elif spark:
        both_engines(repeat)
    else:
        compare(events, peer_events, repeat)


def compare(events: str, peer_events: str, repeat: int) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        log, small, store = (Path(scratch, name) for name in ("log.parquet", "small.parquet", "store"))
        # Made in processes of their own too: a child is told its parent's largest memory as its own.
        size = peer_size = prepared(log, events, store)
        if peer_events:
            peer_size = prepared(small, peer_events)
        sort, ours = timed("bare_sort", log, repeat), timed("one_pass", log, repeat)
        scan, own, stored = (
            timed(name, store, repeat) for name in ("bare_scan", "own_scan", "pass_over_store")
        )
        peer = timed("with_pm4py", small if peer_events else log, max(repeat // 2, 1))
    print(f"{size:,} events, {repeat} runs after one, medians")
    for what, found, beside, whose in (
        ("bare sort (DuckDB)", sort, None, ""),
        ("everything, unsorted", ours, sort, "the sort"),
        ("bare scan, plain Parquet", scan, None, ""),
        ("bare scan, the store's files", own, None, ""),
        ("everything, from the store", stored, scan, "the plain scan"),
        ("", stored, own, "the scan of its own files"),
        (f"pm4py, arcs and variants, {peer_size:,}", peer, None, ""),
    ):
        ratio = f"   ×{found['seconds'] / beside['seconds']:.2f} of {whose}" if beside else ""
        print(f"  {what:38}{found['seconds']:8.2f} s {found['memory']:6.0f} MiB{ratio}")
    for name, way in (("from file to figures", "seconds"), ("its two calls alone", "own")):
        all_of_it = peer[way] / peer_size * size
        print(
            f"  than pm4py ({name}, {all_of_it:.1f} s): unsorted ×{all_of_it / ours['seconds']:.0f},"
            f" from the store ×{all_of_it / stored['seconds']:.0f}"
        )


def grow(repeat: int) -> None:
    for events in ("10_000_000", "100_000_000"):
        with tempfile.TemporaryDirectory() as scratch:
            log, store = Path(scratch, "log.parquet"), Path(scratch, "store")
            size = prepared(log, events, store)
            log.unlink()
            scan, stored = timed("bare_scan", store, repeat), timed("pass_over_store", store, repeat)
        print(
            f"{size:,} events from the store: {stored['seconds']:.2f} s, {stored['memory']:.0f} MiB,"
            f" {stored['seconds'] / size * 1e9:.1f} ns an event,"
            f" ×{stored['seconds'] / scan['seconds']:.2f} of the plain scan"
        )


def both_engines(repeat: int) -> None:
    took: dict[tuple[str, int], float] = {}
    with tempfile.TemporaryDirectory() as scratch:
        for events in ("1_000", "1_000_000"):
            log = Path(scratch, f"{events}.parquet")
            size, told = prepared(log, events), {}
            for engine in ("duckdb", "spark"):
                command = [sys.executable, "-m", "arrimage.cli", "pathways", "measure", log, "--json"]
                command += ["--case", "person", "--engine", engine]
                seconds = []
                for _ in range(repeat):
                    began = time.perf_counter()
                    told[engine] = subprocess.run(command, capture_output=True, check=True).stdout
                    seconds.append(time.perf_counter() - began)
                took[engine, size] = statistics.median(seconds)
            if told["duckdb"] != told["spark"]:
                raise SystemExit("the two engines differ")
            print(f"{size:,} events: equal documents of {len(told['spark']):,} bytes")
    for (engine, size), seconds in took.items():
        print(f"  {engine:8} {size:>9,} events, the whole command: {seconds:6.2f} s")


if __name__ == "__main__":
    main()
