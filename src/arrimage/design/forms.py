"""How every form field is drawn: label, hint, error, linked."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    pass
