"""Studies: which there are, what each decides and reads."""

from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from arrimage.apps.inquiry.actions import studies as actions
from arrimage.apps.inquiry.forms.studies import CovariateForm, PairsForm, SourceForm, StudyForm
from arrimage.apps.inquiry.models import Study
from arrimage.apps.inquiry.queries import reports as report_queries
from arrimage.apps.inquiry.queries import studies as queries
from arrimage.apps.inquiry.queries.study_sources import sources_for
from arrimage.apps.kernel.access import reachable_by
from arrimage.apps.kernel.clock import now, today
from arrimage.apps.kernel.models.entity import StaleVersion
from arrimage.apps.questionnaires.document.questionnaire import said
from arrimage.design.tables import Column, table_for

from .study_doors import TO_LEADERS, file_of


@never_cache
@reachable_by(TO_LEADERS)
def studies(request: HttpRequest) -> HttpResponse:
    """Our studies, our answers, our reports."""
    language = (get_language() or "fr")[:2]
    ours = table_for(
        request,
        queries.studies_led_by(request.user),
        [
            Column(
                "title",
                _("Study"),
                lambda one: one.named(language),
                link=Study.get_absolute_url,
                sort="title",
            ),
            Column("on", _("Date"), sort="on"),
            Column("nature", _("Nature of the answers"), Study.get_nature_display),
            Column("read", _("Sources"), sort="read", numeric=True),
            Column("told", _("Reports"), sort="told", numeric=True),
        ],
        caption=_("Paired studies"),
        prefix="s-",
    )
    sheets = table_for(
        request,
        sources_for(request.user),
        [
            Column(
                "title",
                _("Answers"),
                link=lambda one: reverse("results", args=[one.origin, one.uid]),
                sort="title",
            ),
            Column("origin", _("Where they come from"), lambda one: origin_words(one.origin)),
            Column("answered", _("Respondents"), sort="answered", numeric=True),
        ],
        caption=_("What was answered"),
        prefix="a-",
    )
    if file := file_of(_("studies"), ours, sheets):
        return file
    context = {
        "studies": ours,
        "sheets": sheets,
        "reports": report_queries.reports_led_by(request.user),
        "to_read": report_queries.readings_open_to(request.user, on=today()).count(),
    }
    return render(request, "inquiry/studies.html", context)


def origin_words(origin: str) -> str:
    return {
        "fichier": pgettext("origin of answers", "A file brought here"),
        "ouverture": pgettext("origin of answers", "A questionnaire opened here"),
        "vague": pgettext("origin of answers", "A campaign"),
    }.get(origin, origin)


@never_cache
@reachable_by(TO_LEADERS)
def study_new(request: HttpRequest) -> HttpResponse:
    form = StudyForm(
        request.POST or None,
        initial={"on": today(), "pairing": "territory", "rule": "mean", "nature": "collected"},
    )
    if request.method == "POST" and form.is_valid():
        study = actions.start_study(by=request.user, at=now(), **form.as_given())
        notices.success(request, _("The study is begun: now say which answers it reads."))
        return redirect("study_sources", uid=study.uid)
    status = 422 if request.method == "POST" else 200
    return render(request, "inquiry/study_edit.html", {"form": form, "study": None}, status=status)


@never_cache
@reachable_by(TO_LEADERS)
def study_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    study = get_object_or_404(queries.studies_led_by(request.user), uid=uid)
    form = StudyForm(request.POST or None, initial=StudyForm.initial_of(study))
    if request.method == "POST" and form.is_valid():
        since = request.POST.get("version", "")
        try:
            actions.change_study(
                study,
                since=int(since) if since.isdigit() else study.version,
                by=request.user,
                at=now(),
                **form.as_given(),
            )
        except StaleVersion:
            form.add_error(
                None, _("Somebody else has changed this study meanwhile: look at it again, then save.")
            )
        else:
            notices.success(request, _("The study is changed; its figures follow."))
            return redirect(study)
    status = 422 if request.method == "POST" else 200
    return render(request, "inquiry/study_edit.html", {"form": form, "study": study}, status=status)


@never_cache
@reachable_by(TO_LEADERS)
def study_sources(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Which answers it reads, who is paired, what is crossed with the pairs."""
    study = get_object_or_404(queries.studies_led_by(request.user), uid=uid)
    language = (get_language() or "fr")[:2]
    choices = sources_for(request.user)
    do = request.POST.get("do", "")
    sides = [(side["key"], said(side["label"], language)) for side in study.sides]
    source_form = SourceForm(request.POST if do == "attach" else None, sources=choices, sides=sides)
    pairs_form = PairsForm(*((request.POST, request.FILES) if do == "pairs" else ()))
    covariate_form = CovariateForm(*((request.POST, request.FILES) if do == "covariate" else ()))
    given = {"by": request.user, "at": now()}
    if request.method == "POST":
        forms = {"attach": source_form, "pairs": pairs_form, "covariate": covariate_form}
        form = forms.get(do)
        try:
            if do == "detach" and request.POST.get("source", "").isdigit():
                actions.detach_source(study, int(request.POST["source"]), **given)
                notices.success(request, _("The study no longer reads these answers."))
                return redirect("study_sources", uid=uid)
            if form is None:
                raise BadRequest
            if form.is_valid():
                _kept(study, do, form.cleaned_data, given)
                notices.success(request, _("Done: the figures follow."))
                return redirect("study_sources", uid=uid)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    titles = {one.ref: one for one in choices}
    sources = [(one, titles.get(f"{one.origin}:{one.uid}")) for one in study.sources.all()]
    paired = queries.paired_of(study, request.user)
    context = {
        "study": study,
        "sources": sources,
        "source_form": source_form,
        "pairs_form": pairs_form,
        "covariate_form": covariate_form,
        "choices": choices,
        "unpaired": paired.unpaired if paired else [],
        "covariates": [(said(one["label"], language), one) for one in study.covariates],
    }
    return render(
        request, "inquiry/study_sources.html", context, status=422 if request.method == "POST" else 200
    )


def _kept(study: Study, do: str, cleaned: dict, given: dict) -> None:
    if do == "attach":
        origin, _colon, ref = cleaned["source"].partition(":")
        actions.attach_source(
            study, origin, UUID(ref), side=cleaned["side"], moment=cleaned["moment"], **given
        )
    elif do == "pairs":
        actions.set_pairs(study, cleaned["file"].read(), cleaned["file"].name, **given)
    else:
        file = cleaned.pop("file")
        actions.set_covariate(study, file.read(), file.name, **cleaned, **given)
