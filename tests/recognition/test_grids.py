"""A grid is its owner's: read from a file, whole or not at all."""

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from arrimage.apps.kernel.clock import now
from arrimage.apps.recognition.actions import grids
from arrimage.apps.recognition.figures import FIGURES
from arrimage.apps.recognition.grid_files import read_items
from arrimage.apps.recognition.models import Grid, Item

from .conftest import CSV


@pytest.fixture
def draft(house) -> Grid:
    return grids.write_grid(house.body, name="Autre", practice="X", source="Nous", by=house.looker, at=now())


def test_csv_and_json_say_the_same():
    items, refused = read_items(CSV.encode(), FIGURES)
    assert (len(items), refused) == (4, [])
    as_json = json.dumps({"items": [vars(one) | {"levels": one.levels.split("\n")} for one in items]})
    again, refused = read_items(as_json.encode(), FIGURES)
    assert refused == []
    assert [one.code for one in again] == ["Q1", "C1", "C2", "D1"]
    assert again[1].levels == items[1].levels == "pas encore\nparfois\nd’habitude"


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        ("autre;C9;Un titre;;;;;", "kind", "criterion"),
        ("criterion;;Un titre;;;;;", "code", "vide"),
        ("criterion;C9;;;;;;", "title", "vide"),
        ("criterion;Q1;Un titre;;;;;", "code", "déjà"),
        ("criterion;C9;Un titre;;;Parce que;a|b;", "author", "sans"),
        ("criterion;C9;Un titre;;Nous;;a|b;", "reason", "sans"),
        ("criterion;C9;Un titre;;Nous;Parce que;seul;", "levels", "niveau"),
        ("question;C9;Un titre;;Nous;Parce que;a|b;", "levels", "critère"),
        ("criterion;C9;Un titre;;;;;bonheur", "figure", "chiffre"),
        ("criterion;C9;" + "x" * 301 + ";;;;;", "title", "300"),
    ],
)
def test_a_cell_that_is_wrong_is_named_and_nothing_is_kept(line, column, words):
    items, refused = read_items((CSV + line + "\n").encode(), FIGURES)
    assert items == []
    assert [(one.line, one.column) for one in refused] == [(6, column)]
    assert words in str(refused[0])


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe\x00", b"[1, 2]", b"{oh", b"a;b\n1;2\n", b"kind;code;title\n"]
)
def test_a_file_that_is_not_one_says_what_to_do(data):
    items, refused = read_items(data, FIGURES)
    assert items == []
    assert refused


def test_a_refused_file_leaves_the_draft_as_it_was(house, draft):
    assert grids.bring_items(draft, CSV.encode(), by=house.looker, at=now()) == 4
    with pytest.raises(ValidationError) as refusal:
        grids.bring_items(draft, (CSV + "criterion;;;;;;;\n").encode(), by=house.looker, at=now())
    assert len(refusal.value.message_dict["file"]) == 2
    assert draft.items.count() == 4


def test_a_grid_in_use_does_not_change(house):
    with pytest.raises(ValidationError, match="usage"):
        grids.bring_items(house.grid, CSV.encode(), by=house.looker, at=now())


def test_a_grid_without_a_criterion_is_not_put_in_use(house, draft):
    with pytest.raises(ValidationError, match="critère"):
        grids.put_in_use(draft, by=house.looker, at=now())


def test_only_its_owner_writes_it(house, draft):
    for act in (grids.put_in_use, grids.retire):
        with pytest.raises(PermissionDenied):
            act(draft, by=house.supervisor, at=now())
    with pytest.raises(PermissionDenied):
        grids.bring_items(draft, CSV.encode(), by=house.supervisor, at=now())


def test_the_database_holds_that_no_score_goes_without_author_and_reason(house):
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.create(
            grid=house.grid, kind="criterion", position=9, code="X", title="X", levels="a\nb", author="Nous"
        )


def test_the_page_brings_a_file_or_names_its_cells(client, house, draft):
    client.force_login(house.looker)
    url = reverse("recognition_grid_items", args=[draft.uid])

    def file(text):
        return SimpleUploadedFile("g.csv", text.encode(), content_type="text/csv")

    wrong = client.post(url, {"do": "bring", "file": file(CSV + "rien;C9;x;;;;;\n")})
    assert wrong.status_code == 422
    assert "ligne 6" in wrong.content.decode()
    assert client.post(url, {"do": "bring", "file": file(CSV)}).status_code == 302
    client.post(url, {"do": "use"})
    draft.refresh_from_db()
    assert draft.state == "published"
    assert "La première heure décide" in client.get(draft.get_absolute_url()).content.decode()


def test_a_draft_is_read_by_its_owner_alone(client, house, draft):
    client.force_login(house.supervisor)
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert client.get(house.grid.get_absolute_url()).status_code == 200
