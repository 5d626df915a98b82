"""The page of needs, and the open files it starts from."""

import csv
import doctest
import gzip
import json
import re

import pytest

from arrimage.cli import needs_words

NORMS = (
    "service,unit,value,per,denominator,source,year,adopted_by,contested_by,territory,refused_by,line\n"
    "siv,places,250,100000,all,plan,2005,Table,les ressources,,,2\n"
    "siv,places,250,100000,all,plan,2005,,,02,Réseau,\n"
    "crise,places,5,100000,all,plan,2005,,,,,\n"
)
SUPPLY = (
    "territory,service,unit,value,declared_by,counts_towards\n01,siv,places,5,CISSS,siv\n"
    "01,<b>écoute</b>,places,8,Le Phare,\n"
)
PREVALENCE = "need_group,age_min,age_max,sex,rate,source,low,high\nhumeur,0,,all,0.1,enquête,0.08,0.13\n"
FACTORS = (
    "territory,need_group,kind,value,source,reason,low,high\n,humeur,non_use,0.2,enquête,alone,0.1,0.3\n"
)
PROFILES = (
    "need_group,severity,share,step,service,unit,amount,per_worker,source\n"
    "humeur,forte,0.1,3,siv,places,1,25,revue\n"
)


@pytest.fixture
def page(tmp_path, call):
    """The HTML of these territories."""

    def page(codes, *more):
        people = "territory,age_min,age_max,sex,year,count\n"
        people += "".join(f"{code},0,,all,2025,{1000 * (k + 1)}\n" for k, code in enumerate(codes))
        told = {
            "population": people, "prevalence": PREVALENCE, "norms": NORMS, "supply": SUPPLY,
            "factors": FACTORS, "profiles": PROFILES,
        }  # fmt: skip
        arguments = []
        for name, text in told.items():
            (tmp_path / f"{name}.csv").write_text(text)
            arguments += [f"--{name}", tmp_path / f"{name}.csv"]
        out = tmp_path / "page.html"
        result = call("needs", "gap", *arguments, *more, "--html", out)
        assert result.exit_code == 0, result.stderr
        return out.read_text()

    return page


def test_the_page_says_who_adopted_what_contests_it_and_what_stays_beside(page):
    text = page(["01"])
    for words in (
        "Norme adoptée par <strong>Table</strong>",
        "Ce qui la conteste\u00a0: les ressources",
        "À côté, non compté",
        "ce n’est pas un manque",
        "&lt;b&gt;écoute&lt;/b&gt;",
        "Quelle hypothèse pèse le plus",
        "préfère s’arranger seul",
        "étape 3\u00a0: 8",  # 1,000 × 0.1 × 0.8 × 0.1
        "aucune norme n’y entre",
        "<h3>Selon les normes\u00a0: deuxième ligne</h3>",
        "Toute la ligne, là où une norme est adoptée",
        "<h3>Selon les normes</h3>",
    ):
        assert words in text, words
    assert "<script" not in text
    assert "http" not in text
    assert "tilemap" not in re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)  # one territory: no map


def test_regions_are_on_the_tile_map_and_a_refused_norm_is_hatched(page):
    text = page(["01", "02"])
    assert '<svg class="tilemap"' in text
    assert "02 Saguenay–Lac-Saint-Jean\u00a0: pas de données" in text
    assert "refusée par Réseau" in text
    assert "Où manque" not in text


def test_territories_of_three_figures_and_local_networks_have_their_maps(page):
    assert "Est-de-l’Île-de-Montréal" in page(["065", "063"])
    text = page([f"01{k}" for k in range(11, 16)])
    assert "mosaic" in text
    assert "01 Bas-Saint-Laurent" in text
    assert text.count('<details class="whole"') == 5


def test_limits_are_drawn_where_somebody_gives_them(page, tmp_path, refusal):
    square = [[[-70, 48], [-69, 48], [-69, 49], [-70, 48]]]
    features = [
        {"type": "Feature", "properties": {"rls_code": code, "rls_nom": name},
         "geometry": {"type": "Polygon", "coordinates": square}}
        for code, name in (("0111", "Kamouraska"), ("0112", "Rivière"), ("9999", "ailleurs"))
    ]  # fmt: skip
    path = tmp_path / "limits.json"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    text = page(["0111", "0112"], "--limits", path)
    assert '<svg class="limits"' in text
    assert "0111 · Kamouraska" in text
    assert "ailleurs" not in text
    arguments = ["--population", tmp_path / "population.csv", "--html", tmp_path / "x.html", "--limits", path]
    path.write_text("{}")
    assert "GeoJSON" in refusal("needs", "gap", *arguments)
    path.write_text(json.dumps({"features": features[2:]}))
    assert "aucun des territoires" in refusal("needs", "gap", *arguments)


def test_the_published_population_is_imported_by_level_and_year(tmp_path, call, answer, refusal):
    path, out = tmp_path / "p.csv.gz", tmp_path / "out.csv"
    rows = "RLS,111,2025,F,10,5,7,2\nRLS,111,2025,M,11,6,8,1\nRSS,1,2025,F,1,1,1,1\n"
    text = "GEO,CODE,AN,SEXE,0-11,12-17,18-24,85+\n" + rows
    path.write_bytes(gzip.compress(text.encode()))
    result = call("needs", "import-population", path, out, "--level", "RLS", "--year", "2025")
    assert "1 territoires, 8 lignes, 50 personnes" in result.stdout
    assert answer("needs", "gap", "--population", out)["territories"]["0111"]["population"] == 50
    assert "rien pour" in refusal("needs", "import-population", path, out, "--year", "1999")
    path.write_bytes(path.read_bytes()[:20])
    assert "abîmé" in refusal("needs", "import-population", path, out)
    path.write_text("GEO,CODE,AN,SEXE,0-11\nRLS,111,2025,F,beaucoup\n")
    assert "ligne 2" in refusal("needs", "import-population", path, out)


@pytest.mark.shared
def test_the_population_of_every_level_is_the_published_one(tmp_path, call, answer, shared):
    out = tmp_path / "population.csv"
    path = shared / "geo" / "qc_population_ageband_2016_2036.csv.gz"
    for level, places in (("CLSC", 166), ("RLS", 96), ("RTS", 25), ("RSS", 18), ("Québec", 1)):
        assert (
            call("needs", "import-population", path, out, "--level", level, "--year", "2020").exit_code == 0
        )
        found = answer("needs", "gap", "--population", out)["territories"]
        assert len(found) == places
        assert sum(one["population"] for one in found.values()) == 8_539_073


@pytest.mark.shared
def test_the_treated_prevalence_of_quebec_is_imported(tmp_path, call, answer, shared, refusal):
    """953,110 of 8,143,110 in 2015; spread again over Estrie, each band by its years of age."""
    (path,) = (shared / "mhstats").glob("PHAC*.csv")
    rates, people = tmp_path / "rates.csv", tmp_path / "people.csv"
    result = call("needs", "import-prevalence", path, rates, "--year", "2015")
    assert "953,110 sur 8,143,110 personnes, 11.70 %" in result.stdout
    with rates.open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 12
    assert all(float(row["low"]) <= float(row["rate"]) <= float(row["high"]) for row in rows)
    population = shared / "geo" / "qc_population_ageband_2016_2036.csv.gz"
    call("needs", "import-population", population, people, "--level", "RSS", "--year", "2020")
    found = answer("needs", "gap", "--population", people, "--prevalence", rates, "--territory", "05")
    there = found["territories"]["05"]
    assert there["needs_intervals"]["treated"]["low"] < there["needs"]["treated"]
    # The bands of one file cut those of the other: said, split evenly; 0 year olds are in no rate.
    assert {"band": "0-11", "against": "1-19", "share": 11 / 12, "rule": "split_evenly"} in found[
        "straddling"
    ]
    assert there["uncovered"]["treated"] > 0
    assert "Atlantide" in refusal("needs", "import-prevalence", path, rates, "--area", "Atlantide")
    assert "1899" in refusal("needs", "import-prevalence", path, rates, "--year", "1899")


def test_codes_are_told_in_words_and_what_people_wrote_as_they_wrote_it(page):
    told = page(["01"])
    assert "Soutien d’intensité variable (SIV)" in told
    assert ">siv<" not in told
    found = doctest.testmod(needs_words)
    assert found.attempted
    assert not found.failed
