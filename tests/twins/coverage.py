"""How far a programme reaches, the slow and obvious way: one team and one theme at a time."""


def reached(rows, theme, step, region=None) -> tuple[int, int]:
    """(teams that took the step, teams that count)."""
    took = counted = 0
    for row in rows:
        if row.has_left:
            continue
        if row.declined:
            continue
        if region is not None and row.region != region:
            continue
        counted += 1
        for done_theme, done_step in row.done:
            if done_theme == theme and done_step == step:
                took += 1
    return took, counted
