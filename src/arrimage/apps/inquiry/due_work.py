"""The scheduled work of campaigns."""

from datetime import datetime, timedelta

from django.utils.translation import ngettext

from arrimage.apps.kernel.due import due

from .actions import campaigns, campaigns_mail, campaigns_mixing


# Campaigns
@due(every=timedelta(minutes=10), name="inquiry.campaigns")
def lead_campaigns(at: datetime) -> str:
    """Close what is over before anybody is written to; open what is due; then invite and remind."""
    campaigns.close_what_is_over(at=at)
    campaigns_mixing.mix_what_is_closed(at=at)
    campaigns.open_what_is_due(at=at)
    count = campaigns_mail.write_what_is_due(at=at)
    return (
        ngettext("%d mail of a campaign queued", "%d mails of campaigns queued", count) % count
        if count
        else ""
    )
