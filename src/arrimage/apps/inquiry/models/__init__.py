# Studies and reports
from .dataset import Dataset, DatasetRow, Mode, Nature
from .report import Block, Edition, EditionFile, Reader, Report, digest_of
from .study import Study, StudySource
from .study_theme import Grouped, Theme

__all__ = [
    "Block",
    "Dataset",
    "DatasetRow",
    "Edition",
    "EditionFile",
    "Grouped",
    "Mode",
    "Nature",
    "Reader",
    "Report",
    "Study",
    "StudySource",
    "Theme",
    "digest_of",
]
