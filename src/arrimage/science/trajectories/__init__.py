"""What happens to people between services: one pass over their events, and readings of what it counted.

`tally.Tally` goes once over events sorted by person and time, whatever the engine that sorted them, and keeps
only whole numbers: a `State`. States of different people add up to the state of them all, whatever the split;
every figure (waits, variants, continuity, returns) is read from a state by a pure function, each family in
its file. Definitions chosen where the field disagrees: `docs/decisions/0017-trajectories.md`.
"""
