"""The invented agreements in every state, what some organisations receive, two figures of the territory."""

from collections import Counter
from datetime import date

from arrimage.apps.network.actions.agreement_results import hoped_for
from arrimage.apps.network.models import (
    Agreement,
    AgreementObstacle,
    AgreementParty,
    AgreementQuestion,
    FundingLine,
    HopedNumber,
    HopeYes,
    Organisation,
    ReferralCount,
    ReferralWay,
    Territory,
    TerritoryFigure,
)

from .content import Calendar, uid_of


def add_agreements(
    content: dict[str, list[dict]],
    organisations: dict[str, Organisation],
    territories: dict[str, Territory],
    calendar: Calendar,
    created: Counter,
) -> None:
    """Agreements first: funding lines and renewals point to them."""
    agreements: dict[str, Agreement] = {}
    for row in content["agreement"]:
        known = Agreement.objects.filter(uid=uid_of("agreement", row["slug"])).first()
        agreements[row["slug"]] = known or _add(row, agreements, organisations, calendar, created)
    for row in content["funding"]:
        _add_funding(row, agreements, organisations, calendar, created)
    for row in content["figure"]:
        _figure, is_new = TerritoryFigure.objects.get_or_create(
            uid=uid_of("figure", f"{row['territory']}/{row['indicator']}"),
            defaults={
                "territory": territories[row["territory"]],
                "indicator": row["indicator"],
                "year": calendar.on.year - row["years_ago"],
                "count": row["count"],
                "source": row["source"],
                "definition": row["definition"],
                "noted_by": row["by"],
                "noted_at": calendar.moment(row["days"]),
            },
        )
        created["territoryfigure"] += is_new


def _add(
    row: dict,
    agreements: dict[str, Agreement],
    organisations: dict[str, Organisation],
    calendar: Calendar,
    created: Counter,
) -> Agreement:
    signed = [party[2] for party in row["parties"] if len(party) > 2]
    closed = row.get("closed")
    agreement = Agreement.objects.create(
        uid=uid_of("agreement", row["slug"]),
        title=row["title"],
        purpose=row["purpose"].strip(),
        writer=organisations[row["writer"]],
        state=row["state"],
        since=calendar.day(row.get("since")),
        until=calendar.day(row.get("until")),
        remind_days=row.get("remind_days", 90),
        renewal_of=agreements[row["renewal_of"]] if "renewal_of" in row else None,
        proposed_at=calendar.moment(row.get("proposed")),
        signed_at=calendar.moment(min(signed)) if len(signed) == len(row["parties"]) else None,
        **(
            {
                "closed_at": calendar.moment(closed[0]),
                "closed_for": organisations[closed[1]],
                "closed_by": closed[2],
                "closed_words": closed[3],
            }
            if closed
            else {}
        ),
    )
    written = calendar.moment(row.get("proposed", 3) + 5)
    Agreement.objects.filter(pk=agreement.pk).update(created_at=written, updated_at=written)
    created["agreement"] += 1
    for slug, publication, *said in row["parties"]:
        AgreementParty.objects.create(
            agreement=agreement,
            organisation=organisations[slug],
            publication=publication,
            signed_at=calendar.moment(said[0]) if said else None,
            signed_by=said[1] if said else "",
        )
    for each in row.get("way", ()):
        ends = {name: organisations[each[name]] for name in ("origin", "destination")}
        ReferralWay.objects.create(agreement=agreement, **(each | ends))
    for number, each in enumerate(row.get("obstacle", ())):
        AgreementObstacle.objects.create(
            uid=uid_of("obstacle", f"{row['slug']}/{number}"),
            agreement=agreement,
            organisation=organisations[each["organisation"]],
            words=each["words"],
            noted_at=calendar.moment(each["days"]),
            noted_by=each["by"],
            lifted_at=calendar.moment(each.get("lifted")),
        )
    hope = _add_hope(agreement, row, organisations, calendar) if "hope" in row else None
    for number, each in enumerate(row.get("count", ())):
        uid = f"{row['slug']}/{number}"
        _add_count(agreement, each, uid, hope, organisations, calendar)
    return agreement


def _add_hope(agreement: Agreement, row: dict, organisations, calendar: Calendar) -> HopedNumber:
    said = row["hope"]
    hope = HopedNumber.objects.create(
        uid=uid_of("hope", row["slug"]),
        agreement=agreement,
        number=said["number"],
        proposed_at=calendar.moment(said["proposed"]),
        agreed_at=calendar.moment(min(days for _slug, days, _by in said["yeses"])),
    )
    for slug, days, by in said["yeses"]:
        HopeYes.objects.create(hope=hope, organisation=organisations[slug], at=calendar.moment(days), by=by)
    return hope


def _add_count(
    agreement: Agreement,
    row: dict,
    slug: str,
    hope: HopedNumber | None,
    organisations: dict[str, Organisation],
    calendar: Calendar,
) -> None:
    contested = row.get("contested")
    count = ReferralCount.objects.create(
        uid=uid_of("count", slug),
        agreement=agreement,
        organisation=organisations[row["organisation"]],
        since=calendar.day(row["since"]),
        until=calendar.day(row["until"]),
        number=row["number"],
        words=row["words"],
        noted_at=calendar.moment(row["noted"]),
        noted_by=row["by"],
        **(
            {
                "contested_for": organisations[contested[0]],
                "contested_at": calendar.moment(contested[1]),
                "contested_by": contested[2],
                "contested_words": contested[3],
            }
            if contested
            else {}
        ),
    )
    hoped = hoped_for(hope, count.since, count.until) if hope else 0
    if count.number >= hoped:
        return
    talked = row.get("talked")
    AgreementQuestion.objects.create(
        uid=uid_of("question", slug),
        agreement=agreement,
        count=count,
        hoped=hoped,
        raised_at=count.noted_at,
        talked_over_on=calendar.day(talked[0]) if talked else None,
        concluded_for=organisations[talked[1]] if talked else None,
        conclusion=talked[2] if talked else "",
    )


def _add_funding(
    row: dict,
    agreements: dict[str, Agreement],
    organisations: dict[str, Organisation],
    calendar: Calendar,
    created: Counter,
) -> None:
    published = calendar.moment(row.get("published"))
    _line, is_new = FundingLine.objects.get_or_create(
        uid=uid_of("funding", row["slug"]),
        defaults={
            "organisation": organisations[row["organisation"]],
            "kind": row["kind"],
            "year": _financial_year(calendar.on) - row["years_ago"],
            "amount": row["amount"],
            "funder": row["funder"],
            "funder_organisation": organisations.get(row.get("funder_organisation")),
            "agreement": agreements.get(row.get("agreement")),
            "words": row.get("words", ""),
            "published_at": published,
            "published_by": "Démonstration" if published else "",
        },
    )
    created["fundingline"] += is_new


def _financial_year(day: date) -> int:
    """The year the financial year under way began in, on 1 April."""
    return day.year if day.month >= 4 else day.year - 1
