"""The forms of the letterbox. What is right and wrong with a letter stands in `limits`; here stand labels and hints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contributions import limits
from contributions.letter import Letter
from contributions.posted import Posted
from contributions.spoken import choices, spoken
from contributions.triage import CONTACT_USES, KINDS

UNREADABLE = _(
    "Some characters in this box could not be read, so they were taken out. Look over your text, then send it again."
)
HONEYPOT = "homepage"
"""A field that people do not see. What programs write into it holds a letter back for a look, and no more."""


class PrivateForm(forms.Form):
    """Fields take whatever is typed; `wrong` of a subclass says what is amiss. Nothing is asked of the database."""

    use_required_attribute = False
    error_css_class = "wrong"
    gives_back = True
    """Is what was typed there again when something is wrong with it?"""

    def __init__(self, posted: Posted | None = None, *, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(None if posted is None else dict(posted.fields), initial=dict(initial or {}))
        self.unreadable = frozenset[str]() if posted is None else posted.unreadable
        for name, field in self.fields.items():
            if not field.widget.is_hidden:
                field.widget.attrs.setdefault("id", f"id_{name}")

    def wrong(self) -> dict[str, str]:
        return {}

    def clean(self) -> None:
        for name in self.unreadable & set(self.fields):
            if not self.fields[name].widget.is_hidden:
                self.add_error(name, UNREADABLE)
        self.refuse(self.wrong())

    def refuse(self, wrong: Mapping[str, str]) -> None:
        """Say each sentence, in the language of the page, at its field; at the top where the form has no such field."""
        for name, sentence in wrong.items():
            self.add_error(name if name in self.fields else None, spoken(sentence))

    @property
    def summary(self) -> list[tuple[str, str]]:
        """(id of what to go to, sentence), in the order of the form."""
        found = [("", str(sentence)) for sentence in self.non_field_errors()]
        for bound in self:
            found += [(self._first_id(bound), str(sentence)) for sentence in bound.errors]
        return found

    @staticmethod
    def _first_id(bound: forms.BoundField) -> str:
        # A group of radio buttons has no element of its own: the first button is where to go.
        return f"{bound.auto_id}_0" if bound.use_fieldset else bound.auto_id


def _text(label: Any, widget: forms.Widget, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, widget=widget, help_text=help_text, required=False, strip=False)


def _hidden() -> forms.CharField:
    return forms.CharField(widget=forms.HiddenInput, required=False)


class LetterForm(PrivateForm):
    """The letter. Only the message has to be there."""

    message = _text(
        _("What should we know?"),
        forms.Textarea(attrs={"rows": 9, "maxlength": limits.MESSAGE_MAX, "required": True}),
        _("This is the only box that you have to fill in. A few words are enough."),
    )
    kind = _text(_("What is it about?"), forms.Select(choices=choices(KINDS)))
    passage = _text(
        _("The words on the page that you mean"),
        forms.Textarea(attrs={"rows": 3, "maxlength": limits.PASSAGE_MAX, "autocomplete": "off"}),
        _("If it is about a certain sentence, copy it here."),
    )
    source = _text(
        _("A source"),
        forms.TextInput(attrs={"maxlength": limits.SOURCE_MAX, "autocomplete": "off", "spellcheck": "false"}),
        _("A link, a DOI or a PubMed number that shows it."),
    )
    contact = _text(
        _("Your e-mail address"),
        forms.EmailInput(attrs={"maxlength": limits.CONTACT_MAX, "autocomplete": "email", "spellcheck": "false"}),
        _("You need not give one. You can follow your letter without it."),
    )
    contact_use = _text(_("What may we use your address for?"), forms.RadioSelect(choices=choices(CONTACT_USES)))
    page_slug = _hidden()
    page_number = _hidden()
    stamp = _hidden()
    homepage = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off", "id": "id_homepage"}),
    )

    OPTIONAL = ("passage", "source", "contact", "contact_use")

    def letter(self) -> Letter:
        """What was typed, with its line ends as they are kept."""
        value = {name: str(self[name].value() or "") for name in self.fields}
        return Letter(
            message=value["message"],
            kind=value["kind"],
            source=value["source"],
            passage=value["passage"],
            contact=value["contact"],
            contact_use=value["contact_use"],
            page_slug=value["page_slug"],
            page_number=number_of(value["page_number"]),
        )

    def wrong(self) -> dict[str, str]:
        return limits.check(self.letter())

    @property
    def optional(self) -> list[forms.BoundField]:
        return [self[name] for name in self.OPTIONAL]


class CodeForm(PrivateForm):
    """The code of a receipt. It is never shown again, so that right and wrong ones are answered alike."""

    gives_back = False
    code = _text(
        _("Your code"),
        forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "maxlength": 200,
                "required": True,
            }
        ),
        _("Seven groups of four letters and numbers, as on your receipt. Hyphens and capitals do not matter."),
    )


class AnswerForm(PrivateForm):
    """An answer to a question of ours. The code travels with it, hidden."""

    text = _text(_("Your answer"), forms.Textarea(attrs={"rows": 7, "maxlength": limits.MESSAGE_MAX, "required": True}))
    code = _hidden()

    def wrong(self) -> dict[str, str]:
        sentence = limits.check_text(str(self["text"].value() or ""))
        return {"text": sentence} if sentence else {}


def number_of(typed: str) -> int | None:
    """The number of a publication, of what stands in an address or a hidden field; None where it is none."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 and int(typed) > 0 else None
