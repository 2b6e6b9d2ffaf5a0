"""The one form of the workbench: what was typed into each of its parts, and what its writer started from.

The state that somebody started from travels in the form, signed, so that a second saver can be shown all three:
what they started from, what is saved now, and what they typed. Nothing of it can be tampered with; a seal that is
broken or missing means that every difference is asked, and never that somebody else's words are overwritten.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core import signing
from django.http import QueryDict

from evidence.actions.content import text_of_page
from evidence.admin.forms.workbench import (
    FactsForm,
    IdentityForm,
    LinkForm,
    NoticeForm,
    TextsForm,
    WordsForm,
    as_data,
    facts_of,
    texts_of,
    with_plain_line_ends,
)
from evidence.desk.merging import same
from evidence.models import Study

LANGUAGE = "en-GB"
"""In which machines draft."""
EDITED = ("facts", "texts")
"""The parts that show what is saved and change it. The others add something or say a word."""

_ADDING: dict[str, type[forms.BaseForm]] = {
    "notice": NoticeForm,
    "link": LinkForm,
    "identity": IdentityForm,
    "words": WordsForm,
}


def seal_name(part: str) -> str:
    """The hidden field that holds what a writer started from. (A page that shows sent forms hides "initial-".)"""
    return f"initial-{part}"


@dataclass(frozen=True, slots=True)
class Start:
    """What a writer started from in one part: its edit token and values.

    `asked` holds the fields in which they were asked to choose, each with the value before both changes.
    """

    token: int
    values: dict[str, Any]
    asked: dict[str, Any] = field(default_factory=dict)

    def sealed(self, part: str, study: Study) -> str:
        told = {"study": study.pk, "token": self.token, "values": self.values, "asked": self.asked}
        return signing.dumps(told, salt=f"desk.workbench.{part}", compress=True)

    @classmethod
    def opened(cls, seal: str, part: str, study: Study) -> Start | None:
        """None where the seal is broken, or belongs to another study or part."""
        try:
            told = signing.loads(seal, salt=f"desk.workbench.{part}")
        except signing.BadSignature:
            return None
        return cls(told["token"], told["values"], told["asked"]) if told["study"] == study.pk else None


class Sheet:
    """Every part of the page's form. Without `data` all of them are as the desk has it.

    A part of which `data` holds nothing is not bound, so another page may post a single word.
    """

    def __init__(self, study: Study, data: QueryDict | None = None) -> None:
        self.study = study
        self.language, self.text = text_of_page(study)
        self.saved: dict[str, dict[str, Any]] = {"facts": facts_of(study), "texts": texts_of(self.text)}
        self.tokens = {"facts": study.edit_token, "texts": self.text.edit_token if self.text else 0}
        self.data = None if data is None else with_plain_line_ends(data)
        self.starts = {part: self._start(part) for part in EDITED}
        self.forms = {name: form(self._data_of(name)) for name, form in _ADDING.items()}
        for part in EDITED:
            self._settle_choices(part)
            self.forms[part] = self._edited(part)

    def _start(self, part: str) -> Start | None:
        if self._data_of(part) is None:
            return Start(self.tokens[part], self.saved[part])
        return Start.opened(self.data.get(seal_name(part), ""), part, self.study)

    def _data_of(self, part: str) -> QueryDict | None:
        is_there = self.data is not None and any(name.startswith(f"{part}-") for name in self.data)
        return self.data if is_there else None

    def _edited(self, part: str) -> forms.BaseForm:
        start = self.starts[part]
        values = start.values if start else self.saved[part]
        # A copy: checking a form of a model writes into its instance.
        more = {"instance": copy(self.study)} if part == "facts" else {}
        form = {"facts": FactsForm, "texts": TextsForm}[part](self._data_of(part), initial=values, **more)
        if form.is_bound:
            # A request that was cut short empties no field: what is absent is as it was.
            for name, value in values.items():
                absent = form.add_prefix(name) not in self.data
                if absent and not isinstance(form.fields[name], forms.BooleanField):
                    as_data(form, self.data, name, value)
        return form

    # --- Choices made on the comparison ---------------------------------------------------------------------

    def choice(self, part: str, name: str) -> str:
        """ "saved", "typed", or "" where the question has not been answered."""
        told = self.data.get(f"choice-{part}-{name}", "") if self.data is not None else ""
        return told if told in ("saved", "typed") else ""

    def unanswered(self, part: str) -> list[str]:
        start = self.starts[part]
        return [name for name in (start.asked if start else ()) if not self.choice(part, name)]

    def _settle_choices(self, part: str) -> None:
        start = self.starts[part]
        if start is None or not start.asked or self.unanswered(part):
            return
        form = {"facts": FactsForm, "texts": TextsForm}[part]()
        for name in start.asked:
            if self.choice(part, name) == "saved":
                as_data(form, self.data, name, start.values[name])

    # --- What was typed -------------------------------------------------------------------------------------

    def typed(self, part: str) -> dict[str, Any]:
        """The values of a valid part, in the order of the page."""
        cleaned = self.forms[part].cleaned_data
        return {name: cleaned[name] for name in self.saved[part]}

    def is_dirty(self, part: str) -> bool:
        """Does this part hold something that its writer typed and nobody has saved?"""
        form = self.forms[part]
        if not form.is_bound:
            return False
        if part not in EDITED:
            return form.has_changed()
        start = self.starts[part]
        if start is None or not form.is_valid():
            return True
        typed = self.typed(part)
        return any(not same(value, typed[name]) for name, value in start.values.items())

    def unsaved(self) -> list[str]:
        return [part for part in self.forms if self.is_dirty(part)]

    def after(self, consumed: str, word: str = "") -> Sheet:
        """The sheet once an action has used up a part (or one `word` of the last part); the rest stays as typed."""
        used = EDITED if consumed == "edited" else (consumed,)
        kept = {part for part in self.unsaved() if part not in used}
        if word and set(self.forms["words"].changed_data) - {word}:
            kept.add("words")
        data = QueryDict(mutable=True)
        for name, values in (self.data or data).lists():
            part = name.removeprefix("initial-").partition("-")[0]
            if part in kept and name != f"words-{word}":
                data.setlist(name, values)
        return Sheet(Study.objects.get(pk=self.study.pk), data if kept else None)

    # --- For the page ---------------------------------------------------------------------------------------

    def seals(self) -> dict[str, str]:
        """Name of a hidden field -> what its writer started from, sealed; "" keeps a broken seal broken."""
        return {seal_name(part): start.sealed(part, self.study) if start else "" for part, start in self.starts.items()}
