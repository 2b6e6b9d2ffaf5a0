"""What leaves the shelf as a file: exports of any result, the reviewer's pack, releases.

rows.py        one live page as a row, whatever the format                                    pure
columns.py     the columns of the table, each with what it holds and how it is read           pure
json_rows.py   the row as JSON: content, provenance, addresses                                pure
formats.py     the five formats: extension -> label, media type, text in pieces               pure
schema.py      the JSON Schema of a row, every field described                                pure
codebook.py    every column and every value with its words, made from the code
counting.py    found, left out and why: numbers that add up                                   pure
packing.py     a zip with the same bytes for the same content                                 pure
pack.py        the reviewer's pack
release.py     a frozen release on disk: built aside, checked, read                           pure
changes.py     from one release to another, in JSON and in words                              pure
shelf.py       which publications, in which order: the only room here that asks the database
"""
