"""Needs the slow way: everybody is put at a single year of age, then counted one year at a time."""

from collections import Counter


def by_single_year(groups):
    """(sex, age) → persons, for closed bands; and (sex, first age) → persons, for open ones."""
    closed, left_open = Counter(), Counter()
    for group in groups:
        if group.ages.last is None:
            left_open[group.sex, group.ages.first] += group.count
            continue
        years = range(group.ages.first, group.ages.last + 1)
        for age in years:
            closed[group.sex, age] += group.count / len(years)
    return closed, left_open


def in_need(groups, rates):
    closed, left_open = by_single_year(groups)
    needs = {}
    for rate in rates:
        needs.setdefault(rate.need_group, 0.0)
        last = 1000 if rate.ages.last is None else rate.ages.last
        for (sex, age), persons in closed.items():
            if rate.ages.first <= age <= last and rate.sex in ("all", sex):
                needs[rate.need_group] += persons * rate.value
        for (sex, first), persons in left_open.items():
            whole = rate.ages.last is None and rate.ages.first <= first
            if whole and rate.sex in ("all", sex):
                needs[rate.need_group] += persons * rate.value
    return needs


def adults(groups):
    """None when an open band starts before 18."""
    closed, left_open = by_single_year(groups)
    if any(first < 18 for _, first in left_open):
        return None
    grown = sum(persons for (_, age), persons in closed.items() if age >= 18)
    return grown + sum(left_open.values())
