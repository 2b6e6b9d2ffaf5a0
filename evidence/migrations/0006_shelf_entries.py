import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.comparison
import pgtrigger.compiler
import pgtrigger.migrations
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models

PLAIN_TEXT = r"""
CREATE FUNCTION evidence_plain_text(t text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
BEGIN
    IF octet_length(t) = length(t) THEN  -- ASCII, as most texts are
        t := translate(t, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ''', 'abcdefghijklmnopqrstuvwxyz');
        RETURN btrim(regexp_replace(t, '[^a-z0-9]+', ' ', 'g'), ' ');
    END IF;
    t := regexp_replace(normalize(t, NFKD), '[\u0300-\u036f]', '', 'g');
    t := translate(t, U&'''\2018\2019\02BC', '');
    t := translate(t,
        'ABCDEFGHIJKLMNOPQRSTUVWXYZÆŒØŁĐÐÞĦŊŦƏΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩẞАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЂЄЅІЈЉЊЋЏҐ',
        'abcdefghijklmnopqrstuvwxyzæœøłđðþħŋŧəαβγδεζηθικλμνξοπρστυφχψωßабвгдежзийклмнопрстуфхцчшщъыьэюяђєѕіјљњћџґ');
    t := replace(replace(replace(replace(t, 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'ø', 'o');
    t := replace(replace(replace(replace(t, 'ł', 'l'), 'đ', 'd'), 'ð', 'd'), 'þ', 'th');
    t := replace(replace(replace(replace(t, 'ħ', 'h'), 'ı', 'i'), 'ŋ', 'ng'), 'ŧ', 't');
    t := replace(replace(replace(replace(t, 'ə', 'e'), 'α', 'alpha'), 'β', 'beta'), 'γ', 'gamma');
    t := replace(replace(replace(replace(t, 'δ', 'delta'), 'ε', 'epsilon'), 'ζ', 'zeta'), 'η', 'eta');
    t := replace(replace(replace(replace(t, 'θ', 'theta'), 'ι', 'iota'), 'κ', 'kappa'), 'λ', 'lambda');
    t := replace(replace(replace(replace(t, 'μ', 'mu'), 'ν', 'nu'), 'ξ', 'xi'), 'ο', 'omicron');
    t := replace(replace(replace(replace(t, 'π', 'pi'), 'ρ', 'rho'), 'σ', 'sigma'), 'τ', 'tau');
    t := replace(replace(replace(replace(t, 'υ', 'upsilon'), 'φ', 'phi'), 'χ', 'chi'), 'ψ', 'psi');
    t := replace(replace(t, 'ω', 'omega'), 'ς', 'sigma');
    RETURN btrim(regexp_replace(t,
        '[\x01-/:-`{-\xbf\xd7\xf7\u02b0-\u02ff\u2000-\u2bff\u3000-\u303f\ue000-\uf8ff\ufe00-\ufe4f\uff00-\uffff]+', ' ', 'g'), ' ');
END $$;
"""

DOCUMENT = r"""
CREATE TEXT SEARCH DICTIONARY evidence_stem (TEMPLATE = pg_catalog.snowball, Language = english);
CREATE TEXT SEARCH CONFIGURATION evidence_english (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION evidence_english
    ALTER MAPPING REPLACE pg_catalog.english_stem WITH evidence_stem;
CREATE FUNCTION evidence_author_key(name jsonb) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    family text := coalesce(nullif(name ->> 'literal', ''), concat(name ->> 'particle', ' ', name ->> 'family'));
    given text := CASE WHEN coalesce(name ->> 'literal', '') = '' THEN coalesce(name ->> 'given', '') ELSE '' END;
    key text := btrim(regexp_replace(evidence_plain_text(family), '[^a-z0-9]+', '-', 'g'), '-');
    initials text;
BEGIN
    IF key = '' THEN key := 'n' || left(md5(family), 12); END IF;
    IF given ~ '^[A-Z]{1,4}$' THEN
        initials := translate(given, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz');
    ELSE
        initials := regexp_replace(
            regexp_replace(evidence_plain_text(given), '[^a-z0-9]+', ' ', 'g'), '(\S)\S* ?', '\1', 'g');
        initials := btrim(initials);
    END IF;
    RETURN key || CASE initials WHEN '' THEN '' ELSE '-' || initials END;
END $$;
CREATE FUNCTION evidence_words(t text, weight "char") RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT setweight(to_tsvector('evidence_english', evidence_plain_text(coalesce(t, ''))), weight)
$$;
CREATE FUNCTION evidence_shelf_gist(content jsonb) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT evidence_words(content #>> '{citation,title}', 'A')
        || evidence_words(concat_ws(' . ', content #>> '{texts,one_sentence}', content #>> '{citation,container_title}',
            content #>> '{citation,container_short}', content #>> '{citation,year}', content ->> 'design',
            (SELECT string_agg(one ->> 'name', ' . ')
                FROM jsonb_array_elements(coalesce(content #> '{pem,criteria}', '[]')) one),
            (SELECT string_agg(one ->> 'name', ' . ')
                FROM jsonb_array_elements(coalesce(content -> 'topics', '[]')) one)), 'B')
$$;
CREATE FUNCTION evidence_shelf_rest(content jsonb) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT evidence_words((SELECT string_agg(concat_ws(' ', name ->> 'given', name ->> 'particle', name ->> 'family',
            name ->> 'literal', evidence_author_key(name)), ' . ')
            FROM jsonb_array_elements(content #> '{citation,authors}') name), 'D')
        || evidence_words(concat_ws(' . ', (SELECT string_agg(value #>> '{}', ' . ')
            FROM jsonb_each(content -> 'texts') WHERE key <> 'one_sentence'),
            content #>> '{facts,country}', content #>> '{facts,funder}', content #>> '{facts,registration}'), 'C')
$$;
CREATE FUNCTION evidence_shelf_words(content jsonb) RETURNS SETOF text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT DISTINCT word FROM regexp_split_to_table(evidence_plain_text(concat_ws(' ', content #>> '{citation,title}',
        content #>> '{texts,one_sentence}', content #>> '{texts,summary}', content #>> '{citation,container_title}',
        (SELECT string_agg(concat_ws(' ', name ->> 'family', name ->> 'literal'), ' ')
            FROM jsonb_array_elements(content #> '{citation,authors}') name))), ' ') word
    WHERE length(word) BETWEEN 4 AND 40 AND word !~ '[0-9]'
$$;
"""

FORGET_WORDS = r"""
CREATE FUNCTION evidence_forget_words(content jsonb) RETURNS void LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off AS $$
DECLARE
    one text;
BEGIN
    FOR one IN SELECT evidence_shelf_words(content) LOOP
        IF NOT EXISTS (SELECT 1 FROM evidence_shelfentry
                WHERE document @@ plainto_tsquery('evidence_english', one)) THEN
            DELETE FROM evidence_shelfword WHERE word = one;
        END IF;
    END LOOP;
END $$;
"""

FILL = r"""
INSERT INTO evidence_shelfentry (publication_id, slug, number, title, year, journal, journal_key, doi, pmid, pmcid, pem_verdict, design, basis, peer_review, how_checked, severity, criteria, topics, notices, authors, published_at, first_published_at, has_notice, demo, document, gist) 
    SELECT p.id, p.slug, p.number, p.title, p.year, p.journal, evidence_plain_text(p.journal), p.doi, p.pmid,
        coalesce(p.content #>> '{citation,pmcid}', ''), coalesce(p.pem_verdict, ''), p.design,
        p.content ->> 'basis', p.content ->> 'peer_review',
        CASE people.approving WHEN 0 THEN 'not_checked' WHEN 1 THEN 'one_person' ELSE 'two_people' END,
        coalesce(p.content #>> '{facts,severity}', '') <> '',
        ARRAY(SELECT jsonb_array_elements_text(coalesce(p.content #> '{pem,keys}', '[]'))),
        ARRAY(SELECT topic ->> 'key' FROM jsonb_array_elements(coalesce(p.content -> 'topics', '[]')) topic),
        notices.kinds,
        ARRAY(SELECT DISTINCT key FROM jsonb_array_elements(p.content #> '{citation,authors}') name,
            LATERAL unnest(array[evidence_author_key(name), nullif(name ->> 'orcid', '')]) key WHERE key <> ''),
        p.published_at,
        (SELECT min(published_at) FROM evidence_publication WHERE study_id = p.study_id),
        cardinality(notices.kinds) > 0, p.demo, words.document,
        ts_delete(words.document, ARRAY(SELECT unnest(tsvector_to_array(words.document))
            EXCEPT SELECT unnest(tsvector_to_array(words.gist))))
    FROM evidence_publication p,
        LATERAL (SELECT count(DISTINCT vote ->> 'person') AS approving
            FROM jsonb_array_elements(coalesce(p.provenance -> 'approvals', '[]')) vote
            WHERE vote ->> 'sha256' = p.sha256) people,
        LATERAL (SELECT ARRAY(SELECT DISTINCT notice ->> 'kind'
            FROM jsonb_array_elements(coalesce(p.content -> 'notices', '[]')) notice) AS kinds) notices,
        LATERAL (SELECT gist, gist || evidence_shelf_rest(p.content) AS document
            FROM evidence_shelf_gist(p.content) gist OFFSET 0) words
    WHERE p.is_current AND NOT p.is_withdrawn
;
    INSERT INTO evidence_shelfword (word)
    SELECT DISTINCT word FROM evidence_publication p, LATERAL evidence_shelf_words(p.content) word
    WHERE p.is_current AND NOT p.is_withdrawn ORDER BY word
    ON CONFLICT (word) DO NOTHING
;
    INSERT INTO evidence_shelfstate (id, version, changed_at) VALUES (1, gen_random_uuid(), clock_timestamp())
    ON CONFLICT (id) DO UPDATE SET version = EXCLUDED.version, changed_at = EXCLUDED.changed_at
;
"""

DROP = """
DROP FUNCTION evidence_forget_words;
DROP FUNCTION evidence_shelf_words;
DROP FUNCTION evidence_shelf_rest;
DROP FUNCTION evidence_shelf_gist;
DROP FUNCTION evidence_words;
DROP FUNCTION evidence_author_key;
DROP FUNCTION evidence_plain_text;
DROP TEXT SEARCH CONFIGURATION evidence_english;
DROP TEXT SEARCH DICTIONARY evidence_stem;
"""


class Migration(migrations.Migration):
    dependencies = [("evidence", "0005_topics")]
    operations = [
        TrigramExtension(),
        migrations.RunSQL(PLAIN_TEXT + DOCUMENT + FORGET_WORDS, DROP),
        migrations.CreateModel(
            name="ShelfEntry",
            fields=[
                (
                    "publication",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="shelf_entry",
                        serialize=False,
                        to="evidence.publication",
                    ),
                ),
                ("slug", models.CharField(max_length=120)),
                ("number", models.PositiveIntegerField()),
                ("title", models.TextField()),
                ("year", models.IntegerField(null=True)),
                ("journal", models.TextField()),
                ("journal_key", models.TextField(help_text="The journal in its plain spelling.")),
                ("doi", models.CharField(max_length=300)),
                ("pmid", models.CharField(max_length=12)),
                ("pmcid", models.CharField(max_length=20)),
                ("pem_verdict", models.CharField(max_length=14)),
                ("design", models.CharField(max_length=20)),
                ("basis", models.CharField(max_length=10)),
                ("peer_review", models.CharField(max_length=13)),
                (
                    "how_checked",
                    models.CharField(
                        choices=[
                            ("two_people", "checked by two people or more"),
                            ("one_person", "checked by one person"),
                            ("not_checked", "not checked"),
                        ],
                        max_length=11,
                    ),
                ),
                ("severity", models.BooleanField(help_text="The severity of those who took part is known.")),
                ("criteria", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("topics", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                (
                    "notices",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), help_text="Kinds, each once.", size=None
                    ),
                ),
                (
                    "authors",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        help_text="Keys of names (`evidence.search.authors`), and ORCIDs.",
                        size=None,
                    ),
                ),
                ("published_at", models.DateTimeField()),
                ("first_published_at", models.DateTimeField()),
                ("has_notice", models.BooleanField()),
                ("demo", models.BooleanField()),
                (
                    "document",
                    django.contrib.postgres.search.SearchVectorField(
                        help_text="Weights: A title; B one sentence, journal, design, criteria, topics; C other texts; D authors."
                    ),
                ),
                (
                    "gist",
                    django.contrib.postgres.search.SearchVectorField(
                        help_text="Of `document` the words in A or B, with every place they have: small, and enough to rank by."
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ShelfState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.UUIDField()),
                ("changed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ShelfWord",
            fields=[
                ("word", models.TextField(primary_key=True, serialize=False)),
            ],
        ),
        migrations.AddIndex(
            model_name="shelfentry",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["document"], name="entry_document"
            ),
        ),
        migrations.AddIndex(
            model_name="shelfentry",
            index=models.Index(
                models.OrderBy(django.db.models.functions.comparison.Coalesce("year", 0), descending=True),
                models.OrderBy(models.F("publication"), descending=True),
                name="entry_newest_first",
            ),
        ),
        migrations.AddIndex(
            model_name="shelfentry",
            index=models.Index(
                models.OrderBy(models.F("published_at"), descending=True),
                models.OrderBy(models.F("publication"), descending=True),
                name="entry_changed_last",
            ),
        ),
        migrations.AddIndex(
            model_name="shelfentry",
            index=models.Index(models.F("slug"), name="entry_slug"),
        ),
        migrations.AddIndex(
            model_name="shelfentry",
            index=django.contrib.postgres.indexes.GinIndex(fields=["authors"], name="entry_authors"),
        ),
        migrations.AddIndex(
            model_name="shelfentry",
            index=django.contrib.postgres.indexes.GinIndex(fields=["criteria"], name="entry_criteria"),
        ),
        migrations.AddIndex(
            model_name="shelfword",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["word"], name="word_trigrams", opclasses=["gin_trgm_ops"]
            ),
        ),
        # Before the guards are there, which let nobody but the database's own triggers write.
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        pgtrigger.migrations.AddTrigger(
            model_name="publication",
            trigger=pgtrigger.compiler.Trigger(
                name="search_follows_the_shelf",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE was_live boolean; is_live boolean;",
                    func="\n    was_live := TG_OP <> 'INSERT' AND OLD.is_current AND NOT OLD.is_withdrawn;\n    is_live := TG_OP <> 'DELETE' AND NEW.is_current AND NOT NEW.is_withdrawn;\n    IF NOT was_live AND NOT is_live THEN RETURN NULL; END IF;\n    -- First of all: whoever changes the shelf at the same time waits here, so that no two wait for each other's words.\n    \n    INSERT INTO evidence_shelfstate (id, version, changed_at) VALUES (1, gen_random_uuid(), clock_timestamp())\n    ON CONFLICT (id) DO UPDATE SET version = EXCLUDED.version, changed_at = EXCLUDED.changed_at\n;\n    IF was_live THEN\n        DELETE FROM evidence_shelfentry WHERE publication_id = OLD.id;\n        PERFORM evidence_forget_words(OLD.content);\n    END IF;\n    IF is_live THEN\n        INSERT INTO evidence_shelfentry (publication_id, slug, number, title, year, journal, journal_key, doi, pmid, pmcid, pem_verdict, design, basis, peer_review, how_checked, severity, criteria, topics, notices, authors, published_at, first_published_at, has_notice, demo, document, gist) \n    SELECT p.id, p.slug, p.number, p.title, p.year, p.journal, evidence_plain_text(p.journal), p.doi, p.pmid,\n        coalesce(p.content #>> '{citation,pmcid}', ''), coalesce(p.pem_verdict, ''), p.design,\n        p.content ->> 'basis', p.content ->> 'peer_review',\n        CASE people.approving WHEN 0 THEN 'not_checked' WHEN 1 THEN 'one_person' ELSE 'two_people' END,\n        coalesce(p.content #>> '{facts,severity}', '') <> '',\n        ARRAY(SELECT jsonb_array_elements_text(coalesce(p.content #> '{pem,keys}', '[]'))),\n        ARRAY(SELECT topic ->> 'key' FROM jsonb_array_elements(coalesce(p.content -> 'topics', '[]')) topic),\n        notices.kinds,\n        ARRAY(SELECT DISTINCT key FROM jsonb_array_elements(p.content #> '{citation,authors}') name,\n            LATERAL unnest(array[evidence_author_key(name), nullif(name ->> 'orcid', '')]) key WHERE key <> ''),\n        p.published_at,\n        (SELECT min(published_at) FROM evidence_publication WHERE study_id = p.study_id),\n        cardinality(notices.kinds) > 0, p.demo, words.document,\n        ts_delete(words.document, ARRAY(SELECT unnest(tsvector_to_array(words.document))\n            EXCEPT SELECT unnest(tsvector_to_array(words.gist))))\n    FROM evidence_publication p,\n        LATERAL (SELECT count(DISTINCT vote ->> 'person') AS approving\n            FROM jsonb_array_elements(coalesce(p.provenance -> 'approvals', '[]')) vote\n            WHERE vote ->> 'sha256' = p.sha256) people,\n        LATERAL (SELECT ARRAY(SELECT DISTINCT notice ->> 'kind'\n            FROM jsonb_array_elements(coalesce(p.content -> 'notices', '[]')) notice) AS kinds) notices,\n        LATERAL (SELECT gist, gist || evidence_shelf_rest(p.content) AS document\n            FROM evidence_shelf_gist(p.content) gist OFFSET 0) words\n    WHERE p.is_current AND NOT p.is_withdrawn\n AND p.id = NEW.id;\n        \n    INSERT INTO evidence_shelfword (word)\n    SELECT DISTINCT word FROM evidence_publication p, LATERAL evidence_shelf_words(p.content) word\n    WHERE p.is_current AND NOT p.is_withdrawn AND p.id = NEW.id ORDER BY word\n    ON CONFLICT (word) DO NOTHING\n;\n    END IF;\n    RETURN NULL;\n",
                    hash="a61b403b78282052d12b591b0b7f64cc044019c2",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_search_follows_the_shelf_50d71",
                    table="evidence_publication",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="shelfentry",
            trigger=pgtrigger.compiler.Trigger(
                name="kept_by_the_database",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF pg_trigger_depth() > 1 THEN RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END; END IF; RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'The search table follows the shelf by itself: publish instead.';",
                    hash="127db3bbb2d966ddab8510bcea43d8e5c1462cde",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_kept_by_the_database_ce6ec",
                    table="evidence_shelfentry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="shelfentry",
            trigger=pgtrigger.compiler.Trigger(
                name="never_truncated",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func=" RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'The search table is never deleted.';",
                    hash="3e065b459f1a6c47071d5a8a2558a792158054a5",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_truncated_44c3d",
                    table="evidence_shelfentry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="shelfstate",
            trigger=pgtrigger.compiler.Trigger(
                name="kept_by_the_database",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF pg_trigger_depth() > 1 THEN RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END; END IF; RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'The search table follows the shelf by itself: publish instead.';",
                    hash="d8392c48cac0849401cc14a9055c744a79b5c3f6",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_kept_by_the_database_f871e",
                    table="evidence_shelfstate",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="shelfword",
            trigger=pgtrigger.compiler.Trigger(
                name="kept_by_the_database",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF pg_trigger_depth() > 1 THEN RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END; END IF; RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'The search table follows the shelf by itself: publish instead.';",
                    hash="4361c7d1173cc07d880785d239b62fd76d98a43a",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_kept_by_the_database_a0a17",
                    table="evidence_shelfword",
                    when="BEFORE",
                ),
            ),
        ),
    ]
