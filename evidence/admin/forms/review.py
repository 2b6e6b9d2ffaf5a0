"""What a reviewer answers and decides. The conflict of interest comes first: without an answer there is no vote.

Nothing is `required` in the browser: what is missing is told on the page, and everything typed stays.
"""

from __future__ import annotations

from typing import Any

from django import forms

from evidence.desk.review import CHECKLIST
from evidence.models.review import CONFLICTS

CONFLICT_ANSWERS = {
    "none": "No, I have none",
    "author": "I am an author of the paper",
    "co_author": "I have published with its authors",
    "institution": "I work at the same institution",
    "funder": "I am paid by the same funder",
    "other": "Yes, another one",
}
"""Conflict of interest -> how a person says so of themselves."""

_UNANSWERED = "Say first whether you have a conflict of interest."
_VOTE = {"approve": "I approve exactly this", "request_changes": "I ask for changes", "declined": "I decline to vote"}
_DECISION = {"approve": "I decide for it", "request_changes": "I decide against it", "declined": "I decline to decide"}


class ConflictForm(forms.Form):
    """The question before the vote."""

    use_required_attribute = False

    conflict = forms.ChoiceField(
        label="Do you have a conflict of interest with this paper?",
        choices=[*CONFLICT_ANSWERS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _UNANSWERED, "invalid_choice": _UNANSWERED},
    )
    conflict_note = forms.CharField(
        label="More about it, if you like",
        help_text="Editors see it. Readers do not.",
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
        label="To approve, look at each and tick it",
        choices=[*CHECKLIST.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    decision = forms.ChoiceField(
        label="What do you decide?", widget=forms.RadioSelect, error_messages={"required": "Choose one of these."}
    )
    comment = forms.CharField(
        label="Your comment",
        help_text="Which changes, when you ask for some. A comment on an approval has to be answered by an editor "
        "before the page is published.",
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
            self.fields["comment"].label = "Your reason"
            self.fields["comment"].help_text = "The author side and the reviewers read it."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        decision, said = cleaned.get("decision"), cleaned.get("comment", "").strip()
        unticked = CHECKLIST.keys() - set(cleaned.get("checks", ()))
        if decision == "approve" and unticked:
            self.add_error(
                "checks",
                f"Not ticked yet: {len(unticked)} of {len(CHECKLIST)}. If one does not hold, ask for changes instead.",
            )
        if decision == "request_changes" and not said and not self.adjudicates:
            self.add_error("comment", "Say which changes you ask for.")
        if self.adjudicates and decision in ("approve", "request_changes") and not said:
            self.add_error("comment", "Say why you decided so.")
        return cleaned
