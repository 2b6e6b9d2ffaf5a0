"""What changed between two contents of a page, in words a reader understands. Pure: no Django, no database.

    diff_content(before, after)   the `content` of two revisions or publications -> ContentDiff

`fields.py` is the table of labels and words, `compare.py` walks the structure (any structure: a field that nobody
has told the table about shows all the same), `items.py` matches the items of lists, `words.py` compares texts word
by word, `changes.py` holds what comes out and its sentences.
"""

from evidence.diff.changes import Change, ContentDiff, FieldChanges, Kind, SectionChanges
from evidence.diff.compare import diff_content
from evidence.diff.words import Run

__all__ = ["Change", "ContentDiff", "FieldChanges", "Kind", "Run", "SectionChanges", "diff_content"]
