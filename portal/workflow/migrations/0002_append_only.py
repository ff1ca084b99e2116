"""The audit trail is append-only in PostgreSQL too: nobody edits or deletes what happened."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION samkop_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON workflow_auditevent
    FOR EACH ROW EXECUTE FUNCTION samkop_append_only();
"""
ALLOW = """
DROP TRIGGER audit_append_only ON workflow_auditevent;
DROP FUNCTION samkop_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("workflow", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
