"""Random numbers by counter: what befalls a person depends on who they are, never on what came before.

A person has a key, renewed at each service they join; draw j of a key is always the same number. Two
scenarios then give the same people the same needs (common random numbers), and threads change nothing. The
mixing is SplitMix64 (Steele, Lea & Flood 2014, doi:10.1145/2660193.2660195). Compiled: import lazily.
"""

import math
from hashlib import blake2b

import numpy as np
from numba import njit


def compiled(function):
    try:
        return njit(cache=True, nogil=True, error_model="numpy")(function)
    except RuntimeError:  # no folder where the machine code could be kept
        return njit(nogil=True, error_model="numpy")(function)


STEP = np.uint64(0x9E3779B97F4A7C15)
RENEWAL = np.uint64(0xD1B54A32D192ED03)
FIRST, SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
SHIFTS = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
ONE = np.uint64(1)
UNIT = 2.0**-53
# Which draw of a key is for what. Durations take as many as they need, from the last on.
ROUTE, PATIENCE, RETURN, DELAY, SEASON, DURATION = (np.uint64(j) for j in (1, 2, 3, 4, 5, 8))
EXPONENTIAL, GAMMA, LOGNORMAL, EMPIRICAL, CONSTANT = range(5)


def key_of(*told: object) -> int:
    """A 64-bit key from any words, the same on every machine.

    >>> key_of(1, "guichet") == key_of(1, "guichet") != key_of(2, "guichet")
    True
    """
    return int.from_bytes(blake2b(repr(told).encode(), digest_size=8).digest(), "little")


@compiled
def mix(x):
    x ^= x >> SHIFTS[0]
    x *= FIRST
    x ^= x >> SHIFTS[1]
    x *= SECOND
    return x ^ (x >> SHIFTS[2])


@compiled
def uniform(key, j):
    """In [0, 1)."""
    return (mix(key + j * STEP) >> SHIFTS[3]) * UNIT


@compiled
def exponential(key, j):
    """Of mean 1."""
    return -math.log(1.0 - uniform(key, j))


@compiled
def renewed(key):
    return mix(key + RENEWAL)


@compiled
def normal(key, j):
    """Box and Muller, from draws j and j + 1."""
    radius = math.sqrt(2.0 * exponential(key, j))
    return radius * math.cos(2.0 * math.pi * uniform(key, j + ONE))


@compiled
def gamma(key, j, shape):
    """Of scale 1 (Marsaglia & Tsang 2000, doi:10.1145/358407.358414)."""
    boost = 1.0
    if shape < 1.0:
        boost = (1.0 - uniform(key, j)) ** (1.0 / shape)
        j += ONE
        shape += 1.0
    d = shape - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    while True:
        x = normal(key, j)
        u = 1.0 - uniform(key, j + ONE + ONE)
        j += ONE + ONE + ONE
        v = (1.0 + c * x) ** 3
        if v > 0.0 and math.log(u) < 0.5 * x * x + d - d * v + d * math.log(v):
            return d * v * boost


@compiled
def duration(key, kind, first, second, values, start, end):
    """Days a service takes. first, second: mean; for gamma, shape and scale; for lognormal, μ and σ."""
    if kind == EXPONENTIAL:
        return first * exponential(key, DURATION)
    if kind == GAMMA:
        return second * gamma(key, DURATION, first)
    if kind == LOGNORMAL:
        return math.exp(first + second * normal(key, DURATION))
    if kind == EMPIRICAL:
        return values[start + int(uniform(key, DURATION) * (end - start))]
    return first
