import re

from django import forms

from arrimage.design.styleguide import SampleForm

LINKED = re.compile(r'aria-describedby="([^"]+)"')


class Refused(forms.Form):
    name = forms.CharField(label="Nom")
    ticket = forms.CharField(widget=forms.HiddenInput)

    def clean(self):
        raise forms.ValidationError("Les deux dates se contredisent.")


def test_label_hint_and_error_are_linked_to_the_field(draw):
    html = draw("{% field form.name %}", form=SampleForm({}))
    assert '<label for="id_name">Nom du service</label>' in html
    described = LINKED.search(html).group(1).split()
    assert set(described) == {"id_name_helptext", "id_name_error"}
    for name in described:
        assert f'id="{name}"' in html
    assert 'aria-invalid="true"' in html


def test_a_group_of_choices_is_one_fieldset_with_its_question(draw):
    html = draw("{% field form.door %}", form=SampleForm())
    assert html.count("<fieldset") == html.count("<legend>") == 1
    assert "Comment entre-t-on chez vous" in html
    assert 'type="radio"' in html


def test_only_what_is_optional_says_so(draw):
    form = SampleForm()
    assert "(facultatif)" in draw("{% field form.words %}", form=form)
    assert "(facultatif)" not in draw("{% field form.name %}", form=form)


def test_the_lone_checkbox_stands_before_its_label(draw):
    html = draw("{% field form.agreed %}", form=SampleForm())
    assert html.index("checkbox") < html.index("encore vraie")


def test_the_summary_leads_to_each_thing_to_correct(draw):
    form = SampleForm({})
    html = draw("{% form_errors form %}{% for f in form %}{% field f %}{% endfor %}", form=form)
    for target in re.findall(r'<a href="#([^"]+)"', html):
        assert f'id="{target}"' in html
    assert "#id_door_0" in html
    assert "#id_agreed" in html
    assert "Il reste 4 choses à corriger" in html


def test_the_summary_tells_what_belongs_to_no_field(draw):
    html = draw("{% form_errors form %}", form=Refused({"name": "x"}))
    assert "Les deux dates se contredisent." in html
    assert draw("{% form_errors form %}", form=Refused()).strip() == ""


def test_what_was_typed_comes_back_as_text(draw):
    form = SampleForm({"name": '"><script>alert(1)</script>', "kind": "nothing"})
    html = draw("{{ form }}", form=form)
    assert "<script" not in html


def test_the_whole_form_is_drawn_like_its_fields(draw):
    form = SampleForm()
    assert draw("{% field form.name %}", form=form) in draw("{{ form }}", form=form)
