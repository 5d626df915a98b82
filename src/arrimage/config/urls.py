"""Every address, in French, each named in English. A rooms' own addresses live with it."""

from django.urls import include, path
from django.views.i18n import set_language

from arrimage.apps.kernel import views_public as public
from arrimage.apps.kernel.access import EVERYONE, reachable_by
from arrimage.design.views import accessibility, appearance, styleguide

urlpatterns = [
    path("", include("arrimage.apps.network.urls_pages")),
    path("", include("arrimage.apps.network.urls_together")),
    path("", include("arrimage.apps.network.urls_map")),
    path("", include("arrimage.apps.network.urls_governance")),
    path("", include("arrimage.apps.network.urls_agreements")),
    path("", include("arrimage.apps.network.urls_search")),
    path("", include("arrimage.apps.questionnaires.urls")),
    path("questionnaires/", include("arrimage.interop.xlsform.urls")),
    path("questionnaires/", include("arrimage.interop.fhir.urls")),
    path("", include("arrimage.apps.network.urls_ties")),
    path("rencontres/", include("arrimage.apps.meetings.urls")),
    path("", include("arrimage.apps.practices.urls")),
    path("", include("arrimage.apps.inquiry.urls")),
    path("", include("arrimage.apps.learning.urls")),
    path("", include("arrimage.apps.deliberation.urls")),
    path("", include("arrimage.apps.improvement.urls")),
    path("", include("arrimage.apps.qualitative.urls")),
    path("entretiens/", include("arrimage.interop.refi_qda.urls")),
    path("", include("arrimage.apps.mixed.urls")),
    path("", include("arrimage.apps.communities.urls")),
    path("", include("arrimage.apps.recognition.urls")),
    path("sitemap.xml", public.sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", public.sitemap_section, name="sitemap_section"),
    path("robots.txt", public.robots, name="robots"),
    path("nouveautes/", public.news, name="news"),
    path("nouveautes.atom", public.news_feed, name="news_feed"),
    path("langue/", reachable_by(EVERYONE)(set_language), name="set_language"),
    path("apparence/", reachable_by(EVERYONE)(appearance), name="appearance"),
    path("accessibilite/", reachable_by(EVERYONE)(accessibility), name="accessibility"),
    path("charte/", reachable_by(EVERYONE)(styleguide), name="styleguide"),
    path("compte/", include("arrimage.apps.accounts.urls")),
    path("journal/", include("arrimage.apps.audit.urls")),
    path("travaux/", include("arrimage.apps.kernel.urls")),
    path("territoires/", include("arrimage.apps.network.urls_territories")),
    path("api/hsds/", include("arrimage.interop.hsds.urls")),
]
