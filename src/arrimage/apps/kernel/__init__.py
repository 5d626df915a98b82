"""Ids, dates, encrypted text, search stems, exports, background jobs: no domain word."""
