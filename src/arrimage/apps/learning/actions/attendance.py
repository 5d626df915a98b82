"""Attendance brought from a file, and what it earns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _

from arrimage.apps.audit.actions import record
from arrimage.apps.learning import attendance_files, policies
from arrimage.apps.learning.models import Attendance, Certificate, Webinar
from arrimage.apps.learning.presence import hours_earned
from arrimage.apps.learning.queries import webinars as queries

from .webinars import new_code

if TYPE_CHECKING:
    from arrimage.apps.accounts.models import User


@dataclass(frozen=True)
class Imported:
    """What an import did: new stays, stays already there, and the lines that could not be read."""

    added: int
    known: int
    skipped: list[int]


@transaction.atomic
def import_attendance(webinar: Webinar, data: bytes, *, by: User | None, at: datetime) -> Imported:
    """Note the stays of a file of a video tool. The same file again adds nothing; a fuller one, what is new.

    A stay whose end changed (the file was exported while people were there) takes its later end.
    Raises PermissionDenied, ValidationError with a sentence that says what to do.
    """
    webinar = Webinar.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=webinar.pk)
    policies.check_edits_for(by, webinar.organisation_id)
    try:
        found = attendance_files.read(data, near=webinar.meeting.starts_at, zone=get_current_timezone())
    except attendance_files.Unreadable as fault:
        raise ValidationError({"file": str(fault)}) from None
    there = {(one.key, one.arrived_at): one for one in webinar.attendances.all()}
    users = queries.users_with({row.email for row in found.rows if row.email})
    new, known = [], 0
    for row in found.rows:
        key = attendance_files.key_of(row.name, row.email)
        noted = there.get((key, row.arrived_at))
        if noted is None:
            noted = Attendance(
                webinar=webinar,
                key=key,
                name=row.name,
                email=row.email,
                user=users.get(row.email),
                arrived_at=row.arrived_at,
                left_at=row.left_at,
                source=Attendance.Source.FILE,
            )
            there[key, row.arrived_at] = noted
            new.append(noted)
        else:
            known += 1
            if noted.left_at is None or noted.left_at < row.left_at:
                noted.left_at = row.left_at
                if noted.pk:
                    noted.save(update_fields=["left_at"])
    Attendance.objects.bulk_create(new)
    record("learning.attendance_imported", by=by, at=at, subjects=[webinar], details={"added": len(new)})
    return Imported(len(new), known, found.skipped)


@transaction.atomic
def issue_certificates(webinar: Webinar, *, by: User | None, at: datetime) -> list[Certificate]:
    """One for each account that was there for the minutes required and has none; those made now.

    Whoever is known by a name alone receives none: a name is not somebody.
    """
    webinar = Webinar.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=webinar.pk)
    policies.check_edits_for(by, webinar.organisation_id)
    if webinar.meeting.ends_at > at:
        raise ValidationError(_("The webinar is not over yet."))
    holders = set(webinar.certificates.filter(withdrawn_at=None).values_list("user", flat=True))
    made = []
    for presence in queries.presences(webinar):
        hours = hours_earned(presence.minutes, required=webinar.minutes_required, announced=webinar.hours)
        if presence.user is None or not hours or presence.user.pk in holders:
            continue
        made.append(
            Certificate.objects.create(
                code=f"{new_code(4)}-{new_code(4)}-{new_code(4)}",
                webinar=webinar,
                user=presence.user,
                name=str(presence.user)[:160],
                minutes=presence.minutes,
                hours=hours,
                issued_at=at,
            )
        )
        holders.add(presence.user.pk)
    if made:
        record(
            "learning.certificates_issued",
            by=by,
            at=at,
            subjects=[webinar, *(one.user for one in made)],
        )
    return made


@transaction.atomic
def withdraw_certificate(certificate: Certificate, *, by: User | None, at: datetime) -> Certificate:
    """Given by mistake: its code then says so. Another may be issued."""
    policies.check_edits_for(by, certificate.webinar.organisation_id)
    if certificate.withdrawn_at is None:
        certificate.withdrawn_at = at
        certificate.save()
        record(
            "learning.certificate_withdrawn", by=by, at=at, subjects=[certificate.webinar, certificate.user]
        )
    return certificate
