"""`gunicorn --preload arrimage.config.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arrimage.config.settings")
application = get_wsgi_application()


def warm() -> None:
    """Read every address before the processes part: nobody waits for it, not even after one was killed."""
    from django.urls import get_resolver

    get_resolver()._populate()


warm()
