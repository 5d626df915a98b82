"""`migrate`, which makes an empty database from the models in one go.

Django draws every model again after each table it adds: eighty-three migrations took over a minute and a half
where the tables themselves take seconds. No migration of ours moves data or runs SQL of its own (triggers and
facts come after, with `post_migrate`), and `tests/house/test_migrations.py` holds both ways to one schema.
"""

from django.apps import apps
from django.core.management.commands.migrate import Command as Migrate
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

PARTIAL = ("app_label", "migration_name", "fake", "fake_initial", "plan", "check_unapplied", "run_syncdb")


class Command(Migrate):
    def add_arguments(self, parser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--each", action="store_true", help="Apply the migrations one by one, even to an empty database."
        )

    def handle(self, *args, **options) -> None:
        connection = connections[options["database"]]
        is_whole = not any(options[name] for name in (*PARTIAL, "each", "prune"))
        if is_whole and not connection.introspection.table_names():
            self.verbosity = options["verbosity"]
            self.make(connection)
        super().handle(*args, **options)

    def make(self, connection) -> None:
        """Every table, then every migration noted as applied."""
        connection.prepare_database()
        self.sync_apps(connection, {config.label for config in apps.get_app_configs()})
        recorder = MigrationRecorder(connection)
        recorder.ensure_schema()
        for app, name in sorted(MigrationLoader(connection).disk_migrations):
            recorder.record_applied(app, name)
