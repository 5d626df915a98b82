"""Territories, organisations, what they offer, whom they belong to, and who keeps it true."""
