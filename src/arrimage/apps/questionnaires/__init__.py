"""Questionnaires: what is asked, what was answered, and what the answers add up to."""
