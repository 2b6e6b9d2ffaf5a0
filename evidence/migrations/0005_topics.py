import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evidence", "0004_import_room")]

    operations = [
        migrations.CreateModel(
            name="Topic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.SlugField(
                        help_text="The last part of its address under /topics/. It never changes.",
                        max_length=40,
                        unique=True,
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                (
                    "definition",
                    models.TextField(help_text="In our own words, for readers: what a study with this topic looks at."),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, help_text="Small numbers come first.")),
                ("retired", models.BooleanField(default=False, help_text="Not chosen for studies any more.")),
            ],
            options={
                "ordering": ("order", "key"),
            },
        ),
        migrations.AddField(
            model_name="study",
            name="topics",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40),
                blank=True,
                default=list,
                help_text="What the study is about; any number.",
                size=None,
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="study",
            trigger=pgtrigger.compiler.Trigger(
                name="topics_are_of_the_vocabulary",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (cardinality(NEW.topics) > 0)",
                    func="PERFORM 1 FROM evidence_topic WHERE key = ANY(NEW.topics) FOR KEY SHARE; IF (SELECT count(*) FROM evidence_topic WHERE key = ANY(NEW.topics)) <> cardinality(NEW.topics) THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'The topics of a study are topics of the vocabulary, each of them once.'; END IF; RETURN NEW;",
                    hash="74bde541b804e94d4cc39aeb6f8be133d42fd9b6",
                    operation='INSERT OR UPDATE OF "topics"',
                    pgid="pgtrigger_topics_are_of_the_vocabulary_b3c93",
                    table="evidence_study",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="topic",
            name="replaced_by",
            field=models.ForeignKey(
                blank=True,
                help_text="The topic that took its place, if there is one.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaces",
                to="evidence.topic",
            ),
        ),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("name"),
                name="topic_name_is_used_once",
                violation_error_message="Another topic has this name already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.CheckConstraint(
                condition=models.Q(("key__regex", "^[a-z0-9]+(-[a-z0-9]+)*$")),
                name="topic_key_fits_an_address",
                violation_error_message="A key is made of small letters, digits and single hyphens.",
            ),
        ),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.CheckConstraint(
                condition=models.Q(("definition__regex", "[^[:space:]]"), ("name__regex", "[^[:space:]]")),
                name="topic_has_a_name_and_a_definition",
                violation_error_message="A topic needs a name and a definition.",
            ),
        ),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("replaced_by__isnull", True),
                    models.Q(("retired", True), models.Q(("replaced_by", models.F("id")), _negated=True)),
                    _connector="OR",
                ),
                name="topic_only_a_retired_one_is_replaced",
                violation_error_message="Only a retired topic is replaced, and by another one.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="topic",
            trigger=pgtrigger.compiler.Trigger(
                name="not_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF NOT (EXISTS (SELECT 1 FROM evidence_study WHERE OLD.key = ANY(topics)) OR EXISTS (SELECT 1 FROM evidence_revision WHERE content -> 'topics' @> jsonb_build_array(jsonb_build_object('key', OLD.key)))) THEN RETURN OLD; END IF; RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'A topic in use is never deleted.';",
                    hash="ba3b273ddbdcf20bf63b98c7aa43c275cc883263",
                    operation="DELETE",
                    pgid="pgtrigger_not_deleted_2ae91",
                    table="evidence_topic",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="topic",
            trigger=pgtrigger.compiler.Trigger(
                name="never_truncated",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func=" RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'A topic is never deleted.';",
                    hash="552cefc2d666e38422bb1d9fd37b0fe7b40f9fb0",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_truncated_79f3f",
                    table="evidence_topic",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="topic",
            trigger=pgtrigger.compiler.Trigger(
                name="key_is_frozen",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."key" IS DISTINCT FROM (NEW."key"))',
                    func=" RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'The key of a topic is part of an address and never changes.';",
                    hash="e1b39cbfd7be3686a42a157f4196accd1aea977d",
                    operation='UPDATE OF "key"',
                    pgid="pgtrigger_key_is_frozen_4a944",
                    table="evidence_topic",
                    when="BEFORE",
                ),
            ),
        ),
    ]
