"""The append-only journal: who did or read what, for whom, when and why."""
