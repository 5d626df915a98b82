from .due import DueRun
from .entity import Entity, Privacy, StaleVersion
from .jobs import Job
from .mail import Mail

__all__ = ["DueRun", "Entity", "Job", "Mail", "Privacy", "StaleVersion"]
