"""What a questionnaire is, apart from any database: what is asked, checked, answered, added up.

A version of an instrument keeps one such document, whole: it is read in one query, compared, hashed, exported
and imported as one thing, and cannot change by halves.
"""
