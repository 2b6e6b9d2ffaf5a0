import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evidence", "0007_order_of_time")]

    operations = [
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=django.db.models.expressions.RawSQL(
                    "(content ->> 'language' ~ '^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$') IS TRUE",
                    [],
                    output_field=models.BooleanField(),
                ),
                name="revision_says_in_which_language_it_is",
                violation_error_message="Write the language of the page as a tag: “en-GB”, “de”.",
            ),
        ),
        migrations.AddConstraint(
            model_name="studytext",
            constraint=models.CheckConstraint(
                condition=models.Q(("language__regex", "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$")),
                name="text_says_in_which_language_it_is",
                violation_error_message="Write the language as a tag: “en-GB”, “de”.",
            ),
        ),
    ]
