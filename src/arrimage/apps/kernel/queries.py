"""Reading background work. A job is seen by its owner alone."""

from django.db.models import QuerySet

from .models import Job


def jobs_of(user) -> QuerySet[Job]:
    """The user's own jobs, most recent first."""
    return Job.objects.filter(owner=user) if user.is_authenticated else Job.objects.none()
