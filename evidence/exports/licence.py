"""Under which terms an exported file stands, in words (docs/adr/0004-licence-of-the-texts.md). Pure."""

from __future__ import annotations

from evidence.exports.rows import Site


def licence_text(site: Site) -> str:
    """What stands in LICENCE.txt of every pack and every release."""
    return f"""What is in these files, and under which terms it may be reused

1. What {site.name} wrote (the texts, the classifications and their reasons) stands under
   {site.licence}
   {site.licence_url}
   Reuse it as you like. Say where it is from: the citation beside this file, or the permanent address of each row.
   Say where you changed it.

2. Bibliographic facts (titles, names, identifiers, dates) belong to nobody.

3. The paper's own words (pem.quote, pem_quote) are short quotations. They stay their authors'.

4. These files give no medical advice, and they come without a warranty.
"""
