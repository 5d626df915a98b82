"""What every page about a network's ties begins with: the network, what is chosen, and the picture of it."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arrimage.apps.network.forms.analysis import LookForm
from arrimage.apps.network.models import Network, Wave
from arrimage.apps.network.queries import analysis as queries
from arrimage.apps.network.queries import joint_seat
from arrimage.apps.network.queries import ties as ties_queries
from arrimage.apps.network.vocabulary_ties import CountingRule


@dataclass(frozen=True)
class Look:
    """`picture` is None while the network has no wave the reader may look at, or was not asked for."""

    network: Network
    waves: list[Wave]
    form: LookForm
    picture: queries.Picture | None
    address: str  # what was chosen, to carry from page to page: «?rule=confirmed», or nothing

    @property
    def rule_label(self) -> str:
        return str(CountingRule(self.form.chosen("rule")).label)

    @property
    def note(self) -> str:
        """What is written under every figure: the rule, the kinds, the lines."""
        parts = [_("Rule: %(rule)s") % {"rule": self.rule_label}]
        parts.append(
            _("kinds: %(kinds)s") % {"kinds": ", ".join(self.form.kind_names)}
            if self.form.kind_names
            else _("every kind of tie")
        )
        if self.form.line_names:
            parts.append(_("lines: %(lines)s") % {"lines": ", ".join(self.form.line_names)})
        if self.picture and self.picture.directed:
            parts.append(_("ties go one way"))
        return " · ".join(parts)

    @property
    def source(self) -> str:
        wave = self.picture.wave
        if wave.is_study:
            return wave.source
        return _("wave “%(wave)s”, what organisations say and let be published") % {"wave": wave}

    @property
    def answered(self) -> str:
        """«35 organisations out of 41 have answered»."""
        found = self.picture
        if found.wave.is_study:
            return _("A past study: it does not say who did not answer.")
        return ngettext(
            "%(answered)d organisation out of %(asked)d has answered the wave “%(wave)s”.",
            "%(answered)d organisations out of %(asked)d have answered the wave “%(wave)s”.",
            len(found.answered),
        ) % {"answered": len(found.answered), "asked": len(found.asked), "wave": found.wave}


def look(request: HttpRequest, uid: UUID, *, load: bool = True) -> Look:
    """`load=False` leaves the picture aside. Raises Http404 for an unknown network."""
    network = get_object_or_404(joint_seat.networks(), uid=uid)
    waves = list(queries.waves(network, request.user))
    form = LookForm(request.GET, waves=waves, kinds=ties_queries.kinds_of(network))
    picture = None
    if waves and load:
        choice = queries.Choice(form.chosen("rule"), form.kind_codes, form.lines)
        picture = queries.picture(form.chosen_wave, choice, user=request.user, seen=waves)
    kept = request.GET.copy()
    for name in list(kept):
        if name not in form.fields:
            del kept[name]
    return Look(network, waves, form, picture, f"?{kept.urlencode()}" if kept else "")
