"""Indexes that an import had to keep up and that nothing was found by: a longer one begins with the same column."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evidence", "0010_what_a_record_is")]

    operations = [
        migrations.AlterField(
            model_name="authorship",
            name="study",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="authorships",
                to="evidence.study",
            ),
        ),
        migrations.AlterField(
            model_name="studycontributor",
            name="study",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="contributors",
                to="evidence.study",
            ),
        ),
        migrations.AlterField(
            model_name="study",
            name="match_key",
            field=models.CharField(
                blank=True, editable=False, help_text="Title, year, first author; made plain.", max_length=300
            ),
        ),
        migrations.AddIndex(
            model_name="study",
            index=models.Index(fields=["match_key"], name="study_match_key", opclasses=["varchar_pattern_ops"]),
        ),
    ]
