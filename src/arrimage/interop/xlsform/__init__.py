"""Questionnaires as XLSForm workbooks (xlsform.org): what ODK, Kobo and Survey123 read and write.

What we have and XLSForm does not (silences, alerts, points, the words at the ends of a scale, scores) travels
in columns that begin with `arrimage_`: other tools leave them alone, and a workbook of ours comes back equal.
"""

from .reading import Imported, Refusal, Refused, read_xlsform
from .writing import write_xlsform

__all__ = ["Imported", "Refusal", "Refused", "read_xlsform", "write_xlsform"]
