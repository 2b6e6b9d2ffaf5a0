"""What people follow: Atom feeds of new pages, changes, notices, and any search.

atom     PURE  a feed -> XML (RFC 4287, paged as in RFC 5005)
entries        a publication -> one entry, in calm words
shelf          which publications a feed tells of, page by page
"""
