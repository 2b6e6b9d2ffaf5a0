import django.contrib.postgres.fields
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0008_language_of_texts"),
    ]

    operations = [
        migrations.CreateModel(
            name="PageChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("transaction", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("publication", "A publication came, stepped back or went."),
                            ("alert", "A notice about a paper was found, or is not being checked any more."),
                            ("topic", "The vocabulary of topics."),
                        ],
                        max_length=11,
                    ),
                ),
                ("slugs", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("everything", models.BooleanField()),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="noticealert",
            trigger=pgtrigger.compiler.Trigger(
                name="pages_follow",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE about text[]; study bigint;",
                    func="\n        study := CASE WHEN TG_OP = 'DELETE' THEN OLD.study_id ELSE NEW.study_id END;\n        about := ARRAY(SELECT DISTINCT slug::text FROM evidence_publication WHERE study_id = study);\n        IF about = '{}' THEN RETURN NULL; END IF;\n        \n    INSERT INTO evidence_pagechange (transaction, at, what, slugs, everything) VALUES (\n        pg_current_xact_id()::text::bigint, clock_timestamp(), 'alert', about, TG_OP = 'UPDATE' AND OLD.study_id <> NEW.study_id);\n    PERFORM pg_notify('atlas_pages', left('alert ' || array_to_string(about, ' '), 1000));\n    DELETE FROM evidence_pagechange WHERE id IN (SELECT id FROM evidence_pagechange\n        WHERE at < clock_timestamp() - interval '30 days' ORDER BY at LIMIT 100 FOR UPDATE SKIP LOCKED);\n    RETURN NULL;\n    ",
                    hash="a440d10eab206dd12c691ad960f0e4132ee52d06",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_pages_follow_53d7d",
                    table="evidence_noticealert",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="noticealert",
            trigger=pgtrigger.compiler.Trigger(
                name="pages_follow_emptying",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE about text[];",
                    func="about := array[]::text[];\n    INSERT INTO evidence_pagechange (transaction, at, what, slugs, everything) VALUES (\n        pg_current_xact_id()::text::bigint, clock_timestamp(), 'alert', about, true);\n    PERFORM pg_notify('atlas_pages', left('alert ' || array_to_string(about, ' '), 1000));\n    DELETE FROM evidence_pagechange WHERE id IN (SELECT id FROM evidence_pagechange\n        WHERE at < clock_timestamp() - interval '30 days' ORDER BY at LIMIT 100 FOR UPDATE SKIP LOCKED);\n    RETURN NULL;\n    ",
                    hash="2bbfd09cf6a518125d02d7d60622aba92225b934",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_pages_follow_emptying_192ef",
                    table="evidence_noticealert",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="publication",
            trigger=pgtrigger.compiler.Trigger(
                name="pages_follow",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE about text[]; study bigint;",
                    func="\n        about := CASE TG_OP WHEN 'INSERT' THEN array[NEW.slug] WHEN 'DELETE' THEN array[OLD.slug]\n            ELSE array[OLD.slug, NEW.slug] END;\n        \n    INSERT INTO evidence_pagechange (transaction, at, what, slugs, everything) VALUES (\n        pg_current_xact_id()::text::bigint, clock_timestamp(), 'publication', about, TG_OP = 'DELETE' OR (NEW.demo AND TG_OP = 'INSERT' AND NOT EXISTS (SELECT 1 FROM evidence_publication WHERE demo AND id <> NEW.id)));\n    PERFORM pg_notify('atlas_pages', left('publication ' || array_to_string(about, ' '), 1000));\n    DELETE FROM evidence_pagechange WHERE id IN (SELECT id FROM evidence_pagechange\n        WHERE at < clock_timestamp() - interval '30 days' ORDER BY at LIMIT 100 FOR UPDATE SKIP LOCKED);\n    RETURN NULL;\n    ",
                    hash="cea5a899a2f9b9b1af9a9533709fe47454aa392c",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_pages_follow_7126d",
                    table="evidence_publication",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="topic",
            trigger=pgtrigger.compiler.Trigger(
                name="pages_follow",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE about text[]; study bigint;",
                    func="about := array[]::text[];\n    INSERT INTO evidence_pagechange (transaction, at, what, slugs, everything) VALUES (\n        pg_current_xact_id()::text::bigint, clock_timestamp(), 'topic', about, false);\n    PERFORM pg_notify('atlas_pages', left('topic ' || array_to_string(about, ' '), 1000));\n    DELETE FROM evidence_pagechange WHERE id IN (SELECT id FROM evidence_pagechange\n        WHERE at < clock_timestamp() - interval '30 days' ORDER BY at LIMIT 100 FOR UPDATE SKIP LOCKED);\n    RETURN NULL;\n    ",
                    hash="ec8fdd3f960d6da033269ede23a8b3119a01f756",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_pages_follow_27654",
                    table="evidence_topic",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="pagechange",
            index=models.Index(fields=["transaction"], name="page_change_transaction"),
        ),
        migrations.AddIndex(
            model_name="pagechange",
            index=models.Index(fields=["at"], name="page_change_at"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pagechange",
            trigger=pgtrigger.compiler.Trigger(
                name="never_truncated",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func=" RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'The word that a page has changed is never deleted.';",
                    hash="25b9d8642a6e8f56132fca31e10c7255a611dcfc",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_truncated_cfe55",
                    table="evidence_pagechange",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pagechange",
            trigger=pgtrigger.compiler.Trigger(
                name="kept_by_the_database",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF pg_trigger_depth() > 1 THEN RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END; END IF; RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'What changes on pages is written down by the database itself.';",
                    hash="f6985ca1c4dd3411359cfc6062d11edf2410b966",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_kept_by_the_database_b31a4",
                    table="evidence_pagechange",
                    when="BEFORE",
                ),
            ),
        ),
    ]
