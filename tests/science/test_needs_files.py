"""Files of needs as people really make them: spreadsheets, blanks, doubles; and what is refused, by line."""

import doctest

import pytest

from arrimage.cli import csv_file, needs_sources

POPULATION = "territory,age_min,age_max,sex,year,count\n0501,0,17,all,2025,1000\n0501,18,,all,2025,4000\n"
PREVALENCE = "need_group,age_min,age_max,sex,rate,source\nmood,18,,all,0.125,survey\n"
NORMS = (
    "service,unit,value,per,denominator,source,year,adopted_by\nsiv,places,250,100000,all,plan,2005,RLS\n"
    "sim,places,100,100000,adults,ministère,2010,Comité\nsim,places,70,100000,all,plan,2005,\n"
)
SUPPLY = (
    "territory,service,unit,value,declared_by,counts_towards\n0501,siv,places,5,CISSS,siv\n"
    "0501,entraide,places,8,Le Phare,\n"
)


@pytest.fixture
def files(tmp_path):
    def files(**texts):
        told = {"population": POPULATION, "prevalence": PREVALENCE, "norms": NORMS, "supply": SUPPLY} | texts
        arguments = []
        for name, text in told.items():
            if text is not None:
                path = tmp_path / f"{name}.csv"
                path.write_bytes(text if isinstance(text, bytes) else text.encode())
                arguments += [f"--{name}", path]
        return arguments

    return files


@pytest.mark.parametrize("module", [csv_file, needs_sources])
def test_the_examples_of_the_documentation_run(module):
    found = doctest.testmod(module)
    assert found.attempted
    assert not found.failed


def test_the_figures_are_those_worked_out_by_hand(files, answer):
    found = answer("needs", "gap", *files())
    assert found["year"] == 2025
    assert found["refused_rows"] == {"count": 0, "rows": []}
    there = found["territories"]["0501"]
    assert (there["population"], there["adults"]) == (5000, 4000)
    assert there["needs"] == {"mood": 500}  # 4,000 × 0.125
    siv, sim = there["services"]["siv"], there["services"]["sim"]
    # 250 × 5,000 ÷ 100,000 = 12.5, and 5 count; 100 × 4,000 adults ÷ 100,000 = 4, and nobody counts.
    assert (siv["required"], siv["available"], siv["gap"], siv["adopted_by"]) == (12.5, 5, 7.5, "RLS")
    assert (sim["required"], sim["available"], sim["gap"], sim["adopted_by"]) == (4, 0, 4, "Comité")
    assert [norm["value"] for norm in sim["references"]] == [100, 70]
    assert [(one["service"], one["reason"]) for one in there["not_counted"]] == [("entraide", "choice")]


def test_a_spreadsheet_in_french_reads_the_same(files, answer):
    def in_french(text):
        lines = [line.split(",") for line in text.splitlines()]
        order = list(reversed(range(len(lines[0]))))
        told = [";".join(cells[k] for k in order) for cells in lines]
        return "\ufeff" + "\r\n".join(told).replace("0.125", "0,125").replace("4000", "4 000") + "\r\n"

    plain = answer("needs", "gap", *files())
    assert answer("needs", "gap", *files(**{
        name: in_french(text)
        for name, text in (
            ("population", POPULATION), ("prevalence", PREVALENCE), ("norms", NORMS), ("supply", SUPPLY)
        )
    })) == plain  # fmt: skip
    tabs = POPULATION.replace(",", "\t")
    assert answer("needs", "gap", *files(population=tabs)) == plain


def test_a_territory_called_na_is_a_territory(files, answer):
    found = answer("needs", "gap", *files(population=POPULATION.replace("0501", "NA"), supply=None))
    assert found["territories"]["NA"]["population"] == 5000


def test_a_file_of_supply_with_its_header_alone_says_nothing_is_offered(files, answer):
    there = answer("needs", "gap", *files(supply=SUPPLY.split("\n")[0]))["territories"]["0501"]
    assert (there["services"]["siv"]["available"], there["services"]["siv"]["gap"]) == (0, 12.5)
    there = answer("needs", "gap", *files(supply=None))["territories"]["0501"]
    assert (there["services"]["siv"]["available"], there["services"]["siv"]["gap"]) == (None, None)


def test_a_refusal_sets_a_norm_aside_where_it_was_refused_and_there_alone(files, answer):
    norms = (
        "service,unit,value,per,denominator,source,year,adopted_by,territory,refused_by\n"
        "siv,places,250,100000,all,plan,2005,Ministère,,\n"
        "siv,places,250,100000,all,plan,2005,,0501,Réseau des Sources\n"
        "siv,places,40,100000,all,à nous,2024,Réseau du Lac,0502,\n"
        "siv,places,250,100000,all,plan,2005,,0502,Réseau du Lac\n"
    )
    people = POPULATION + "0502,0,,all,2025,1000\n0503,0,,all,2025,1000\n"
    found = answer("needs", "gap", *files(norms=norms, population=people))["territories"]
    one, two, three = (found[code]["services"]["siv"] for code in ("0501", "0502", "0503"))
    assert (one["required"], one["gap"], one["refused_by"]) == (None, None, ["Réseau des Sources"])
    assert (two["required"], two["adopted_by"]) == (pytest.approx(0.4), "Réseau du Lac")
    assert (three["required"], three["adopted_by"]) == (pytest.approx(2.5), "Ministère")


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        ({"population": POPULATION.replace("4000", "-4000")}, "ligne 3"),
        ({"population": POPULATION.replace("4000", "NA")}, "ligne 3"),
        ({"population": POPULATION.replace("4000", '"4,000"')}, "ligne 3"),
        ({"population": POPULATION.replace("4000", "")}, "count est vide"),
        ({"population": POPULATION.replace("18,,", "18,NA,")}, "« NA »"),
        ({"population": POPULATION + "0501,18,,all,2025,4000\n"}, "ligne 4"),
        ({"population": POPULATION.replace("2025", "MMXXV")}, "MMXXV"),
        ({"population": POPULATION.replace("count", "persons")}, "colonne count"),
        ({"population": POPULATION.replace("year,count", "count,count")}, "year"),
        ({"population": POPULATION + "0501,18\n"}, "2 cellules"),
        ({"prevalence": PREVALENCE.replace("0.125", "-0.1")}, "ligne 2"),
        ({"prevalence": PREVALENCE.replace("0.125", "12.5")}, "0.117"),
        ({"prevalence": PREVALENCE.replace("survey", "")}, "source est vide"),
        ({"prevalence": PREVALENCE + "mood,18,,all,0.125,survey\n"}, "deux fois"),
        ({"norms": NORMS.replace("RLS", "NA")}, "laissez la case vide"),
        ({"norms": NORMS + "sim,places,70,100000,all,plan,2005,\n"}, "déjà plus haut"),
        ({"norms": NORMS.replace("250", "-250")}, "ligne 2"),
        ({"norms": NORMS.replace("adopted_by\n", "adopted_by,low\n").replace("\n", ",\n")}, "cellules"),
        ({"supply": SUPPLY.replace("CISSS", "na")}, "laissez la case vide"),
        ({"supply": SUPPLY + "0501,siv,places,5,CISSS,siv\n"}, "déjà plus haut"),
        ({"supply": SUPPLY.replace(",5,", ",-5,")}, "ligne 2"),
        ({"supply": b"\x00\x01"}, "texte"),
        ({"supply": "territory\n"}, "colonne"),
    ],
)
def test_what_cannot_be_read_is_refused_by_line(files, refusal, texts, sentence):
    assert sentence in refusal("needs", "gap", *files(**texts))


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("factors", "0501,mood,non_use,1.2,s,\n", "de 0 à 1"),
        ("factors", "0501,mood,luck,1,s,\n", "non_use"),
        ("factors", "0501,mood,determinant,1.2,s,\n0501,mood,determinant,1.3,s,\n", "déjà plus haut"),
        ("profiles", "mood,high,0.6,3,siv,places,1,s\nmood,low,0.5,2,siv,places,1,s\n", "dépassent 1"),
        ("profiles", "mood,high,0.6,3,siv,places,1,s\nmood,high,0.5,2,siv,hours,1,s\n", "n’est pas la même"),
        ("profiles", "mood,high,0.6,3,siv,places,-1,s\n", "ligne 2"),
    ],
)
def test_assumptions_that_contradict_themselves_are_refused(files, refusal, tmp_path, name, text, sentence):
    headers = {
        "factors": "territory,need_group,kind,value,source,reason",
        "profiles": "need_group,severity,share,step,service,unit,amount,source",
    }
    path = tmp_path / f"{name}.csv"
    path.write_text(f"{headers[name]}\n{text}")
    assert sentence in refusal("needs", "gap", *files(), f"--{name}", path)


def test_gaps_of_one_line_of_services_add_up_in_each_unit(files, answer):
    norms = (
        "service,unit,value,per,denominator,source,year,adopted_by,low,high,line\n"
        "siv,places,300,1000,all,plan,2005,Table,200,400,2\nsim,places,40,1000,all,plan,2005,Table,10,70,2\n"
        "équipe,workers,2,1000,all,plan,2005,Table,,,1\ncrise,places,9,1000,all,plan,2005,,,,2\n"
    )
    supply = "territory,service,unit,value,declared_by,counts_towards\n1,siv,places,100,CISSS,siv\n"
    people = "territory,age_min,age_max,sex,year,count\n1,0,,all,2025,1000\n"
    there = answer("needs", "gap", *files(population=people, norms=norms, supply=supply))["territories"]["1"]
    assert there["lines"]["1"] == {"workers": {"required": 2, "available": 0, "gap": 2}}
    second = there["lines"]["2"]["places"]
    assert (second["required"], second["available"], second["gap"]) == (340, 100, 240)
    # 100 and 30 to each side: the root of the sum of their squares.
    assert second["gap_interval"]["low"] == pytest.approx(240 - 104.4, abs=1.5)
    assert second["gap_interval"]["high"] == pytest.approx(240 + 104.4, abs=1.5)
    assert (there["services"]["siv"]["line"], there["services"]["crise"]["gap"]) == ("2", None)
