"""What the terminal's readers of files share; it is kept lower, where pages may use it too."""

from arrimage.analytics.csv_file import NUMBER, Refused, content_of, rows_of, short

__all__ = ["NUMBER", "Refused", "content_of", "rows_of", "short"]
