"""LaTeX, as bibliographies use it, to plain Unicode text and back.

`decode` never loses text: what it does not know stays visible. `encode` writes text that LaTeX compiles and
that `decode` reads back to the same text.
"""

from .decoding import decode, decode_verbatim, unknown_commands, with_dashes
from .encoding import encode, encode_title

__all__ = ["decode", "decode_verbatim", "encode", "encode_title", "unknown_commands", "with_dashes"]
