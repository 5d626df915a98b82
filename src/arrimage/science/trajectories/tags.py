"""What each row of a state's counts is about. The first number of a row is `tag << TAG | what`."""

from enum import IntEnum

TAG = 48  # bits left to «what»
DAY = 86_400_000_000  # microseconds
MINUTE = 60_000_000


class Tag(IntEnum):
    """what → value, counted over events (E) or persons (P)."""

    WAIT = 0  # E  arc (from × number of activities + to) → wait
    DURATION = 1  # P  0 → first to last event, in minutes at most (working days where there is a calendar)
    LENGTH = 2  # P  0 → number of events
    BICE_BOXERMAN = 3  # P  visits N with a known provider → sum of squares of visits by provider
    USUAL = 4  # P  N → visits to the provider seen most
    SEQUENTIAL = 5  # P  N → visits to the same provider as the visit before
    START = 6  # P  first activity → its day since 1970
    END = 7  # P  last activity → its day since 1970
    REACHED = 8  # E  pair → delay to the next event awaited
    UNREACHED = 9  # E  pair → moment of the event, in units since 1970: nothing came after it
    BOUNCE = 10  # E  from × number of activities + to → 0: went there and came straight back
    EPISODE = 11  # E  activity → first to last event of an episode
    AWAY = 12  # E  activity → from the end of an episode to the start of the next
