"""The services that know the literature: PubMed, Crossref, Europe PMC. Jobs and commands ask them, never a page.

`transport` is the one polite way to ask; each service is a module that builds addresses and reads answers. A client
holds no database and starts no transaction, and nobody calls it inside one.
"""

from evidence.clients.transport import Answer, ServiceError, Transport

__all__ = ["Answer", "ServiceError", "Transport"]
