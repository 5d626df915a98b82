"""«1er décembre» in French, everywhere; and nothing else changes."""

from datetime import date, datetime, time

import pytest
from django.template import Context, Template
from django.utils.formats import date_format
from django.utils.translation import override

FIRST, SECOND = date(2026, 12, 1), date(2026, 12, 2)


@pytest.mark.parametrize(
    ("moment", "wanted", "said"),
    [
        (FIRST, "DATE_FORMAT", "1er décembre 2026"),
        (FIRST, "j F", "1er décembre"),
        (FIRST, "l j F Y", "mardi 1er décembre 2026"),
        (FIRST, "j b", "1er déc"),
        (SECOND, "DATE_FORMAT", "2 décembre 2026"),
        (date(2026, 12, 11), "j F Y", "11 décembre 2026"),
        (FIRST, "j", "1"),
        (FIRST, "j/n", "1/12"),
        (FIRST, r"\j F", "j décembre"),
        (FIRST, "Y-m-d", "2026-12-01"),
        (datetime(2026, 12, 1, 9, 5), "j F Y, H:i", "1er décembre 2026, 9\u00a0h\u00a005"),
        (datetime(2026, 12, 2, 14, 0), "DATETIME_FORMAT", "2 décembre 2026 à 14\u00a0h"),
        (time(9, 0), "TIME_FORMAT", "9\u00a0h"),
        (datetime(2026, 12, 2, 0, 30), "H:i", "0\u00a0h\u00a030"),
        (datetime(2026, 12, 2, 14, 0), "c", "2026-12-02T14:00:00"),
    ],
)
def test_the_first_of_the_month_is_an_ordinal_in_french(moment, wanted, said):
    with override("fr"):
        assert date_format(moment, wanted) == said
        shown = Template("{{ day|date:wanted }}").render(Context({"day": moment, "wanted": wanted}))
        assert shown == said


def test_english_keeps_its_own_way():
    with override("en"):
        assert date_format(FIRST, "j F Y") == "1 December 2026"
