from .entity import Entity, Privacy, StaleVersion
from .jobs import Job

__all__ = ["Entity", "Job", "Privacy", "StaleVersion"]
