"""The documents that hold a word, grouped by where it stands, in few bytes: read at the speed of memory."""

import struct
from collections.abc import Collection, Iterable, Mapping


def pack_ids(ids: Collection[int]) -> bytes:
    """Ids below 2³² as little-endian 32-bit numbers."""
    return struct.pack(f"<{len(ids)}I", *ids)


def unpack_ids(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data)


def pack(by_field: Mapping[int, Iterable[int]]) -> bytes:
    """Field, how many ids, the ids in order; field after field. Nothing for a field without ids."""
    numbers: list[int] = []
    for where in sorted(by_field):
        if ids := sorted(by_field[where]):
            numbers += [where, len(ids), *ids]
    return pack_ids(numbers)


def unpack(data: bytes) -> dict[int, tuple[int, ...]]:
    """
    >>> unpack(pack({3: [7, 2], 1: [5], 4: []}))
    {1: (5,), 3: (2, 7)}
    """
    numbers, at, by_field = unpack_ids(data), 0, {}
    while at < len(numbers):
        where, count = numbers[at], numbers[at + 1]
        by_field[where] = numbers[at + 2 : at + 2 + count]
        at += 2 + count
    return by_field
