"""What was done to a draft, one thing at a time, so that any of it can be taken back."""

from django.db import models

from arrimage.apps.kernel.models import Privacy

from .instrument import Version


class Step(models.Model):
    """`content` is the draft as it was before; once the step is undone, as it was after.

    Undoing and doing again exchange it with the draft's own, so that both give back exactly what there was.
    """

    draft = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="steps")
    content = models.JSONField()
    verb = models.CharField(max_length=30)  # `forms.steps` says it in words
    target = models.CharField(max_length=80, blank=True)  # what was changed: «item:met», «form:»…
    about = models.CharField(max_length=200, blank=True)
    is_undone = models.BooleanField(default=False)
    done_at = models.DateTimeField()
    done_by = models.CharField(max_length=200)

    privacy = Privacy(kept="id draft content verb target about is_undone done_at", pseudonymised="done_by")

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.verb} {self.about}".strip()
