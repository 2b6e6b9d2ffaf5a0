"""What a reviewer answers and decides. The conflict of interest comes first: without an answer there is no vote.

Nothing is `required` in the browser: what is missing is told on the page, and everything typed stays.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evidence.desk.review import CHECKLIST
from evidence.models.review import CONFLICTS

CONFLICT_ANSWERS = {
    "none": gettext_lazy("No, I have none"),
    "author": gettext_lazy("I am an author of the paper"),
    "co_author": gettext_lazy("I have published with its authors"),
    "institution": gettext_lazy("I work at the same institution"),
    "funder": gettext_lazy("I am paid by the same funder"),
    "other": gettext_lazy("Yes, another one"),
}
"""Conflict of interest -> how a person says so of themselves."""

_UNANSWERED = gettext_lazy("Say first whether you have a conflict of interest.")
_VOTE = {
    "approve": gettext_lazy("I approve exactly this"),
    "request_changes": gettext_lazy("I ask for changes"),
    "declined": gettext_lazy("I decline to vote"),
}
_DECISION = {
    "approve": gettext_lazy("I decide for it"),
    "request_changes": gettext_lazy("I decide against it"),
    "declined": gettext_lazy("I decline to decide"),
}


class ConflictForm(forms.Form):
    """The question before the vote."""

    use_required_attribute = False

    conflict = forms.ChoiceField(
        label=gettext_lazy("Do you have a conflict of interest with this paper?"),
        choices=[*CONFLICT_ANSWERS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _UNANSWERED, "invalid_choice": _UNANSWERED},
    )
    conflict_note = forms.CharField(
        label=gettext_lazy("More about it, if you like"),
        help_text=gettext_lazy("Editors see it. Readers do not."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class DecisionForm(forms.Form):
    """The vote, or (with `adjudicates`) the decision between reviewers who differ."""

    use_required_attribute = False

    conflict = forms.ChoiceField(
        choices=[*CONFLICTS.items()],
        widget=forms.HiddenInput,
        error_messages={"required": _UNANSWERED, "invalid_choice": _UNANSWERED},
    )
    conflict_note = forms.CharField(required=False, widget=forms.HiddenInput)
    checks = forms.MultipleChoiceField(
        label=gettext_lazy("To approve, look at each and tick it"),
        choices=[(key, gettext_lazy(words)) for key, words in CHECKLIST.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    decision = forms.ChoiceField(
        label=gettext_lazy("What do you decide?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of these.")},
    )
    comment = forms.CharField(
        label=gettext_lazy("Your comment"),
        help_text=gettext_lazy(
            "Which changes, when you ask for some. A comment on an approval has to be answered by an editor "
            "before the page is published."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, conflict: str, adjudicates: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = _DECISION if adjudicates else _VOTE
        if conflict != "none":
            answers = {"declined": answers["declined"]}
            del self.fields["checks"]
        self.adjudicates = adjudicates
        self.fields["decision"].choices = [*answers.items()]
        if adjudicates:
            self.fields["comment"].label = _("Your reason")
            self.fields["comment"].help_text = _("The author side and the reviewers read it.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        decision, said = cleaned.get("decision"), cleaned.get("comment", "").strip()
        unticked = CHECKLIST.keys() - set(cleaned.get("checks", ()))
        if decision == "approve" and unticked:
            self.add_error(
                "checks",
                _("Not ticked yet: %(number)d of %(all)d. If one does not hold, ask for changes instead.")
                % {"number": len(unticked), "all": len(CHECKLIST)},
            )
        if decision == "request_changes" and not said and not self.adjudicates:
            self.add_error("comment", _("Say which changes you ask for."))
        if self.adjudicates and decision in ("approve", "request_changes") and not said:
            self.add_error("comment", _("Say why you decided so."))
        return cleaned
