"""Wiring only: settings, URLs, WSGI. No rule lives here."""
