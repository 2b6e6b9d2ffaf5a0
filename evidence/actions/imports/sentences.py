"""What an import says about an entry. Kept with its record as an English text, and known again when a page shows it."""

from __future__ import annotations

from collections.abc import Sequence

from evidence.citations.record import KINDS
from evidence.models.import_room import FATES
from evidence.tongue import Sentence, stored
from evidence.tongue import gettext_noop as _

NOT_ON_THE_DESK = _(
    "{scheme} {identifier} is not on the desk, and a list says nothing else about the work. Fetch its record from "
    "PubMed or Crossref and import that."
)
_LEAD_TO_DIFFERENT = _("The identifiers lead to different studies: {names}. Correct them and import again.")
BELONGS_TO_ANOTHER = _(
    "{scheme} {value} already belongs to “{ours}”, but this entry is called “{theirs}”. One of the two has a wrong "
    "identifier."
)
SEVERAL_FIT = _(
    "{count:d} studies have this title, year and first author. Give a DOI or PMID, so that it is clear which one is "
    "meant."
)
MAY_BE = _(
    "This may be “{title}”, which is here with the same year and first author. Give the entry its DOI or PMID, so that "
    "it is clear whether it is."
)
IN_THE_DEMONSTRATION = _(
    "“{title}” is in the demonstration. Empty the demonstration first (manage.py empty_demo), then import again."
)
_LEADS_TO = _("{scheme} to “{title}”")
_AND = _("{scheme} to “{title}” and {others}")
GIVES_ANOTHER = _(
    "This is “{title}”, which has {scheme} {ours} here, but the entry gives {theirs}. One of the two is wrong."
)
ONE_IS_ABOUT_ANOTHER = _(
    "“{title}” is here with the same title, year and first author. By its source, one of the two is a {kind}, and "
    "nothing says what the other one is. Give the entry its DOI or PMID."
)
IN_ANOTHER_JOURNAL = _(
    "“{title}” is here with the same title, year and first author, but it appeared in “{ours}”, and the entry says "
    "“{theirs}”. Give the entry its DOI or PMID, so that it is clear whether it is another work."
)
TOO_MANY_AUTHORS = _("The entry has {count:,} authors; no more than {most:,} can be kept.")

# What became of an upload.
NO_ENTRY = _("There is no entry in it that could be read, so there is nothing to import.")
REFUSED_BY_THE_DATABASE = _(
    "The database refused this import, and nothing of it was kept. Try once more; if it is refused again, tell the "
    "people who run the site."
)
NO_ROOM = _(
    "Nothing was imported: there was no room left on the server's disk. Whoever runs this site has to make room; then "
    "import it again."
)
BROKE_OFF = _("It was tried {count:d} times, and each time the work broke off. Nothing of it was imported.")
ONE_CHANGED = _(
    "Nothing was imported yet: the desk has changed since the preview. 1 entry has another fate now, as marked below. "
    "Look at it once more."
)
MANY_CHANGED = _(
    "Nothing was imported yet: the desk has changed since the preview. {count:,} entries have another fate now, as "
    "marked below. Look at it once more."
)
SOME_CHANGED = _(
    "Nothing was imported yet: the desk has changed since the preview. Some entries have another fate now, as marked "
    "below. Look at it once more."
)
OTHER_FACTS = _("{fate}, but not with the same facts or study")
OF_THIS_LINE = _("line {line:d}")
OF_THIS_STUDY = _("study {number:d}")

# What an entry says beside the desk.
AN_ABSTRACT = _("an abstract of {count:,} characters")
THE_WHOLE_LIST = _("the whole list")
A_LIST_CUT = _("a list that its source had cut")
NOTHING = _("nothing")
AND_MORE = _("{names}; and {count:d} more")

for _sentence in (
    NOT_ON_THE_DESK, _LEAD_TO_DIFFERENT, BELONGS_TO_ANOTHER, SEVERAL_FIT, MAY_BE, IN_THE_DEMONSTRATION, GIVES_ANOTHER,
    IN_ANOTHER_JOURNAL, TOO_MANY_AUTHORS, _AND, _LEADS_TO, BROKE_OFF, MANY_CHANGED, AN_ABSTRACT, AND_MORE,
    OF_THIS_LINE, OF_THIS_STUDY,
):  # fmt: skip
    stored(_sentence)
stored(OTHER_FACTS, fate=FATES.values())
stored(ONE_IS_ABOUT_ANOTHER, kind=KINDS.values())


def lead_to_different(met: Sequence[tuple[str, str]]) -> Sentence:
    """`met` has (scheme, title of the study that has the identifier), at least two."""
    *before, (scheme, title) = met
    names = Sentence.of(_LEADS_TO, scheme=scheme, title=title)
    for scheme, title in reversed(before):
        names = Sentence.of(_AND, scheme=scheme, title=title, others=names)
    return Sentence.of(_LEAD_TO_DIFFERENT, names=names)
