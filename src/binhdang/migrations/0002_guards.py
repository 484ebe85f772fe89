"""The event log, the revisions of reports, signed snapshots and slips refuse update and delete, on both engines."""

from typing import Any

from django.db import migrations

TABLES = ("binhdang_event", "binhdang_reportrevision", "binhdang_snapshot", "binhdang_slip")

SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
"""
POSTGRES = """
CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '{table} is append-only'; END $$ LANGUAGE plpgsql;
CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_append_only();
"""


def forwards(apps: Any, schema_editor: Any) -> None:
    """Create the triggers."""
    for table in TABLES:
        if schema_editor.connection.vendor == "sqlite":
            for verb in ("update", "delete"):
                schema_editor.execute(SQLITE.format(table=table, verb=verb, VERB=verb.upper()))
        else:
            schema_editor.execute(POSTGRES.format(table=table))


def backwards(apps: Any, schema_editor: Any) -> None:
    """Drop the triggers."""
    for table in TABLES:
        if schema_editor.connection.vendor == "sqlite":
            for verb in ("update", "delete"):
                schema_editor.execute(f"DROP TRIGGER {table}_no_{verb}")
        else:
            schema_editor.execute(f"DROP TRIGGER {table}_no_change ON {table}")


class Migration(migrations.Migration):
    dependencies = [("binhdang", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
