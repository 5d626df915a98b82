"""What a consultation contests stands beside the figure, in `arrimage needs gap` and on its page."""

import json

import pytest
from click.testing import CliRunner

from arrimage.apps.deliberation.actions import outcomes as actions
from arrimage.apps.kernel.clock import now
from arrimage.cli import arrimage
from arrimage.cli.consultations import consultations

pytestmark = pytest.mark.django_db
WORDS = "Nos places ne sont pas <b>des places</b> de SIV."


def contested(*options: str):
    return CliRunner().invoke(consultations, ["contested", *options])


@pytest.fixture
def files(room, tmp_path):
    """A population, a norm and an offer; and what an organisation contests, as the command says it."""
    given = {"by": room.invited, "at": now(), "consultation": room.consultation}
    actions.contest("norm", "siv/places", label="250 places", words=WORDS, **given)
    actions.contest("norm", "sim/places", label="70 places", words="Ailleurs.", **given)
    found = {
        "population": "territory,age_min,age_max,sex,year,count\n01,18,,all,2025,100000\n",
        "norms": "service,unit,value,per,denominator,source,year,adopted_by,contested_by\n"
        "siv,places,250,100000,all,plan,2005,Table,les ressources\n",
        "supply": "territory,service,unit,value,declared_by,counts_towards\n01,siv,places,5,CISSS,siv\n",
        "contested": contested().output,
    }
    for name, text in found.items():
        (tmp_path / f"{name}.csv").write_text(text)
    return tmp_path


def gap(folder, *more):
    options = [
        part
        for name in ("population", "norms", "supply", "contested")
        for part in (f"--{name}", str(folder / f"{name}.csv"))
    ]
    found = CliRunner().invoke(arrimage, ["needs", "gap", *options, *more])
    assert found.exit_code == 0, found.output
    return found.output


def test_the_contestation_of_a_consultation_stands_beside_the_gap(room, files):
    line = json.loads(gap(files, "--json"))["territories"]["01"]["services"]["siv"]
    assert line["gap"] == 245
    written, contested_ = line["contested_by"]
    assert written == "les ressources"
    assert contested_.startswith(str(room.invited.acting.organisation))
    assert WORDS in contested_
    assert "Ailleurs" not in json.dumps(line)
    assert WORDS in gap(files)


def test_and_on_the_page_escaped(files):
    gap(files, "--html", str(files / "page.html"))
    page = (files / "page.html").read_text()
    assert "Nos places ne sont pas &lt;b&gt;des places&lt;/b&gt; de SIV." in page
    assert "<b>des places" not in page


def test_where_no_norm_is_adopted_it_still_stands_beside_what_is_offered(files):
    norms = files / "norms.csv"
    norms.write_text(norms.read_text().replace("Table", ""))
    said = gap(files)
    assert "aucun écart" in said
    assert WORDS in said


def test_withdrawn_it_stands_there_no_more_and_a_kind_may_be_asked_for(room, files):
    actions.contest("target", "siv/places", label="Cible", words="Non.", by=room.invited, at=now())
    assert contested("--kind", "target").output.count("\n") == 2
    assert contested("--kind", "bonheur").exit_code == 2
    for one in room.consultation.contestations.all():
        actions.stop_contesting(one, by=room.invited, at=now())
    assert contested("--kind", "norm").output.count("\n") == 1


def test_a_file_that_is_not_one_is_refused_by_its_line(files):
    (files / "contested.csv").write_text("kind,key,contested_by,words\nnorm,siv/places,,Non.\n")
    options = ["--population", str(files / "population.csv"), "--contested", str(files / "contested.csv")]
    found = CliRunner().invoke(arrimage, ["needs", "gap", *options])
    assert found.exit_code == 2
    assert "ligne 2" in found.output
