from __future__ import annotations

from typing import Any

from django.db import models

from evidence import vocabulary as words
from evidence.models._checks import ChecksTogether
from evidence.models._guards import one_of
from evidence.tongue import gettext
from evidence.tongue import gettext_noop as _


class StudyText(ChecksTogether, models.Model):
    """The reading texts of one study in one language, as they stand on the desk.

    Blocks that are lists hold one item a line.
    """

    study = models.ForeignKey("evidence.Study", on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=35, default="en-GB")
    one_sentence = models.TextField("in one sentence", blank=True, help_text=_("At most 25 words."))
    summary = models.TextField(blank=True, help_text=_("Plain words, about 150 at most."))
    why_it_matters = models.TextField(blank=True)
    does_not_prove = models.TextField("what this study does not prove", blank=True, help_text=_("One a line."))
    observed_findings = models.TextField("what was observed", blank=True, help_text=_("One a line."))
    authors_conclude = models.TextField("what the authors conclude", blank=True)
    open_questions = models.TextField("questions that remain", blank=True, help_text=_("One a line."))
    strengths = models.TextField("strengths of the method", blank=True, help_text=_("One a line."))
    limitations = models.TextField(blank=True, help_text=_("One a line."))
    drafted_by = models.CharField(max_length=9, choices=words.DRAFTED_BY, default="person")
    generator_version = models.CharField(max_length=100, blank=True)
    edit_token = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("study", "language")
        constraints = [
            models.UniqueConstraint(fields=("study", "language"), name="text_one_a_language"),
            one_of("drafted_by", words.DRAFTED_BY, name="text_drafted_by_is_known_word"),
            models.CheckConstraint(
                condition=models.Q(drafted_by="person", generator_version="")
                | (models.Q(drafted_by="generator") & ~models.Q(generator_version="")),
                name="text_by_a_generator_names_its_version",
                violation_error_message=_("A text from a generator names the generator's version."),
            ),
            models.CheckConstraint(
                condition=models.Q(language__regex=words.LANGUAGE_TAG),
                name="text_says_in_which_language_it_is",
                violation_error_message=_("Write the language as a tag: “en-GB”, “de”."),
            ),
        ]

    def __str__(self) -> str:
        told = {"study": self.study_id, "language": self.language}
        return gettext("Texts of %(study)s (%(language)s)") % told

    def content(self) -> dict[str, Any]:
        """Block -> text or list of items, empty blocks left out, in the order of the page."""
        blocks: dict[str, Any] = {}
        for field in words.TEXT_FIELDS:
            value = getattr(self, field).strip()
            if field in words.LIST_TEXT_FIELDS:
                items = [item.strip() for item in value.splitlines() if item.strip()]
                if items:
                    blocks[field] = items
            elif value:
                blocks[field] = value
        return blocks
