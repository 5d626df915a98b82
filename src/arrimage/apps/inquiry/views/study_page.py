"""A study opened by whoever leads it: what every page of it needs."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import seen
from arrimage.apps.inquiry.models import Study
from arrimage.apps.inquiry.queries import studies as queries
from arrimage.apps.inquiry.results.pairs import Paired
from arrimage.apps.inquiry.results.protection import INSIDE
from arrimage.apps.inquiry.results.words import nature_words
from arrimage.apps.questionnaires.document.questionnaire import said


def language_now() -> str:
    return (get_language() or "fr")[:2]


class Page:
    """A study opened by whoever leads it: what it reads, and what every page of it says."""

    def __init__(self, request: HttpRequest, uid: UUID) -> None:
        self.request = request
        self.study: Study = get_object_or_404(queries.studies_led_by(request.user), uid=uid)
        self.language = language_now()
        self.paired: Paired | None = queries.paired_of(self.study, request.user)
        self.may_name = self.paired is not None and INSIDE.may_name(self.paired.sheet)

    @property
    def labels(self) -> dict[str, str]:
        return {key: said(label, self.language) for key, label in self.rules.sides}

    @property
    def rules(self):
        return self.paired.rules

    def render(self, template: str, **context) -> HttpResponse:
        with seen("results.read", by=self.request.user, purpose=_("study"), request=self.request) as shown:
            shown.one(self.study)
            context |= {
                "study": self.study,
                "title": self.study.named(self.language),
                "paired": self.paired,
                "nature": nature_words(self.study.nature),
                "may_name": self.may_name,
                "rule_words": rule_words(self.study),
                "has_change": any(one.moment for one in self.study.sources.all()),
            }
            return render(self.request, template, context)

    def need(self) -> Paired:
        if self.paired is None:
            raise Http404
        return self.paired


def rule_words(study: Study) -> str:
    """The rule of several respondents, printed with each figure it touches."""
    return {
        Study.Rule.MEAN: _(
            "Where several answer on one side of a pair, their mean is taken: nobody speaks for the others."
        ),
        Study.Rule.MAXIMUM: _("Where several answer on one side of a pair, the highest of them is taken."),
        Study.Rule.APART: _(
            "Where several answer on one side of a pair, each is listed apart, and the pair has no score."
        ),
    }[Study.Rule(study.rule)]
