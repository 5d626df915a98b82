"""`arrimage serve`: the web server, a worker and a clock, for a demonstration or a small installation."""

import subprocess
import sys
from threading import Event, Thread

import click


@click.command(help="Servir la plateforme, avec le travail d’arrière-plan et ce qui est dû.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processus web.")
def serve(host: str, port: int, workers: int) -> None:
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):
        def load_config(self) -> None:
            options = {
                "bind": f"{host}:{port}",
                "workers": workers,
                "threads": 8,  # some wait for the database
                "worker_class": "gthread",
                "preload_app": True,
                "accesslog": None,  # addresses may hold words somebody searched for
                "errorlog": "-",
                "loglevel": "warning",
                "control_socket_disable": True,
            }
            for name, value in options.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self):
            from arrimage.config.wsgi import application

            return application

    stopping = Event()
    helpers = [Thread(target=target, args=(stopping,)) for target in (keep_a_worker, call_what_is_due)]
    for helper in helpers:
        helper.start()
    click.echo(f"Arrimage répond à http://{host}:{port}/ (Ctrl-C pour arrêter)")
    try:
        Server().run()
    finally:
        stopping.set()
        for helper in helpers:
            helper.join()


def keep_a_worker(stopping: Event) -> None:
    """Background work, always: a worker that was killed is started again."""
    while not stopping.is_set():
        worker = subprocess.Popen([sys.executable, "-m", "arrimage.cli", "worker"], stderr=subprocess.DEVNULL)
        while worker.poll() is None and not stopping.wait(1):
            pass
        if stopping.is_set():
            worker.terminate()
            worker.wait(timeout=30)


def call_what_is_due(stopping: Event) -> None:
    """What cron does on a larger installation: once a minute, and once at the start."""
    while True:
        subprocess.run([sys.executable, "-m", "arrimage.cli", "run-due"], capture_output=True, check=False)
        if stopping.wait(60):
            return
