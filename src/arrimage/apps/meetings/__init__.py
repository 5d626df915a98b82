"""Meetings of every kind: series, agenda, invitations, attendance, minutes, and what must come back."""
