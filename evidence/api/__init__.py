"""The read-only API for machines, at /api/v1/. Its promise to those who build on it:

    additive only       within v1 nothing is taken away, renamed or given another meaning; fields, addresses and codes
                        may be added, and clients pass over what they do not know
    the shelf only      what readers see: published pages, their numbers, withdrawals with their reason; never the desk
    code and words      each coded value has both: programs compare the code, people read the words
    nothing is guessed  a parameter that is not known, given twice or not readable is refused by its name

`openapi-v1.json` is the description as it was promised; `promise.py` compares. People read it at /api.
"""
