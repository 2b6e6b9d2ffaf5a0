"""What readers see has changed: written by the database itself, so that whoever keeps finished pages can follow.

Each trigger below writes one row a changed row, and wakes whoever listens on `CHANNEL`. The word that wakes may get
lost, the row does not. By `transaction` a follower finds what was committed late: rows become visible in another order
than they were numbered. Rows are forgotten after FORGOTTEN_AFTER; who was away for longer begins anew.
"""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models

from evidence.models._guards import never_truncated, refusal

CHANNEL = "atlas_pages"
PUBLICATION, ALERT, TOPIC = "publication", "alert", "topic"
WHAT = {
    PUBLICATION: "A publication came, stepped back or went.",
    ALERT: "A notice about a paper was found, or is not being checked any more.",
    TOPIC: "The vocabulary of topics.",
}
FORGOTTEN_AFTER = "30 days"


def _announced(what: str, slugs: str, everything: str) -> str:
    """SQL that writes the row. `slugs` is SQL of an array of addresses, `everything` of a boolean."""
    return f"""
    INSERT INTO evidence_pagechange (transaction, at, what, slugs, everything) VALUES (
        pg_current_xact_id()::text::bigint, clock_timestamp(), '{what}', {slugs}, {everything});
    PERFORM pg_notify('{CHANNEL}', left('{what} ' || array_to_string({slugs}, ' '), 1000));
    DELETE FROM evidence_pagechange WHERE id IN (SELECT id FROM evidence_pagechange
        WHERE at < clock_timestamp() - interval '{FORGOTTEN_AFTER}' ORDER BY at LIMIT 100 FOR UPDATE SKIP LOCKED);
    RETURN NULL;
    """


def _every_change(name: str, func: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("about", "text[]"), ("study", "bigint")],
        func=pgtrigger.Func(func),
    )


def publications_are_announced() -> pgtrigger.Trigger:
    """By their addresses. The first row of a demonstration, and every row that goes, concern every page: the banner."""
    return _every_change(
        "pages_follow",
        """
        about := CASE TG_OP WHEN 'INSERT' THEN array[NEW.slug] WHEN 'DELETE' THEN array[OLD.slug]
            ELSE array[OLD.slug, NEW.slug] END;
        """
        + _announced(
            PUBLICATION,
            "about",
            "TG_OP = 'DELETE' OR (NEW.demo AND TG_OP = 'INSERT' AND NOT EXISTS"
            " (SELECT 1 FROM evidence_publication WHERE demo AND id <> NEW.id))",
        ),
    )


def alerts_are_announced() -> pgtrigger.Trigger:
    """By the addresses of the study's publications; of a study without one no page tells."""
    return _every_change(
        "pages_follow",
        """
        study := CASE WHEN TG_OP = 'DELETE' THEN OLD.study_id ELSE NEW.study_id END;
        about := ARRAY(SELECT DISTINCT slug::text FROM evidence_publication WHERE study_id = study);
        IF about = '{{}}' THEN RETURN NULL; END IF;
        """
        + _announced(ALERT, "about", "TG_OP = 'UPDATE' AND OLD.study_id <> NEW.study_id"),
    )


def topics_are_announced() -> pgtrigger.Trigger:
    return _every_change("pages_follow", "about := array[]::text[];" + _announced(TOPIC, "about", "false"))


def emptying_is_announced() -> pgtrigger.Trigger:
    """TRUNCATE fires no trigger of a row."""
    return pgtrigger.Trigger(
        name="pages_follow_emptying",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Truncate,
        declare=[("about", "text[]")],
        func=pgtrigger.Func("about := array[]::text[];" + _announced(ALERT, "about", "true")),
    )


class PageChange(models.Model):
    """One change of what readers see. Kept by the database alone.

    `slugs` are the addresses of the evidence pages it is about; `everything` says that every page may look different.
    """

    transaction = models.BigIntegerField()
    at = models.DateTimeField()
    what = models.CharField(max_length=11, choices=WHAT)
    slugs = ArrayField(models.TextField())
    everything = models.BooleanField()

    class Meta:
        ordering = ("id",)
        indexes = [
            models.Index(fields=["transaction"], name="page_change_transaction"),
            models.Index(fields=["at"], name="page_change_at"),
        ]
        triggers = [
            never_truncated("The word that a page has changed"),
            pgtrigger.Trigger(
                name="kept_by_the_database",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=pgtrigger.Func(
                    "IF pg_trigger_depth() > 1 THEN RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END; END IF;"
                    + refusal("What changes on pages is written down by the database itself.")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {' '.join(self.slugs)}".strip()
