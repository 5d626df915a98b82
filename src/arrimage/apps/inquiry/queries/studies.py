"""Studies: which one may lead, and what each reads."""

from django.db.models import Count, QuerySet

from arrimage.apps.inquiry.models import Study
from arrimage.apps.inquiry.policies import studies as policies
from arrimage.apps.inquiry.results.pairs import Covariate, Paired, Rules, merged
from arrimage.apps.inquiry.sheets import Sheet
from arrimage.apps.network.queries.regions import regions_covered
from arrimage.science.surveys.pairing import Rule

from .study_sources import sheet_of


def studies_led_by(user) -> QuerySet[Study]:
    return (
        Study.objects.filter(policies.led_by(user))
        .annotate(read=Count("sources", distinct=True), told=Count("reports", distinct=True))
        .order_by("-on", "-id")
    )


def sheet_of_study(study: Study, user, moment: str | None = None) -> Sheet | None:
    """All its sources this user may read, as one sheet; None while there is none.

    `moment`: those of «before» or «after» alone.
    """
    parts = []
    for source in study.sources.all():
        if source.moment == "before" if moment is None else source.moment != moment:
            continue  # the study itself is told by what came last
        if sheet := sheet_of(user, source.origin, source.uid):
            parts.append((sheet, source.side))
    return merged(parts) if parts else None


def rules_of(study: Study, sheet: Sheet) -> Rules:
    """The study's rules, with the pairs that coverage gives on its day."""
    places, codes = dict(study.places), {}
    if study.pairing == Study.By.COVERAGE:
        places, codes = _by_coverage(study, sheet)
    elif study.pairing == Study.By.TERRITORY:
        places = {}
        codes = _map_codes(sheet)
    return Rules(
        sides=tuple((side["key"], side["label"]) for side in study.sides),
        rule=Rule(study.rule),
        satisfied=study.satisfied_item,
        scale_yes_from=study.scale_yes_from,
        covariates=tuple(Covariate.from_data(one) for one in study.covariates),
        places=places,
        codes=codes,
    )


def _by_coverage(study: Study, sheet: Sheet) -> tuple[dict[str, str], dict[str, str]]:
    """An organisation that answers for several regions is paired by hand: nothing is guessed."""
    ids = {one.organisation_id for one in sheet.respondents if one.organisation_id is not None}
    regions = regions_covered(ids, study.on)
    places, codes = {}, {}
    for one in sheet.respondents:
        found = regions.get(one.organisation_id or 0, [])
        if one.key in study.places:
            places[one.key] = study.places[one.key]
        elif len(found) == 1:
            places[one.key] = found[0][1]
        for code, name in found:
            codes[name] = code
    return places, codes


def _map_codes(sheet: Sheet) -> dict[str, str]:
    """Where pairs are regions by their official code or name, they have a place on the map."""
    from arrimage.design.figures.tilemap import REGIONS, name_of

    names = {name_of(code): code for code in REGIONS} | {code: code for code in REGIONS}
    return {one.territory: names[one.territory] for one in sheet.respondents if one.territory in names}


def paired_of(study: Study, user, moment: str | None = None) -> Paired | None:
    sheet = sheet_of_study(study, user, moment)
    return Paired(sheet, rules_of(study, sheet)) if sheet else None
