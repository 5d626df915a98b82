"""Needs, norms and supply: hand-worked values, laws against a slow twin, real files where they are."""

import csv
import doctest
import gzip
import json
from importlib import import_module

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from arrimage.cli import arrimage
from arrimage.science.needs import uncertainty
from arrimage.science.needs.gap import Inputs, of_territory
from arrimage.science.needs.norms import Norm, Supply
from arrimage.science.needs.population import Ages, Group, adults
from arrimage.science.needs.prevalence import Rate, exposed, in_need
from tests.twins import needs as twin

POPULATION = """territory,age_min,age_max,sex,year,count
0501,0,11,F,2025,1200
0501,12,17,F,2025,600
0501,18,,F,2025,5000
0501,0,11,M,2025,1200
0501,12,17,M,2025,600
0501,18,,M,2025,5000
0501,0,17,all,2024,900
"""
PREVALENCE = """need_group,age_min,age_max,sex,rate,source
mood,1,14,all,0.05,survey
mood,15,,F,0.12,survey
mood,15,,M,0.08,survey
"""
NORMS = """service,unit,value,per,denominator,source,year,adopted_by
siv,places,250,100000,all,plan,2005,Comité du RLS
sim,places,70,100000,adults,plan,2005,
"""
SUPPLY = """territory,service,unit,value,declared_by,counts_towards
0501,siv,places,10,CISSS,siv
0501,soutien,places,8,Le Phare,
0501,soutien,places,3,La Maison,siv
0501,sim,places,5,CISSS,yes
"""


@pytest.fixture
def files(tmp_path):
    """Four files; a keyword replaces the text of one."""

    def write(**texts):
        told = {"population": POPULATION, "prevalence": PREVALENCE, "norms": NORMS, "supply": SUPPLY} | texts
        arguments = []
        for name, text in told.items():
            path = tmp_path / f"{name}.csv"
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
            arguments += [f"--{name}", str(path)]
        return arguments

    return write


def run(*arguments):
    result = CliRunner().invoke(arrimage, ["needs", "gap", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def measured(*arguments):
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def refused(*arguments):
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    return result.stderr


@pytest.mark.parametrize("module", ["population", "prevalence", "norms", "profiles"])
def test_the_examples_of_the_documentation_run(module):
    found = doctest.testmod(import_module(f"arrimage.science.needs.{module}"))
    assert found.attempted
    assert not found.failed


def test_a_gap_end_to_end(files):
    found = measured(*files())
    assert found["year"] == 2025
    there = found["territories"]["0501"]
    assert (there["population"], there["adults"]) == (13_600, 10_000)
    # 1–14: 11/12 of 2,400 and half of 1,200; 15 and over: half of 600 and 5,000, of each sex.
    assert there["needs"] == {"mood": pytest.approx(2800 * 0.05 + 5300 * 0.12 + 5300 * 0.08)}
    assert there["uncovered"] == {"mood": pytest.approx(200)}
    siv = there["services"]["siv"]
    assert (siv["required"], siv["available"], siv["gap"]) == (34, 13, 21)
    assert siv["adopted_by"] == "Comité du RLS"
    assert there["not_counted"] == [
        {"service": "soutien", "unit": "places", "value": 8, "declared_by": "Le Phare", "reason": "choice"}
    ]
    assert {(row["band"], row["against"], row["rule"]) for row in found["straddling"]} == {
        ("0-11", "1-14", "split_evenly"),
        ("12-17", "1-14", "split_evenly"),
        ("12-17", "15+", "split_evenly"),
    }
    assert found["refused_rows"] == {"count": 0, "rows": []}


def test_a_norm_nobody_adopted_requires_nothing(files):
    sim = measured(*files())["territories"]["0501"]["services"]["sim"]
    assert (sim["required"], sim["available"], sim["gap"], sim["adopted_by"]) == (None, 5, None, None)
    assert sim["references"][0]["value"] == 70


def test_the_adults_are_the_denominator_where_the_norm_says_so(files):
    there = measured(*files(norms=NORMS.replace("2005,\n", "2005,Table\n")))["territories"]["0501"]
    assert there["services"]["sim"]["required"] == pytest.approx(7)


def test_no_interval_is_invented_and_those_given_are_kept(files):
    there = measured(*files())["territories"]["0501"]
    assert "needs_intervals" not in there
    assert "gap_interval" not in there["services"]["siv"]
    norms = NORMS.replace("adopted_by", "adopted_by,low,high").replace("RLS", "RLS,200,320")
    prevalence = PREVALENCE.replace("source\n", "source,low,high\n").replace(
        "0.12,survey", "0.12,survey,.1,.15"
    )
    prevalence = prevalence.replace("survey\n", "survey,,\n")
    norms = norms.replace("2005,\n", "2005,,,\n")
    there = measured(*files(norms=norms, prevalence=prevalence))["territories"]["0501"]
    wide = there["services"]["siv"]["required_interval"]
    assert (wide["low"], wide["high"]) == (pytest.approx(27.2, rel=0.01), pytest.approx(43.52, rel=0.01))
    wide = there["needs_intervals"]["mood"]
    assert wide["low"] == pytest.approx(1200 - 5300 * 0.02, rel=0.01)
    assert wide["high"] == pytest.approx(1200 + 5300 * 0.03, rel=0.01)
    assert there["sensitivity"][0]["share"] == 1


def test_norms_of_one_service_in_two_units_and_two_norms_side_by_side(files):
    there = measured(*files()[:2], "--norms", "shipped")["territories"]["0501"]
    assert set(there["services"]) == {
        "sim",
        "siv",
        "first_line:psychosocial_workers",
        "first_line:general_practitioners",
    }
    assert [norm["value"] for norm in there["services"]["sim"]["references"]] == [70, 100]
    assert all(line["required"] is None and line["available"] is None for line in there["services"].values())


def test_the_territorys_own_norm_goes_before_everybodys():
    own = Norm("siv", "places", 40, 100_000, "all", "ours", 2001, "RLS", territory="1")
    other = Norm("siv", "places", 250, 100_000, "all", "plan", 2015, "ministry")
    people = [Group("1", Ages(0, None), "all", 2025, 100_000)]
    found = of_territory("1", people, Inputs(norms=[other, own]))
    assert found.services["siv"].required == 40
    assert of_territory("2", people, Inputs(norms=[other, own])).services["siv"].required == 250


def test_what_nobody_declared_or_comes_in_another_unit_is_beside():
    norm = Norm("siv", "places", 250, 100_000, "all", "plan", 2015, "RLS")
    supply = [
        Supply("1", "siv", "places", 5, "", ("siv",)),
        Supply("1", "siv", "hours", 900, "CISSS", ("siv",)),
        Supply("1", "siv", "places", 7, "CISSS", ("siv",)),
        Supply("2", "siv", "places", 70, "CISSS", ("siv",)),
    ]
    people = [Group("1", Ages(0, None), "all", 2025, 100_000)]
    found = of_territory("1", people, Inputs(norms=[norm], supply=supply))
    assert found.services["siv"].available == 7
    assert [left.reason for left in found.not_counted] == ["undeclared", "unit"]


def test_determinants_reasons_and_profiles_are_explicit(files, tmp_path):
    factors = tmp_path / "f.csv"
    factors.write_text(
        "territory,need_group,kind,value,source,reason\n0501,mood,determinant,1.5,study,\n"
        ",,non_use,0.25,survey,stigma\n"
    )
    profiles = tmp_path / "p.csv"
    profiles.write_text(
        "need_group,severity,share,step,service,unit,amount,per_worker,source\n"
        "mood,mild,0.6,2,therapy,hours,10,1000,s\nmood,severe,0.1,3,therapy,hours,30,1000,s\n"
    )
    arguments = files(prevalence=PREVALENCE[: PREVALENCE.index("mood,15")])  # 140 persons
    there = measured(*arguments, "--factors", str(factors), "--profiles", str(profiles))["territories"][
        "0501"
    ]
    assert there["needs"]["mood"] == pytest.approx(210)
    assert there["demand"]["mood"] == pytest.approx(157.5)
    (therapy,) = there["profiles"]
    assert therapy["amount"] == pytest.approx(157.5 * (6 + 3))
    assert therapy["by_step"] == {"2": pytest.approx(945), "3": pytest.approx(472.5)}
    assert therapy["workers"] == pytest.approx(1.4175)


def test_supply_of_an_unknown_territory_is_listed(files):
    found = measured(*files(supply=SUPPLY + "0999,siv,places,4,CISSS,siv\n"))
    assert found["refused_rows"]["count"] == 1
    assert found["refused_rows"]["rows"][0]["territory"] == "0999"


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        ({"population": ""}, "vide"),
        ({"population": POPULATION.split("\n")[0]}, "en-tête"),
        ({"population": POPULATION + "0501,0,5,F,2025,3\n"}, "deux fois"),
        ({"population": POPULATION.replace("1200", "-1")}, "ligne 2"),
        ({"population": POPULATION.replace("1200", "1e999")}, "ligne 2"),
        ({"population": POPULATION.replace("0,11", "11,0")}, "plus petit"),
        ({"prevalence": PREVALENCE.replace("0.05", "5")}, "0.117"),
        ({"prevalence": PREVALENCE + "mood,15,,all,0.1,other\n"}, "--source"),
        ({"norms": NORMS.replace("adults", "elders")}, "dénominateur"),
        ({"norms": NORMS.replace(",100000,", ",0,")}, "per"),
        ({"norms": NORMS + "siv,places,90,100000,all,x,2005,Autre\n"}, "Deux normes adoptées"),
        ({"supply": SUPPLY.replace(",siv\n", ",nowhere\n")}, "nowhere"),
        ({"supply": b"\xff\xfe"}, "UTF-8"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_line(files, texts, sentence):
    assert sentence in refused(*files(**texts))


def test_unknown_territories_and_years_are_refused(files):
    assert "0777" in refused(*files(), "--territory", "0777")
    assert "1950" in refused(*files(), "--year", "1950")


def test_a_rate_with_all_its_decimals_is_read(files):
    found = measured(*files(prevalence=PREVALENCE.replace("0.05", repr(1 / 30)).replace("0.08", "8e-02")))
    assert found["territories"]["0501"]["needs"]["mood"] == pytest.approx(2800 / 30 + 5300 * 0.2)


def test_what_is_left_out_and_why_there_is_no_gap_is_said(files):
    people = "territory,age_min,age_max,sex,year,count\n1,0,,all,2025,12000\n"
    arguments = files(population=people, norms=NORMS.replace("2005,\n", "2005,Table\n"))
    told = run(*arguments).stdout
    assert "besoin mood : 0 personnes ; 12\u202f000 personnes hors des taux" in told
    assert "ouvert 0+ en chevauche d’autres : jamais partagé, laissé de côté" in told
    assert "partagés également" not in told
    assert "sim : la norme se compte sur les adultes, dont le nombre n’est pas connu" in told
    told = run(*arguments[:-2]).stdout
    assert "siv : la norme demande 30 places ; personne n’a dit ce qui est offert ; norme adoptée" in told
    assert "—" not in told.split("siv")[1].split("\n")[0]


def test_one_source_can_be_chosen_and_the_year_too(files):
    several = PREVALENCE + "mood,15,,all,0.2,other\n"
    found = measured(*files(prevalence=several), "--source", "other", "--year", "2025")
    assert found["territories"]["0501"]["needs"]["mood"] == pytest.approx(10_600 * 0.2)
    found = measured(*files(), "--year", "2024")
    assert found["territories"]["0501"]["population"] == 900


def test_the_page_suffices_to_itself(files, tmp_path):
    out = tmp_path / "page.html"
    supply = SUPPLY.replace("Le Phare", "<b>Le Phare</b>")
    assert run(*files(supply=supply), "--html", str(out)).exit_code == 0
    text = out.read_text()
    assert "&lt;b&gt;Le Phare&lt;/b&gt;" in text
    assert "Comité du RLS" in text
    assert "http" not in text
    assert "<script" not in text


bands = st.lists(st.integers(0, 90), min_size=1, max_size=6, unique=True).map(sorted)


def cut(starts, ends_open):
    """Bands from where each starts to where the next does; the last open, or ten years long."""
    ends = [start - 1 for start in starts[1:]] + [None if ends_open else starts[-1] + 9]
    return [Ages(first, last) for first, last in zip(starts, ends, strict=True)]


@settings(max_examples=80, deadline=None)
@given(bands, bands, st.booleans(), st.booleans(), st.data())
def test_needs_are_those_of_the_twin(people, wanted, people_open, wanted_open, data):
    counts = st.integers(0, 10_000)
    groups = [
        Group("1", ages, sex, 2025, data.draw(counts)) for ages in cut(people, people_open) for sex in "FM"
    ]
    sexes = data.draw(st.sampled_from([("all",), ("F", "M"), ("F",)]))
    rates = [
        Rate("g", ages, sex, data.draw(st.floats(0, 1)), "s")
        for ages in cut(wanted, wanted_open)
        for sex in sexes
    ]
    found = exposed(groups, rates)
    assert in_need(found, rates) == pytest.approx(twin.in_need(groups, rates))
    whole = sum(group.count for group in groups)
    assert sum(found.persons) + found.uncovered["g"] == pytest.approx(whole)
    assert adults(groups) == pytest.approx(twin.adults(groups))


def test_draws_keep_the_quantiles_of_their_inputs_and_do_not_disturb_each_other():
    one, other = (
        Rate("g", Ages(0, None), "all", 0.2, "s", 0.1, 0.5),
        Rate("h", Ages(0, None), "all", 0.4, "s"),
    )
    alone = uncertainty.drawn([one], seed=3, most=1.0)
    both = uncertainty.drawn([one, other], seed=3, most=1.0)
    assert np.quantile(alone[:, 0], (0.025, 0.5, 0.975)) == pytest.approx((0.1, 0.2, 0.5), rel=0.01)
    assert (alone[:, 0] == both[:, 0]).all()
    assert (both[:, 1] == 0.4).all()


@pytest.mark.shared
def test_the_real_population_meets_the_norms(tmp_path, shared):
    rows = ["territory,age_min,age_max,sex,year,count"]
    with gzip.open(shared / "geo" / "qc_population_ageband_2016_2036.csv.gz", "rt") as file:
        for row in csv.DictReader(file):
            if row["GEO"] != "RSS":
                continue
            for name in list(row)[4:]:
                first, _, last = name.strip("+").partition("-")
                rows.append(f"{row['CODE']},{first},{last},{row['SEXE']},{row['AN']},{row[name]}")
    population, norms = tmp_path / "population.csv", tmp_path / "norms.csv"
    population.write_text("\n".join(rows))
    norms.write_text(NORMS)
    arguments = ["--population", str(population), "--norms", str(norms)]
    found = measured(*arguments, "--year", "2020")["territories"]
    montreal = next(one for code, one in found.items() if int(code) == 6)
    estrie = next(one for code, one in found.items() if int(code) == 5)
    assert (montreal["population"], estrie["population"]) == (2_065_657, 493_163)
    assert montreal["services"]["siv"]["required"] == pytest.approx(5164.1425)
    assert measured(*arguments)["year"] == 2036


@pytest.mark.shared
def test_rates_by_age_and_sex_give_the_published_number_back(shared):
    """Québec, 2015: 953,110 persons of 8,143,110 used services (counts rounded to ten)."""
    (path,) = (shared / "mhstats").glob("PHAC*.csv")
    groups, rates = [], []
    for cells in csv.reader(path.read_text(encoding="cp1252").splitlines()[4:]):
        if len(cells) < 11 or cells[0] != "Quebec" or cells[4] != "2015" or cells[2] == "'1+'":
            continue
        if cells[3] == "Both sexes":
            continue
        first, _, last = cells[2].strip("'+").partition("-")
        ages, sex = Ages(int(first), int(last) if last else None), cells[3][0]
        groups.append(Group("QC", ages, sex, 2015, int(cells[10].replace(",", ""))))
        rates.append(Rate("treated", ages, sex, float(cells[5]) / 100, "PHAC"))
    assert len(groups) == 12
    found = exposed(groups, rates)
    assert found.uncovered == {"treated": 0}
    assert in_need(found, rates)["treated"] == pytest.approx(953_110, rel=5e-4)
