"""Reading texts on the desk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import models, transaction
from django.utils import timezone

from evidence import vocabulary
from evidence.actions.audit import record
from evidence.actions.content import NO_LANGUAGE
from evidence.actions.desk import desk_changed
from evidence.actions.roles import require
from evidence.models import Study, StudyText
from evidence.tongue import Sentence, gettext_noop
from evidence.vocabulary import FINDINGS_FIELDS, TEXT_FIELDS
from evidence.workflow import Refusal


@transaction.atomic
def write_text(
    *,
    study: Study,
    by: models.Model,
    texts: Mapping[str, str],
    language: str = "en-GB",
    drafted_by: str = "person",
    generator_version: str = "",
    token: int | None = None,
    now: datetime | None = None,
) -> StudyText:
    """Write or edit blocks of the reading text. Blocks not named stay as they are.

    Lists hold one item a line. With only the title at hand no findings can be told: Refusal. `token` is the
    `edit_token` that the writer saw. `language` is a BCP 47 tag; texts in each language stand by themselves. What a
    generator drafted once stays marked so, whoever edits it.
    """
    now = now or timezone.now()
    require(by, "edit_desk")
    if not vocabulary.is_language_tag(language):
        raise Refusal(Sentence.of(NO_LANGUAGE, text=language[:40]))
    unknown = sorted(set(texts) - set(TEXT_FIELDS))
    if unknown:
        raise Refusal(Sentence.of(gettext_noop("There is no block of text called {names}."), names=", ".join(unknown)))
    study = Study.objects.select_for_update().get(pk=study.pk)
    text = StudyText.objects.filter(study=study, language=language).first()
    if text is not None and token is not None and token != text.edit_token:
        raise Refusal(gettext_noop("Somebody else saved these texts while you were writing. Compare and save again."))
    text = text or StudyText(study=study, language=language, edit_token=0)
    before = {field: getattr(text, field) for field in texts if getattr(text, field) != texts[field]}
    if text.pk and not before:
        return text
    for field, value in texts.items():
        setattr(text, field, value.strip())
    told = [field for field in FINDINGS_FIELDS if getattr(text, field)]
    if told and study.basis == "title_only":
        raise Refusal(gettext_noop("Only the title of this study was read, so no findings can be told."))
    if drafted_by != "person" or text.drafted_by != "generator":
        # Who edits what a generator drafted does not make it a text of their own: the page goes on saying so.
        text.drafted_by, text.generator_version = drafted_by, generator_version
    text.edit_token += 1
    text.full_clean()
    text.save()
    desk_changed(study, by=by, kind="wrote", now=now)
    record("text.written", by=by, about=text, study=study, now=now, detail={"before": before})
    return text
