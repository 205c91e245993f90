"""The characters that links are made of, as bodies of regular-expression classes.

Source: the regular expressions of twitter-text 3.1.0, by code point (the original looks at UTF-16 halves).
"""

from __future__ import annotations

_SPACES = r"\t-\r \x85\xa0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_DIRECTIONAL = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_NOT_SENDABLE = r"\ufffe\ufeff\uffff"
_PUNCTUATION = r"""!'#%&()*+,\\./:;<=>?@\[\]^{|}~$"""

NOT_CHAIN = _PUNCTUATION + _SPACES + _DIRECTIONAL + _NOT_SENDABLE
"""What neither a label nor the `-` and `_` inside it is."""

LABEL = "[^_" + NOT_CHAIN + r"\-]"
"""A label begins and ends with this."""

WITHIN_LABEL = "[^" + NOT_CHAIN + "]"
"""What may stand inside a label: `-` and `_` as well."""

BEFORE_LINK = "[^A-Za-z0-9@＠$#＃" + _NOT_SENDABLE + "]"
"""A link begins the text or follows this: never in the middle of a word, a handle, a hashtag, an amount."""

_ACCENTED = (
    r"\xc0-\xd6\xd8-\xf6\xf8-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268\u026f\u0272\u0289\u028b"
    r"\u02bb\u0300-\u036f\u1e00-\u1eff"
)
LATIN = r"[A-Za-z0-9\-" + _ACCENTED + "]"
"""All that a domain without a protocol is made of."""

_PATH_END = r"A-Za-z0-9+\-=_#/\u0400-\u04ff" + _ACCENTED
_PATH_MIDDLE = r"!*';:,.$%\[\]\u2013~@|&"
PATH_END = f"[{_PATH_END}]"
"""A path ends with this: a full stop after an address is not part of it."""
PATH_MIDDLE = f"[{_PATH_MIDDLE}]"
PATH = f"[{_PATH_END}{_PATH_MIDDLE}]"

QUERY_END = r"[A-Za-z0-9\-_&=#/]"
QUERY_MIDDLE = r"[!?*'@();:+$%\[\].,~|]"
