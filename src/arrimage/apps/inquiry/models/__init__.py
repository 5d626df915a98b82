# Campaigns
from .campaign import Campaign, Wave

# Studies and reports
from .dataset import Dataset, DatasetRow, Mode, Nature
from .invitation import Invitation, Invitee
from .report import Block, Edition, EditionFile, Reader, Report, digest_of
from .study import Study, StudySource
from .study_theme import Grouped, Theme

__all__ = [
    "Block",
    "Campaign",
    "Dataset",
    "DatasetRow",
    "Edition",
    "EditionFile",
    "Grouped",
    "Invitation",
    "Invitee",
    "Mode",
    "Nature",
    "Reader",
    "Report",
    "Study",
    "StudySource",
    "Theme",
    "Wave",
    "digest_of",
]
