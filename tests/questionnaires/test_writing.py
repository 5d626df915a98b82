"""Writing a questionnaire on its page, without a script: each button, each form, and two authors at once."""

from dataclasses import replace

import pytest
from django.urls import reverse
from lxml import html

from arrimage.apps.accounts.roles import Role
from arrimage.apps.kernel.clock import now
from arrimage.apps.questionnaires.actions import drafts as actions
from arrimage.apps.questionnaires.actions import instruments as writing
from arrimage.apps.questionnaires.document import checking, editing
from arrimage.apps.questionnaires.document.questionnaire import (
    Choice,
    Item,
    Kind,
    Questionnaire,
    Section,
    from_data,
)
from arrimage.apps.questionnaires.document.scores import Band, Method, Part
from arrimage.apps.questionnaires.models import Instrument, Response, Version
from tests.accounts.factories import acting_user
from tests.questionnaires.factories import FORM, PublishedVersionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def author(client):
    user = acting_user(Role.MANAGER)
    client.force_login(user)
    return user


@pytest.fixture
def draft(author) -> Version:
    return writing.create_instrument(FORM, by=author, at=now())


def at(draft: Version, name: str = "draft", *more) -> str:
    return reverse(name, args=[draft.instrument.uid, *more])


def form_of(draft: Version) -> Questionnaire:
    return from_data(Version.objects.values_list("content", flat=True).get(pk=draft.pk))


def sent(page) -> dict[str, list[str]]:
    """What the one editor open on a page would send: its fields as they stand."""
    tree = html.fromstring(page.content.decode())
    editor = tree.xpath('//form[contains(@class, "editor")]')[0]
    data: dict[str, list[str]] = {}
    for field in editor.xpath(".//input | .//textarea | .//select"):
        if field.xpath("ancestor::*[@inert]"):
            continue  # the question as it will be answered: nobody fills it in here
        name, kind = field.get("name"), field.get("type", "")
        if not name or kind == "submit" or (kind in ("checkbox", "radio") and field.get("checked") is None):
            continue
        if field.tag == "select":
            chosen = field.xpath(".//option[@selected]/@value") or field.xpath(".//option/@value")[:1]
            data.setdefault(name, []).extend(chosen)
        else:
            text = (
                (field.text or "").removeprefix("\n")
                if field.tag == "textarea"
                else field.get("value", "on" if kind in ("checkbox", "radio") else "")
            )
            data.setdefault(name, []).append(text)
    return data


# --- From an empty page to a published version


def test_a_questionnaire_is_written_from_an_empty_page_and_published(client, author):
    assert client.post(reverse("draft_begin"), {"title": " "}).status_code == 422
    begun = client.post(reverse("draft_begin"), {"title": "Trois mois après"})
    draft = Version.objects.get()
    assert begun["Location"] == at(draft, "draft_new")
    added = client.post(at(draft, "draft_new"), {"label": "T’es-tu senti écouté ?", "preset": "often"})
    assert added["Location"].endswith("#card-tes_tu_senti_ecoute")
    client.post(at(draft, "draft_new"), {"label": "Autre chose ?", "preset": "long_text"})
    form = form_of(draft)
    assert [(item.name, str(item.kind)) for item in form.asked] == [
        ("tes_tu_senti_ecoute", "single"),
        ("autre_chose", "long_text"),
    ]
    assert [choice.points for choice in form.asked[0].choices] == [0, 1, 2, 3, 4]
    page = client.get(at(draft)).content.decode()
    assert 'name="do" value="publish"' in page
    client.post(draft.instrument.get_absolute_url(), {"do": "publish", "version": 1})
    assert Version.objects.get().status == "published"
    assert client.get(at(draft))["Location"] == draft.instrument.get_absolute_url()


def test_every_question_is_shown_as_it_will_be_answered(client, draft):
    page = client.get(at(draft)).content.decode()
    for item in FORM.asked:
        assert f'data-item="{item.name}"' in page
        assert f'id="card-{item.name}"' in page
    assert page.count(" inert>") == len(FORM.items)
    assert "« Une rencontre ? » est « Oui »".replace("« ", "«\u00a0").replace(" »", "\u00a0»") in page


# --- The buttons of the list


@pytest.mark.parametrize(
    ("do", "name", "order"),
    [
        ("up", "times", ["times", "met", "liked", "words", "harm"]),
        ("down", "liked", ["met", "times", "liked", "words", "harm"]),
        ("copy", "met", ["met", "met_2", "times", "liked", "words", "harm"]),
        ("remove", "met", ["times", "liked", "words", "harm"]),
        ("section-down", "first", ["words", "harm", "met", "times", "liked"]),
        ("section-remove", "second", ["met", "times", "liked"]),
        ("section-join", "second", ["met", "times", "liked", "words", "harm"]),
        ("split", "liked", ["met", "times", "liked", "words", "harm"]),
    ],
)
def test_a_button_does_what_it_says_and_undo_takes_it_back(client, draft, do, name, order):
    client.post(at(draft), {"do": do, "name": name})
    assert [*form_of(draft).items] == order
    assert form_of(draft) != FORM
    step = draft.steps.get()
    client.post(at(draft), {"do": "undo", "step": step.pk})
    assert form_of(draft) == FORM
    client.post(at(draft), {"do": "redo", "step": step.pk})
    assert [*form_of(draft).items] == order


def test_what_nobody_offers_is_refused(client, draft):
    assert client.post(at(draft), {"do": "anything"}).status_code == 400
    assert client.get(at(draft, "draft_item", "nowhere")).status_code == 404
    assert client.get(at(draft, "draft_section", "nowhere")).status_code == 404
    assert client.get(at(draft, "draft_score", "nowhere")).status_code == 404
    page = client.post(at(draft), {"do": "up", "name": "nowhere"}, follow=True)
    assert "quelqu’un" in page.content.decode()


# --- A question


@pytest.mark.parametrize("name", [*FORM.items])
def test_a_question_opened_and_kept_as_it_is_stays_as_it_was(client, draft, name):
    page = client.get(at(draft, "draft_item", name))
    client.post(at(draft, "draft_item", name), sent(page) | {"do": "done"})
    assert form_of(draft) == FORM
    assert not draft.steps.exists()


def test_a_question_is_changed_in_its_place(client, draft):
    data = sent(client.get(at(draft, "draft_item", "liked")))
    data |= {
        "label_fr": "Était-ce utile, pour toi ?",
        "help_fr": "À ta façon.",
        "required": "on",
        "choice-0-label_fr": "Oui, assez",
        "choice-1-label_fr": "",
        "choice-2-label_fr": "Un peu",
        "choice-2-points": "0,5",
        "paste": "Pas du tout\n\nJe ne sais pas",
        "when-mode": "rows",
        "when-0-about": "met|yes",
        "when-1-about": "times|#",
        "when-1-sign": "at_least",
        "when-1-number": "2",
        "alert_codes": "un_peu",
        "do": "done",
    }
    client.post(at(draft, "draft_item", "liked"), data)
    item = form_of(draft).items["liked"]
    assert (item.label["fr"], item.help["fr"], item.required) == (
        "Était-ce utile, pour toi ?",
        "À ta façon.",
        True,
    )
    assert [(choice.code, choice.points) for choice in item.choices] == [
        ("yes", 1),
        ("un_peu", 0.5),
        ("pas_du_tout", None),
        ("je_ne_sais_pas", None),
    ]
    assert item.relevant == "${met} = 'yes' and ${times} >= 2"
    assert item.alert == ". = 'un_peu'"
    page = client.get(at(draft, "draft_item", "liked"))
    client.post(at(draft, "draft_item", "liked"), sent(page) | {"do": "done"})
    assert form_of(draft).items["liked"] == item


def test_the_answers_are_put_in_another_order(client, draft):
    data = sent(client.get(at(draft, "draft_item", "met")))
    back = client.post(at(draft, "draft_item", "met"), data | {"do": "choice-down-0"})
    assert back["Location"] == at(draft, "draft_item", "met") + "#card-met"
    assert [choice.code for choice in form_of(draft).items["met"].choices] == ["no", "yes"]


def test_another_kind_of_answer_opens_what_it_calls_for(client, draft):
    data = sent(client.get(at(draft, "draft_item", "words"))) | {"kind": "scale", "do": "done"}
    back = client.post(at(draft, "draft_item", "words"), data)
    assert back["Location"].startswith(at(draft, "draft_item", "words"))
    page = client.get(at(draft, "draft_item", "words"))
    data = sent(page) | {"minimum": "0", "maximum": "10", "low_fr": "pas du tout", "alert_from": "9"}
    client.post(at(draft, "draft_item", "words"), data | {"do": "done"})
    item = form_of(draft).items["words"]
    assert (item.kind, item.minimum, item.maximum, item.low["fr"], item.alert) == (
        Kind.SCALE, 0, 10, "pas du tout", ". >= 9",
    )  # fmt: skip


def test_a_short_name_is_changed_wherever_it_is_spoken_of(client, draft):
    data = sent(client.get(at(draft, "draft_item", "met"))) | {"name": "Rencontre !", "do": "done"}
    client.post(at(draft, "draft_item", "met"), data)
    form = form_of(draft)
    assert form.items["times"].relevant == "${rencontre} = 'yes'"
    assert form.scores[0].parts[0].item == "rencontre"


def test_a_formula_nobody_can_say_in_rows_stays_a_formula(client, draft):
    data = sent(client.get(at(draft, "draft_item", "liked")))
    data |= {"when-mode": "formula", "when-formula": "string-length(${met}) > 1", "do": "done"}
    client.post(at(draft, "draft_item", "liked"), data)
    again = sent(client.get(at(draft, "draft_item", "liked")))
    assert (again["when-mode"], again["when-formula"]) == (["formula"], ["string-length(${met}) > 1"])


def test_a_number_that_is_none_is_said_and_nothing_is_kept(client, draft):
    data = sent(client.get(at(draft, "draft_item", "times"))) | {"minimum": "douze", "do": "done"}
    page = client.post(at(draft, "draft_item", "times"), data)
    assert page.status_code == 422
    assert "douze" in page.content.decode()
    assert form_of(draft) == FORM


@pytest.mark.parametrize(
    ("part", "name", "text", "said"),
    [
        ("relevant", "liked", "${met} = 'yes'", "est «\u00a0Oui\u00a0»"),
        ("relevant", "liked", "${met} = ", "field-error"),
        ("relevant", "met", "${liked} = 'yes'", "field-error"),
        ("relevant", "second", "${liked} = 'yes'", "est «\u00a0Oui\u00a0»"),
        ("constraint", "times", ". <= 50 and . > ${met}", "hint"),
        ("alert", "harm", ". = 'yes'", "est «\u00a0Oui\u00a0»"),
        ("calculation", "times", "evil()", "field-error"),
    ],
)
def test_a_formula_is_read_while_it_is_typed(client, draft, part, name, text, said):
    key = "when-formula" if part == "relevant" else part
    address = at(draft, "draft_check") + f"?pour={name}&partie={part}"
    assert said in client.post(address, {key: text}).content.decode()
    assert client.post(address, {key: ""}).content.decode().strip() == ""


# --- Two authors at once


def other_of(author):
    return acting_user(Role.EVALUATOR, organisation=author.acting.organisation)


def reword(draft, name, label, by):
    def edit(form):
        return editing.replace_item(form, name, replace(form.items[name], label={"fr": label}))

    actions.edit_draft(draft, edit, verb="item.changed", target=f"item:{name}", by=by, at=now())


def test_what_another_changed_meanwhile_is_shown_beside_ones_own_words(client, author, draft):
    other = other_of(author)
    data = sent(client.get(at(draft, "draft_item", "met"))) | {"label_fr": "Le mien ?", "do": "done"}
    reword(draft, "met", "Le sien ?", other)
    page = client.post(at(draft, "draft_item", "met"), data)
    text = page.content.decode()
    assert page.status_code == 409
    assert str(other) in text
    assert "Le sien ?" in text
    assert sent(page)["label_fr"] == ["Le mien ?"]
    assert form_of(draft).items["met"].label["fr"] == "Le sien ?"
    client.post(at(draft, "draft_item", "met"), sent(page) | {"do": "mine"})
    assert form_of(draft).items["met"].label["fr"] == "Le mien ?"


def test_what_another_changed_elsewhere_is_in_nobodys_way(client, author, draft):
    data = sent(client.get(at(draft, "draft_item", "met"))) | {"label_fr": "Le mien ?", "do": "done"}
    reword(draft, "liked", "Ailleurs ?", other_of(author))
    client.post(at(draft, "draft_item", "met"), data)
    form = form_of(draft)
    assert (form.items["met"].label["fr"], form.items["liked"].label["fr"]) == ("Le mien ?", "Ailleurs ?")


def test_a_question_removed_meanwhile_comes_back_with_ones_words(client, author, draft):
    data = sent(client.get(at(draft, "draft_item", "words"))) | {"label_fr": "Le mien ?", "do": "done"}
    actions.edit_draft(
        draft, lambda form: editing.remove_item(form, "words"), verb="x", by=other_of(author), at=now()
    )
    page = client.post(at(draft, "draft_item", "words"), data, follow=True)
    assert [*form_of(draft).items.values()][-1].label["fr"] == "Le mien ?"
    assert "avec tes mots" in page.content.decode()


# --- Parts, the title, scores, languages


def test_a_part_has_a_title_and_a_condition(client, draft):
    data = sent(client.get(at(draft, "draft_section", "second")))
    data |= {"title_fr": "Toi", "when-mode": "rows", "when-0-about": "met|*", "do": "done"}
    client.post(at(draft, "draft_section", "second"), data)
    section = form_of(draft).sections[1]
    assert (section.title["fr"], section.relevant) == ("Toi", "${met} != ''")
    client.post(at(draft), {"do": "section-add"})
    assert len(form_of(draft).sections) == 3


def test_the_title_and_the_languages_are_changed(client, draft):
    data = sent(client.get(at(draft, "draft_heading")))
    data |= {"title_fr": "Un autre titre", "english": "on", "introduction_fr": "Pourquoi ?", "do": "done"}
    client.post(at(draft, "draft_heading"), data)
    form = form_of(draft)
    assert (form.languages, form.title["fr"], form.introduction["fr"]) == (
        ("fr", "en"), "Un autre titre", "Pourquoi ?",
    )  # fmt: skip
    assert Instrument.objects.get().title == "Un autre titre"
    data = sent(client.get(at(draft, "draft_heading"))) | {"title_en": "Another title", "do": "done"}
    client.post(at(draft, "draft_heading"), data)
    assert form_of(draft).title["en"] == "Another title"


def test_a_score_says_what_counts_and_what_the_number_means(client, draft):
    page = client.get(at(draft, "draft_score", "nouveau"))
    data = sent(page) | {
        "title_fr": "Part de oui",
        "method": "share",
        "counts": ["met", "liked"],
        "reversed": "liked",
        "weight:met": "2",
        "band-0-at": "50",
        "band-0-label_fr": "souvent",
        "band-1-at": "0",
        "band-1-label_fr": "rarement",
        "multiplied_by": "1",
        "do": "done",
    }
    client.post(at(draft, "draft_score", "nouveau"), data)
    score = form_of(draft).scores[-1]
    assert (score.name, score.method) == ("part_de_oui", Method.SHARE)
    assert score.parts == (Part("met", weight=2), Part("liked", reversed=True))
    assert score.bands == (Band(0, {"fr": "rarement"}), Band(50, {"fr": "souvent"}))
    again = client.get(at(draft, "draft_score", "part_de_oui"))
    client.post(at(draft, "draft_score", "part_de_oui"), sent(again) | {"do": "done"})
    assert form_of(draft).scores[-1] == score
    client.post(at(draft), {"do": "score-remove", "name": "part_de_oui"})
    assert form_of(draft).scores == FORM.scores


def test_every_text_is_translated_side_by_side(client, draft):
    data = sent(client.get(at(draft, "draft_heading"))) | {"english": "on", "do": "done"}
    client.post(at(draft, "draft_heading"), data)
    page = client.get(at(draft, "draft_words") + "?manque=1").content.decode()
    assert page.count('lang="en"') >= len(FORM.items)
    marks = {"was|item:met:label|en": mark(""), "was|choice:met:yes|en": mark("")}
    texts = {"text|item:met:label|en": "A meeting?", "text|choice:met:yes|en": "Yes"}
    client.post(at(draft, "draft_words"), marks | texts)
    item = form_of(draft).items["met"]
    assert (item.label, item.choices[0].label["en"]) == ({"fr": "Une rencontre ?", "en": "A meeting?"}, "Yes")


def mark(text: str) -> str:
    from arrimage.apps.questionnaires.document.wording import Wording

    return Wording("", "", "", {"en": text}).mark("en")


def test_a_text_another_changed_meanwhile_is_not_overwritten_nor_lost(client, author, draft):
    reword(draft, "met", "Le sien ?", other_of(author))
    key = "item:met:label|fr"
    data = {f"was|{key}": mark("Une rencontre ?"), f"text|{key}": "Le mien ?"}
    page = client.post(at(draft, "draft_words"), data)
    assert page.status_code == 409
    assert "Le mien ?" in page.content.decode()
    assert form_of(draft).items["met"].label["fr"] == "Le sien ?"


def test_questions_are_taken_from_another_questionnaire_one_may_see(client, author, draft):
    other = PublishedVersionFactory(instrument__organisation=author.acting.organisation)
    page = client.get(at(draft, "draft_borrow") + f"?de={other.instrument.uid}").content.decode()
    assert page.count('name="name"') == len(FORM.items)
    address = at(draft, "draft_borrow") + f"?de={other.instrument.uid}"
    assert client.post(address, {}).status_code == 422
    client.post(address, {"name": ["met", "times"], "home": "first"})
    form = form_of(draft)
    assert [item.name for item in form.sections[0].items] == ["met", "times", "liked", "met_2", "times_2"]
    assert form.items["times_2"].relevant == "${met_2} = 'yes'"
    stranger = PublishedVersionFactory()
    page = client.get(at(draft, "draft_borrow") + f"?de={stranger.instrument.uid}").content.decode()
    assert 'name="name"' not in page


# --- Who, and how quickly


def test_nobody_opens_anothers_draft(client, draft):
    client.force_login(acting_user(Role.MANAGER))
    for name, more in [("draft", []), ("draft_item", ["met"]), ("draft_words", []), ("draft_borrow", [])]:
        assert client.get(at(draft, name, *more)).status_code == 404
    client.post(at(draft), {"do": "remove", "name": "met"})
    assert form_of(draft) == FORM


def test_what_is_to_mend_is_listed_with_the_place_where_one_mends_it(client, author):
    broken = Questionnaire({"fr": "x"}, (Section("a", (Item("q", Kind.SINGLE, relevant="("),)),))
    draft = writing.create_instrument(broken, by=author, at=now())
    page = client.get(at(draft)).content.decode()
    assert page.count(f'href="{at(draft, "draft_item", "q")}"') >= len(checking.problems(broken))
    assert 'value="publish"' not in page


def test_the_page_of_a_draft_costs_few_queries(client, draft, django_assert_max_num_queries):
    client.get(at(draft))
    with django_assert_max_num_queries(14):
        client.get(at(draft))
    with django_assert_max_num_queries(14):
        client.get(at(draft, "draft_item", "met"))


def test_trying_a_draft_keeps_nothing(client, draft):
    page = reverse("version_try", args=[draft.instrument.uid, 1])
    assert 'phone"' in client.get(page + "?telephone=1").content.decode()
    client.post(page, {"met": "yes"})
    assert not Response.objects.exists()


def test_a_draft_is_put_back_as_it_was_published(client, author):
    version = PublishedVersionFactory(instrument__organisation=author.acting.organisation)
    draft = writing.begin_version(version.instrument, by=author, at=now())
    client.post(at(draft), {"do": "remove", "name": "met"})
    client.post(at(draft), {"do": "reset"})
    assert form_of(draft) == FORM
    client.post(at(draft), {"do": "undo", "step": draft.steps.first().pk})
    assert "met" not in form_of(draft).items


def test_a_language_that_is_not_shown_keeps_its_words(client, author):
    choice = Choice("a", {"fr": "Oui", "en": "Yes"})
    asked = Item("q", Kind.SINGLE, {"fr": "Quoi ?", "en": "What?"}, choices=(choice, choice))
    asked = replace(asked, choices=(choice, Choice("b", {"fr": "Non", "en": "No"})))
    form = Questionnaire({"fr": "x"}, (Section("s", (asked,)),))
    draft = writing.create_instrument(form, by=author, at=now())
    data = sent(client.get(at(draft, "draft_item", "q"))) | {"label_fr": "Que veux-tu ?", "do": "done"}
    client.post(at(draft, "draft_item", "q"), data)
    item = form_of(draft).items["q"]
    assert item.label == {"fr": "Que veux-tu ?", "en": "What?"}
    assert item.choices[0].label == {"fr": "Oui", "en": "Yes"}
