import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0009_page_changes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportUndo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField(verbose_name="why it is taken back")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "is being taken back"),
                            ("done", "taken back"),
                            ("refused", "was not taken back"),
                        ],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "said",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), blank=True, default=list, size=None
                    ),
                ),
            ],
            options={
                "verbose_name": "undo of an import",
                "verbose_name_plural": "undos of imports",
                "ordering": ("-id",),
            },
        ),
        migrations.AddField(
            model_name="authorship",
            name="orcid",
            field=models.CharField(blank=True, default="", max_length=19, verbose_name="ORCID, as the source gives it"),
        ),
        migrations.AddField(
            model_name="study",
            name="kind_of_record",
            field=models.CharField(
                blank=True,
                choices=[
                    ("article", "article"),
                    ("preprint", "preprint"),
                    ("book", "book"),
                    ("chapter", "chapter"),
                    ("report", "report"),
                    ("thesis", "thesis"),
                    ("dataset", "data or software"),
                    ("conference_paper", "conference paper"),
                    ("other", "other document"),
                    ("erratum", "correction"),
                    ("retraction_notice", "retraction notice"),
                    ("expression_of_concern", "expression of concern"),
                    ("comment", "comment"),
                    ("reply", "reply"),
                    ("editorial", "editorial"),
                    ("letter", "letter"),
                    ("news", "news"),
                    ("patient_summary", "summary for patients"),
                    ("protocol", "protocol"),
                    ("peer_review", "peer review"),
                    ("review", "review"),
                    ("conference_abstract", "conference abstract"),
                    ("republished", "republished article"),
                ],
                help_text="Where its source says more than the type: a letter, a correction, a summary for patients.",
                max_length=21,
                verbose_name="kind of record",
            ),
        ),
        migrations.AddField(
            model_name="study",
            name="original_title",
            field=models.TextField(
                blank=True,
                help_text="In the language of the paper, where the title above is a translation.",
            ),
        ),
        migrations.AddConstraint(
            model_name="authorship",
            constraint=models.CheckConstraint(
                condition=django.db.models.expressions.RawSQL(
                    "(CASE WHEN orcid = '' THEN true WHEN orcid !~ '^[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]$' THEN false ELSE mod(substr(orcid, 1, 1)::int * 10 + substr(orcid, 2, 1)::int * 5 + substr(orcid, 3, 1)::int * 8 + substr(orcid, 4, 1)::int * 4 + substr(orcid, 6, 1)::int * 2 + substr(orcid, 7, 1)::int * 1 + substr(orcid, 8, 1)::int * 6 + substr(orcid, 9, 1)::int * 3 + substr(orcid, 11, 1)::int * 7 + substr(orcid, 12, 1)::int * 9 + substr(orcid, 13, 1)::int * 10 + substr(orcid, 14, 1)::int * 5 + substr(orcid, 16, 1)::int * 8 + substr(orcid, 17, 1)::int * 4 + substr(orcid, 18, 1)::int * 2 + CASE substr(orcid, 19, 1) WHEN 'X' THEN 10 ELSE substr(orcid, 19, 1)::int END, 11) = 1 END)",
                    [],
                    output_field=models.BooleanField(),
                ),
                name="authorship_orcid_is_canonical",
                violation_error_message="An ORCID looks like 0000-0002-1825-0097, and its last sign checks the others.",
            ),
        ),
        migrations.AddConstraint(
            model_name="study",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind_of_record__in",
                        [
                            "",
                            "article",
                            "preprint",
                            "book",
                            "chapter",
                            "report",
                            "thesis",
                            "dataset",
                            "conference_paper",
                            "other",
                            "erratum",
                            "retraction_notice",
                            "expression_of_concern",
                            "comment",
                            "reply",
                            "editorial",
                            "letter",
                            "news",
                            "patient_summary",
                            "protocol",
                            "peer_review",
                            "review",
                            "conference_abstract",
                            "republished",
                        ],
                    )
                ),
                name="study_kind_of_record_is_known_word",
                violation_error_message="That is not a value of “kind of record” that we know.",
            ),
        ),
        migrations.AddField(
            model_name="importundo",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="importundo",
            name="batch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="undos", to="evidence.importbatch"
            ),
        ),
        migrations.AddConstraint(
            model_name="importundo",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "done", "refused"])),
                name="import_undo_state_is_known_word",
                violation_error_message="That is not a value of “state” that we know.",
            ),
        ),
        migrations.AddConstraint(
            model_name="importundo",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "waiting")), fields=("batch",), name="import_undo_is_wanted_once_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="importundo",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="import_undo_is_wanted_for_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="importundo",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("state", "waiting")),
                    models.Q(models.Q(("state", "waiting"), _negated=True), ("ended_at__isnull", False)),
                    _connector="OR",
                ),
                name="import_undo_that_ended_says_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="importundo",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "refused"), _negated=True),
                    models.Q(("said", []), _negated=True),
                    _connector="OR",
                ),
                name="import_undo_refused_says_why",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="importundo",
            trigger=pgtrigger.compiler.Trigger(
                name="what_was_asked_is_sealed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func=" RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'What was asked for is never changed: ask anew.';",
                    hash="7546c9ea5e45a61cc50fdd094398eff04a5b63ab",
                    operation='UPDATE OF "batch_id", "reason", "asked_by_id", "asked_at"',
                    pgid="pgtrigger_what_was_asked_is_sealed_34e94",
                    table="evidence_importundo",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="importundo",
            trigger=pgtrigger.compiler.Trigger(
                name="ended_for_good",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF OLD.state <> 'waiting' THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'What came of an undo stays: ask anew.'; END IF; IF NEW.state = 'done' AND EXISTS (SELECT 1 FROM evidence_importbatch WHERE id = NEW.batch_id AND undone_at IS NULL) THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'An undo is done when its import is undone.'; END IF; RETURN NEW;",
                    hash="5cd3245bb90577455ed0447105b4fd77b992f35d",
                    operation='UPDATE OF "state", "ended_at", "said"',
                    pgid="pgtrigger_ended_for_good_a8238",
                    table="evidence_importundo",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="importundo",
            trigger=pgtrigger.compiler.Trigger(
                name="not_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF (SELECT demo FROM evidence_importbatch WHERE id = OLD.batch_id) THEN RETURN OLD; END IF; RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'That an import was to be taken back is never deleted.';",
                    hash="b9517013ade2dc008b88fec16fefdaa05be19582",
                    operation="DELETE",
                    pgid="pgtrigger_not_deleted_39669",
                    table="evidence_importundo",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="foundnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(("date", ""), ("date__regex", "^\\d{4}(-\\d{2}(-\\d{2})?)?$"), _connector="OR"),
                name="found_notice_date_is_iso",
            ),
        ),
    ]
