"""Saving facts and texts of the workbench, and the comparison that a second saver sees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.forms import BoundField

from evidence.actions.studies import edit_study
from evidence.actions.texts import write_text
from evidence.admin.forms.workbench import as_data, shown
from evidence.admin.rooms.workbench_sheet import EDITED, Sheet, Start, seal_name
from evidence.desk.merging import Field, merge
from evidence.desk.workbench import last_savers
from evidence.diff.words import Paragraph, word_runs
from evidence.models import AuditEvent

Merged = dict[str, list[Field]]


@dataclass(frozen=True, slots=True)
class Row:
    """One field of the comparison. `event` is the saving of what stands there now, None where no trail tells."""

    part: str
    field: Field
    box: BoundField
    event: AuditEvent | None
    choice: str
    started_known: bool

    @property
    def choice_name(self) -> str:
        return f"choice-{self.part}-{self.field.name}"

    def _shown(self, value: Any) -> str:
        return shown(self.box.form, self.field.name, value)

    @property
    def started(self) -> str:
        return self._shown(self.field.started)

    @property
    def saved(self) -> str:
        return self._shown(self.field.saved)

    @property
    def typed(self) -> str:
        return self._shown(self.field.typed)

    @property
    def saved_changes(self) -> tuple[Paragraph, ...]:
        """What is saved now, marked against what was started from."""
        return word_runs(self.started if self.started_known else self.saved, self.saved)

    @property
    def typed_changes(self) -> tuple[Paragraph, ...]:
        return word_runs(self.started if self.started_known else self.typed, self.typed)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a second saver has to look at: questions, what was taken over from others, what is kept of theirs.

    `hidden` are the names and values that travel on unseen, so that saving goes on where it stopped.
    """

    questions: list[Row]
    taken: list[Row]
    kept: list[Row]
    hidden: list[tuple[str, str]]
    is_second_look: bool


def save(sheet: Sheet, *, by: models.Model) -> Comparison | bool:
    """Save the facts and texts of a valid sheet: True; False where nothing had changed.

    A Comparison, and nothing saved, where somebody else saved other values in between, or a question is open.
    Raises what the actions raise.
    """
    merged: Merged = {
        part: merge(start.values if start else None, sheet.saved[part], sheet.typed(part))
        for part, start in sheet.starts.items()
        if sheet.forms[part].is_bound
    }
    others = any(field.outcome in ("saved", "differ") for fields in merged.values() for field in fields)
    if others or any(sheet.unanswered(part) for part in merged):
        return _compare(sheet, merged)
    changes = {
        part: {field.name: field.typed for field in fields if field.outcome == "typed"}
        for part, fields in merged.items()
    }
    return _write(sheet, changes, by)


@transaction.atomic
def _write(sheet: Sheet, changes: dict[str, dict[str, Any]], by: models.Model) -> bool:
    """Both or neither. The token is that of the values which the changes were compared with."""
    if changes.get("facts"):
        edit_study(study=sheet.study, by=by, changes=changes["facts"], token=sheet.tokens["facts"])
    if changes.get("texts"):
        text = sheet.text
        # What a generator drafted stays marked as such when a person goes on with it.
        drafted = {"drafted_by": text.drafted_by, "generator_version": text.generator_version} if text else {}
        write_text(
            study=sheet.study,
            by=by,
            texts=changes["texts"],
            language=sheet.language,
            token=sheet.tokens["texts"],
            **drafted,
        )
    return any(changes.values())


def _compare(sheet: Sheet, merged: Merged) -> Comparison:
    rows: dict[str, list[Row]] = {"differ": [], "saved": [], "typed": []}
    is_second_look = any(sheet.unanswered(part) for part in merged)
    for part in merged:
        start, fields = sheet.starts[part], merged[part]
        if start is not None and sheet.unanswered(part):
            # Asked before and not answered: the same questions again, on the same ground.
            typed = sheet.typed(part)
            fields = [
                Field(name, start.asked[name], value, typed[name], "differ")
                if name in start.asked
                else Field(name, value, value, typed[name], "typed" if typed[name] != value else "nobody")
                for name, value in start.values.items()
            ]
        else:
            asked = {field.name: field.started for field in fields if field.outcome == "differ"}
            sheet.starts[part] = Start(sheet.tokens[part], sheet.saved[part], asked)
        events = last_savers(sheet.study, part)
        for field in fields:
            if field.outcome in rows:
                rows[field.outcome].append(_row(sheet, part, field, events, start))
            if field.outcome == "saved":
                as_data(sheet.forms[part], sheet.data, field.name, field.saved)
    return Comparison(
        questions=rows["differ"],
        taken=rows["saved"],
        kept=rows["typed"],
        hidden=list(_hidden(sheet, {row.box.html_name for row in rows["differ"]})),
        is_second_look=is_second_look,
    )


def _row(sheet: Sheet, part: str, field: Field, events: dict[str, AuditEvent], start: Start | None) -> Row:
    return Row(
        part=part,
        field=field,
        box=sheet.forms[part][field.name],
        event=events.get(field.name) or events.get(""),
        choice=sheet.choice(part, field.name),
        started_known=start is not None,
    )


def _hidden(sheet: Sheet, asked: set[str]) -> Iterator[tuple[str, str]]:
    left_out = asked | {"csrfmiddlewaretoken", *map(seal_name, EDITED)}
    for name, values in sheet.data.lists():
        if name not in left_out and not name.startswith("choice-"):
            yield from ((name, value) for value in values)
    yield from sheet.seals().items()
