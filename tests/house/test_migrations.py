"""The migrations, run once from nothing: they must bring about the models, the triggers and nothing else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL: `.ci/run` migrates a database of its own"
)
def test_a_new_installation_is_made_by_its_migrations(tmp_path):
    database = f"sqlite:///{tmp_path / 'new.sqlite3'}"
    environment = os.environ | {"ARRIMAGE_HOME": str(tmp_path), "DATABASE_URL": database}
    for arguments in (["migrate", "-v0"], ["makemigrations", "--check", "--dry-run"], ["audit", "verify"]):
        done = subprocess.run(
            [sys.executable, "-m", "arrimage.cli", *arguments],
            env=environment,
            capture_output=True,
            text=True,
            cwd=Path(__file__).parent,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
