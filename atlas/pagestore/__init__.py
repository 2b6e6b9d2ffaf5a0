"""Finished public pages on disk, and what keeps them true (docs/page-store.md).

    addresses      PURE   which addresses are kept, and under which name of a file
    files          PURE   pages on disk: reading, writing beside and renaming, removing, laying aside for outages; one
                          lock, one count of changes
    disk           PURE   bytes on disk
    compressing    PURE   the same page as it is, as gzip and as brotli
    build                 which build of the site a page belongs to; another build's pages are never served
    needs                 which rows of the shelf a page was made of, read from the questions it asked the database
    rendering             an address -> a page, by Django itself; what must not be kept is refused
    catalogue             every address that there is now
    changes               what has changed on the shelf since: the pages that are not true any more go
    baking                many pages at once; the sweep that finds what everything else has missed
    watching              after each transaction of this process, and whenever another one says so
    front                 (`atlas.front`) serves what is kept before Django is asked, and what lies aside after it
                          failed

The store is derived: it may be deleted at any moment, also while it is served from.
"""
