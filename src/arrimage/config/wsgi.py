"""`gunicorn --preload arrimage.config.wsgi`."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arrimage.config.settings")
application = get_wsgi_application()


def warm() -> None:
    """Read every address before the processes part: nobody waits for it, not even after one was killed.

    What is loaded by then stays: the collector need not walk it again (a quarter of a second of somebody's
    waiting), and the processes go on sharing it.
    """
    from django.urls import get_resolver

    get_resolver()._populate()
    gc.collect()
    gc.freeze()


warm()
