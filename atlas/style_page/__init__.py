"""The living style page: every component, drawn by the real templates in every theme.

`samples` are invented, plain objects: no row of any table is asked for. `specimens` says which template draws which.
"""

from atlas.style_page.specimens import Specimen, kept_apart, specimens

__all__ = ["Specimen", "kept_apart", "specimens"]
