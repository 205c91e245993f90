"""Why a text is no TOML, in the reader's language: what reads it says so in English. Pure."""

from __future__ import annotations

import re
from typing import Final

from helpdesk.language import N_
from helpdesk.language import gettext as _
from helpdesk.recognised import Recognised

REASONS: Final = Recognised(  # of `tomllib`; one that is not here is told as it stands
    N_("Invalid statement"),
    N_("Invalid value"),
    N_("Invalid date or datetime"),
    N_("Invalid hex value"),
    N_("Invalid initial character for a key part"),
    N_("Expected newline or end of document after a statement"),
    N_("Expected '=' after a key in a key/value pair"),
    N_("Expected ']' at the end of a table declaration"),
    N_("Expected ']]' at the end of an array declaration"),
    N_("Expected %(what)s"),
    N_("Found invalid character %(what)s"),
    N_("Illegal character %(what)s"),
    N_("Unclosed array"),
    N_("Unclosed inline table"),
    N_("Unterminated string"),
    N_("Unescaped '\\' in a string"),
    N_("Escaped character is not a Unicode scalar value"),
    N_("Cannot overwrite a value"),
    N_("Cannot declare %(what)s twice"),
    N_("Cannot mutate immutable namespace %(what)s"),
    N_("Cannot redefine namespace %(what)s"),
    N_("Duplicate inline table key %(what)s"),
)
_AT: Final = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)


def not_toml(error: ValueError) -> tuple[int, str]:
    """The line on which `tomllib` stopped, 0 when it did not say, and a sentence about it."""
    at = _AT.fullmatch(str(error))
    if at is None:  # Python's own refusal of thousands of digits
        return 0, _("It is not valid TOML: a number in it is too long.")
    reason, line, column = REASONS.told(at[1]), at[2], at[3]
    if line is None:
        return 0, _("It is not valid TOML: %(reason)s (at end of document).", reason=reason)
    told = _(
        "It is not valid TOML: %(reason)s (at line %(line)s, column %(column)s).",
        reason=reason,
        line=line,
        column=column,
    )
    return int(line), told
