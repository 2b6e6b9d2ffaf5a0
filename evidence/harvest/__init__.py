"""What machines collect: OAI-PMH, sitemaps, and links with a meaning (Signposting).

xml          PURE  writing XML as text
protocol     PURE  OAI-PMH: a request's arguments -> what is wanted, or a refusal with the protocol's code
tokens       PURE  OAI-PMH: where a list goes on, with nothing kept here
answers      PURE  OAI-PMH: what was found -> XML
records            OAI-PMH: the shelf -> records and sets
sitemap      PURE  addresses -> sitemaps
links        PURE  links with a meaning -> a Link header, or a linkset (RFC 8288, RFC 9264)
accept       PURE  an Accept header -> the representation that fits it best
"""
