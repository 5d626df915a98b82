"""What the log of this installation never holds: the secrets that addresses carry."""

import logging
import re

# What follows these words in an address opens something: a personal code, a link of one's own.
SECRET = re.compile(r"(/(?:mes-reponses|enquete)/)[^/\s\"'?]+")


def without_secrets(text: str) -> str:
    """
    >>> without_secrets("Not Found: /mes-reponses/abcd-efgh-jkmn-pqrs/1/")
    'Not Found: /mes-reponses/…/1/'
    """
    return SECRET.sub(r"\1…", text)


class HidesSecrets(logging.Filter):
    """Django writes the address of what it refuses or could not find."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if (hidden := without_secrets(message)) != message:
            record.msg, record.args = hidden, ()
        if record.exc_info:
            text = logging.Formatter().formatException(record.exc_info)
            if (hidden := without_secrets(text)) != text:
                record.exc_info, record.exc_text = None, hidden
        record.__dict__.pop("request", None)  # it holds the whole address
        return True
