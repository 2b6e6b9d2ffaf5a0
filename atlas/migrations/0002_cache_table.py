"""The table of the cache (settings.CACHES), which `createcachetable` would make.

Unlogged: what a crash empties here is missed by nobody.
"""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("atlas", "0001_initial")]

    operations = [
        migrations.RunSQL(
            """
            CREATE UNLOGGED TABLE atlas_cache (
                cache_key varchar(255) PRIMARY KEY,
                value text NOT NULL,
                expires timestamp with time zone NOT NULL
            );
            CREATE INDEX atlas_cache_expires ON atlas_cache (expires);
            """,
            "DROP TABLE atlas_cache;",
        )
    ]
