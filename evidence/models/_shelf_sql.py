"""How an entry of the search table is made from a publication, in SQL: the database itself keeps the table.

The functions are made by migration 0006. A change of one of them needs a new migration that replaces it and fills
the table anew (`FILL_ALL`). `evidence_plain_text` is the same rule as `evidence.search.query.spelling`, and
`evidence_author_key` the same as `evidence.search.authors`: a test holds each pair together.
"""

from __future__ import annotations

ENTRY_COLUMNS = (
    "publication_id, slug, number, title, year, journal, journal_key, doi, pmid, pmcid, pem_verdict, design, basis,"
    " peer_review, how_checked, severity, criteria, topics, notices, authors, published_at, first_published_at,"
    " has_notice, demo, document, gist"
)
"""The columns that `ENTRY_OF` gives, in its order."""

ENTRY_OF = """
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
"""

FILL = f"INSERT INTO evidence_shelfentry ({ENTRY_COLUMNS}) {ENTRY_OF}"

ADD_WORDS = """
    INSERT INTO evidence_shelfword (word)
    SELECT DISTINCT word FROM evidence_publication p, LATERAL evidence_shelf_words(p.content) word
    WHERE p.is_current AND NOT p.is_withdrawn{narrower} ORDER BY word
    ON CONFLICT (word) DO NOTHING
"""

CHANGED = """
    INSERT INTO evidence_shelfstate (id, version, changed_at) VALUES (1, gen_random_uuid(), clock_timestamp())
    ON CONFLICT (id) DO UPDATE SET version = EXCLUDED.version, changed_at = EXCLUDED.changed_at
"""

FILL_ALL = f"{FILL};{ADD_WORDS.format(narrower='')};{CHANGED};"

FOLLOWS_THE_SHELF = f"""
    was_live := TG_OP <> 'INSERT' AND OLD.is_current AND NOT OLD.is_withdrawn;
    is_live := TG_OP <> 'DELETE' AND NEW.is_current AND NOT NEW.is_withdrawn;
    IF NOT was_live AND NOT is_live THEN RETURN NULL; END IF;
    -- First of all: whoever changes the shelf at the same time waits here, so that no two wait for each other's words.
    {CHANGED};
    IF was_live THEN
        DELETE FROM evidence_shelfentry WHERE publication_id = OLD.id;
        PERFORM evidence_forget_words(OLD.content);
    END IF;
    IF is_live THEN
        {FILL} AND p.id = NEW.id;
        {ADD_WORDS.format(narrower=" AND p.id = NEW.id")};
    END IF;
    RETURN NULL;
""".replace("{", "{{").replace("}", "}}")
"""Text for `pgtrigger.Func`, which formats what it is given."""
