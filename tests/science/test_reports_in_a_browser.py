"""Reports kept in one file, as people open them: on a phone and a desk, by day and night, asking nothing."""

import pytest

from tests.axe import faults
from tests.conftest import CHROMIUM, REQUIRED
from tests.science.test_views import forty

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM and not REQUIRED, reason="Debian's chromium is not here"),
]
POPULATION = "territory,age_min,age_max,sex,year,count\n" + "".join(
    f"{code:02},{first},{last},all,2025,{1000 * code}\n"
    for code in range(1, 6)
    for first, last in ((0, 17), (18, ""))
)
FILES = {
    "population": POPULATION,
    "prevalence": (
        "need_group,age_min,age_max,sex,rate,source,low,high\ncourants,12,,all,0.1,enquête,0.08,0.13\n"
        "graves,18,,all,0.02,revue,0.01,0.03\n"
    ),
    "norms": (
        "service,unit,value,per,denominator,source,year,adopted_by,contested_by\n"
        "siv,places,250,100000,all,plan,2005,Table,les ressources\nsim,places,70,100000,all,plan,2005,,\n"
    ),
    "supply": (
        "territory,service,unit,value,declared_by,counts_towards\n01,siv,places,5,CISSS,siv\n"
        "01,écoute,places,8,Le Phare,\n"
    ),
    "factors": "territory,need_group,kind,value,source,reason\n,,non_use,0.2,enquête,stigma\n",
    "profiles": (
        "need_group,severity,share,step,service,unit,amount,per_worker,source\n"
        "graves,fortes,0.5,3,siv,places,1,25,revue\n"
    ),
}


@pytest.fixture
def needs(tmp_path, call):
    def needs(*more):
        arguments = []
        for name, text in FILES.items():
            (tmp_path / f"{name}.csv").write_text(text)
            arguments += [f"--{name}", tmp_path / f"{name}.csv"]
        assert call("needs", "gap", *arguments, *more, "--html", tmp_path / "needs.html").exit_code == 0
        return tmp_path / "needs.html"

    return needs


def check(chromium, path):
    """At both widths, by day and night, every fold open: nothing overflows, asks, complains or fails."""
    for width, hour in ((360, "light"), (1280, "dark")):
        context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=hour)
        page, asked, said = context.new_page(), [], []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.on("console", lambda message, said=said: said.append(message.text))
        page.goto(path.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert asked == [path.as_uri()]
        assert said == []
        assert faults(page) == []
        context.close()


def test_the_page_of_needs_is_open_to_all(chromium, needs):
    check(chromium, needs())
    check(chromium, needs("--territory", "01"))


def test_the_page_of_a_scenario_is_open_to_all(chromium, tmp_path, call):
    scenario, out = tmp_path / "s.toml", tmp_path / "scenario.html"
    scenario.write_text(SCENARIO)
    changes = ("--what-if", "siv.servers=+3", "--replications", 4, "--html", out)
    assert call("simulate", scenario, *changes).exit_code == 0
    check(chromium, out)


def test_the_page_of_pathways_is_open_to_all_and_its_map_is_whole_on_a_phone(chromium, tmp_path, call):
    (tmp_path / "log.csv").write_text(forty(), encoding="utf-8")
    (tmp_path / "lines.csv").write_text("activity,line\nappel,1\nurgence,2\nvisite,Communautaire\n")
    out = tmp_path / "pathways.html"
    options = ("--cohort", "age", "--lines", tmp_path / "lines.csv", "--follow-up", "appel->visite")
    assert call("pathways", "report", tmp_path / "log.csv", out, *options).exit_code == 0
    check(chromium, out)
    context = chromium.new_context(viewport={"width": 360, "height": 900})
    page = context.new_page()
    page.goto(out.as_uri())
    drawing = page.locator(".view-0 .map svg[role=img]:visible")
    box = drawing.bounding_box()
    assert drawing.count() == 1
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    # Another group is shown in the place of everybody, without any script.
    page.get_by_label("urgence", exact=True).check()
    assert page.locator(".view:visible h3").inner_text().startswith("Porte d’entrée")
    context.close()


SCENARIO = """
[horizon]
days = 400
warmup = 100
[[service]]
id = "guichet"
servers = 3
mean_service_days = 0.5
step = 1
target_days = 2
[[service]]
id = "siv"
servers = 20
mean_service_days = 10.0
step = 3
cost_per_day = 40
[[arrival]]
service = "guichet"
per_day = 4
class = "adulte"
[[arrival]]
service = "guichet"
per_day = 1
class = "urgent"
priority = -1
[routing]
"guichet->siv" = 0.4
[patience]
siv = { mean_days = 5.0, to = "guichet" }
[observed]
siv = { wait_mean = 1.0 }
"""
