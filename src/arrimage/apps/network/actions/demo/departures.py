"""What would come apart without some invented organisations, and what they answered."""

from collections import Counter

from arrimage.apps.network.models import DepartureReading, Organisation, Wave
from arrimage.apps.network.queries import departures as queries

from ..departures import TO_ANSWER
from .content import TEAM, Calendar, uid_of


def add_departures(
    content: dict[str, list[dict]],
    organisations: dict[str, Organisation],
    calendar: Calendar,
    created: Counter,
) -> None:
    """Those that are missing, worked out from the published ties of their wave."""
    for slug in sorted({row["wave"] for row in content["departure"]}):
        wave = Wave.objects.get(uid=uid_of("wave", slug))
        if wave.departures.exists():
            continue
        seen = queries.published_picture(wave)
        found = {seen.members[one.organisation].pk: one for one in queries.departures_that_count(seen)}
        for row in content["departure"]:
            one = found.get(organisations[row["organisation"]].pk)
            if row["wave"] != slug or one is None:
                continue
            shown, answered = calendar.moment(row["shown"]), calendar.moment(row.get("answered"))
            DepartureReading.objects.create(
                uid=uid_of("departure", f"{slug}/{row['organisation']}"),
                wave=wave,
                organisation=organisations[row["organisation"]],
                rule=queries.RULE,
                alone=[seen.members[other].pk for other in one.alone],
                pairs_cut=one.pairs_cut,
                components=one.components,
                shared_at=shown,
                reply_by=shown.date() + TO_ANSWER,
                wish=row.get("wish", ""),
                words=row.get("words", ""),
                replied_at=answered,
                replied_by=TEAM if answered else "",
                published_at=calendar.moment(row.get("published")),
            )
            created["departure"] += 1
