"""What the terminal's readers of files share; it is kept lower, where pages may use it too."""

import re

from arrimage.analytics.csv_file import NUMBER, Refused, content_of, rows_of, short

# As programs write them: 1/3 takes sixteen decimals.
DECIMAL = re.compile(r"[+-]?(\d{1,15}(\.\d{0,40})?|\.\d{1,40})([eE][+-]?\d{1,3})?", re.ASCII)

__all__ = ["DECIMAL", "NUMBER", "Refused", "content_of", "rows_of", "short"]
