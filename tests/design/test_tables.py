from types import SimpleNamespace

import pytest
from django.contrib.contenttypes.models import ContentType

from arrimage.design.tables import Column, table_for

ROWS = [
    SimpleNamespace(name=name, wait=wait)
    for name, wait in (("Quai", 21), ("<b>Escale</b>", None), ("Tremplin", 1234), ("Lanterne", 9))
]
COLUMNS = [
    Column("name", "Service", sort="name", link=lambda row: f"/s/{row.wait}" if row.wait else None),
    Column("wait", "Attente", sort="wait", numeric=True),
]


def table(rf, query="", rows=ROWS, **options):
    return table_for(rf.get("/?" + query), rows, COLUMNS, caption="Services", **options)


def names(table):
    return [row[0].value for row in table.rows]


def test_a_list_is_sorted_and_what_is_unknown_comes_last_both_ways(rf):
    assert names(table(rf, "sort=wait")) == ["Lanterne", "Quai", "Tremplin", "<b>Escale</b>"]
    assert names(table(rf, "sort=-wait")) == ["Tremplin", "Quai", "Lanterne", "<b>Escale</b>"]


@pytest.mark.parametrize("query", ["sort=password", "sort=-", "page=deux", "page=99", "export=exe"])
def test_an_address_typed_by_hand_breaks_nothing(rf, query):
    shown = table(rf, query)
    assert len(names(shown)) == 4
    assert shown.export_format is None


def test_links_keep_the_other_words_and_sorting_goes_back_to_page_one(rf):
    head = table(rf, "q=aide&sort=name&page=2", per_page=2).heads[0]
    assert head.direction == "ascending"
    assert head.url == "?q=aide&sort=-name"


def test_two_tables_on_a_page_do_not_mix(rf):
    shown = table(rf, "sort=name&b-sort=-name", prefix="b-")
    assert names(shown)[0] == "Tremplin"


def test_files_hold_every_row_in_the_order_shown(rf):
    shown = table(rf, "export=csv&sort=name", per_page=2)
    assert shown.export_format == "csv"
    assert shown.header == ["Service", "Attente"]
    assert [row[0] for row in shown.export_rows] == ["<b>Escale</b>", "Lanterne", "Quai", "Tremplin"]
    assert next(iter(shown.export_rows))[1] is None


def test_the_table_is_drawn_with_its_caption_labels_and_files(rf, draw):
    html = draw("{% table table %}", table=table(rf, "sort=name"))
    assert "<caption>Services <small>4 lignes</small></caption>" in html
    assert 'aria-sort="ascending"' in html
    assert 'data-label="Attente"' in html
    assert "&lt;b&gt;Escale&lt;/b&gt;" in html
    assert "<b>Escale" not in html
    assert '<a href="/s/9">Lanterne</a>' in html
    assert "1\u00a0234" in html
    assert "export=csv" in html
    assert "export=xlsx" in html


@pytest.mark.django_db
def test_a_page_of_a_queryset_costs_two_queries(rf, draw, django_assert_num_queries):
    columns = [Column("model", "Sorte", sort="model")]
    shown = table_for(rf.get("/?sort=-model"), ContentType.objects.all(), columns, caption="x", per_page=3)
    with django_assert_num_queries(2):
        draw("{% table table %}", table=shown)
    models = [row[0].value for row in shown.rows]
    assert models == sorted(models, reverse=True)
    assert len(list(shown.export_rows)) == ContentType.objects.count()


def test_where_a_row_is_a_card_what_has_no_words_is_not_said_but_a_figure_is(rf, draw):
    rows = [
        SimpleNamespace(name="Quai", place="—", wait=None),
        SimpleNamespace(name="—", place="Ici", wait=3),
    ]
    columns = [
        Column("name", "Service"),
        Column("place", "Lieu"),
        Column("wait", "Attente", numeric=True),
    ]
    html = draw("{% table table %}", table=table_for(rf.get("/"), rows, columns, caption="Services"))
    assert html.count("data-none") == 1
    assert 'data-none data-label="Lieu"><span>—' in html
