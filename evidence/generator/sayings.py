"""What generators and their checks say, marked so that the desk says it in another language.

It is kept with a draft as it was said, in English. A test holds this table to the source.
"""

from __future__ import annotations

from evidence.tongue import gettext_noop as _
from evidence.tongue import stored

REASONS = (
    _("This field was not asked for."),
    _("It holds an address, markup or signs that nobody sees. Reading texts hold words only."),
    _("It speaks to a machine, not to a reader."),
    _("It cites no words of the paper."),
    _("The words it cites do not stand in the paper: “{words}”."),
    _("The words it cites are too few to carry it: “{words}”."),
    _("It cites so long a stretch that nobody can see what it rests on."),
    _("It cites words that speak to a machine, not to a reader."),
    _("It tells of findings and cites the title only."),
    _("It states numbers that do not stand in the words it cites: {words}."),
    _("It uses names that the paper does not: {words}."),
    _("The words it cites stand in a sentence that says “{words}”, which it leaves out."),
    _("It shares no word and no number with the words it cites."),
    _("The same sentence stands in this field already."),
    _("This field holds one sentence, and there is one already."),
)
"""Why a proposed sentence was dropped."""

NOTES = (
    _("Only the title of this study is here. Without its abstract or full text nothing is proposed."),
    _("The paper's text was not sent anywhere."),
    _("These are the paper's own sentences. Say each in plain words of the atlas before it is published."),
    _("The operator's setting allows the paper's text to be sent, whatever its licence."),
    _("The operator's setting says that the paper's text is never sent."),
    _("The paper's text may be sent: its licence, {licence}, is open."),
    _("The paper's text was not sent: its licence, {licence}, is not open."),
    _("The paper's text was not sent: its licence is not one of the open licences known here."),
    _("The paper's text was not sent: its licence is not known."),
    _("No model was asked: the sentences were picked from the paper here."),
)

FAULTS = (
    _("It gave no reason."),
    _("The model declined to write a draft. Use the extractive provider, or write it yourself."),
    _("The model's answer was cut off after {count:d} tokens. Raise {setting}."),
    _("The model answered with nothing."),
    _("The model's answer could not be used, also after it was asked to repair it."),
    _("The server {server} answered with more than {size:d} MB."),
    _("The server {server} did not answer within {seconds:d} seconds."),
    _("The server {server} did not give a usable answer within the time allowed."),
    _("The server {server} answered in a compressed form, unasked."),
    _(
        "The server {server} sends the question on to another address. It was not followed, so that the key and the "
        "text go nowhere else. Put the final address into {setting}."
    ),
    _("The server {server} refused the key ({status:d}). Look at {setting}."),
    _("The account at {server} has no credit left ({status:d})."),
    _("The server {server} was busy or had a fault ({status:d}), {count:d} times at most."),
    _("The server {server} answered with the status {status:d}."),
    _("The server {server} answered with {kind}, not with JSON."),
    _("The server {server} answered with something that is no JSON object."),
    _("The server {server} answered with an error."),
    _("The answer of {server} holds no text of a model."),
    _("The server {server} asks to wait {seconds:d} seconds. Try again then."),
    _("The server {server} could not be reached, or broke the connection off."),
    _("The server {server} did not accept the question ({status:d})."),
    _("It said: “{words}”."),
)
"""Why there is no draft."""

for _pattern in (*REASONS, *NOTES, *FAULTS):
    stored(_pattern)

PARTS = (_("title"), _("abstract"), _("methods"), _("full text"))
for _pattern in (
    _("The {part} holds words that speak to a machine. They were left out: look at them."),
    _("The {part} is long: only its first {count:,} characters were sent."),
):
    stored(_pattern, part=PARTS)
