"""Alembic's entry: runs on the connection that ``engine.storage.migrate`` hands over, in its transaction."""

from __future__ import annotations

from alembic import context

from engine.storage.tables import metadata

connection = context.config.attributes.get("connection")
if connection is None:
    raise RuntimeError("run migrations by `navmark init`, not by Alembic's own command")
context.configure(connection=connection, target_metadata=metadata, transactional_ddl=False, render_as_batch=True)
context.run_migrations()
