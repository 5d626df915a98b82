# Campaigns
from .campaign import Campaign, Wave
from .invitation import Invitation, Invitee

__all__ = ["Campaign", "Invitation", "Invitee", "Wave"]
