"""Addresses of agreements, funding and comparisons."""

from django.urls import path

from .views import agreement_acts, agreements, comparators, funding

urlpatterns = [
    path("ententes/", agreements.agreements, name="agreements"),
    path("ententes/nouvelle/", agreements.agreement_new, name="agreement_new"),
    path("ententes/entourage/", agreements.relatives_matrix, name="relatives_matrix"),
    path("ententes/<uuid:uid>/", agreements.agreement, name="agreement"),
    path("ententes/<uuid:uid>/ecrire/", agreements.agreement_edit, name="agreement_edit"),
    path("ententes/<uuid:uid>/decider/", agreement_acts.agreement_decide, name="agreement_decide"),
    path("ententes/<uuid:uid>/noter/", agreement_acts.agreement_note, name="agreement_note"),
    path(
        "organisations/<uuid:uid>/ententes/",
        agreements.organisation_agreements,
        name="organisation_agreements",
    ),
    path("reseaux/<uuid:uid>/ententes/", agreements.network_agreements, name="network_agreements"),
    path("financement/nouveau/", funding.funding_new, name="funding_new"),
    path("financement/regroupements/", funding.coalition_budgets, name="coalition_budgets"),
    path("financement/<uuid:uid>/", funding.funding_edit, name="funding_edit"),
    path("financement/<uuid:uid>/publier/", funding.funding_publish, name="funding_publish"),
    path("territoires/<slug:code>/comparer/", comparators.comparators, name="comparators"),
    path("comparaisons/noter/", comparators.comparator_note, name="comparator_note"),
]
