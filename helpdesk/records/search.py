"""What can be found: a document for each post of a customer and each answer of ours, in the order of their coming.

Its words stand in `search_words`: a full-text table of the database at hand (FTS5, or a tsvector with its index), which
holds words that we cut ourselves. So both databases find the same, and neither's idea of a word matters. The table is
no SQLAlchemy one; whoever empties `search_documents` on PostgreSQL empties it, too.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, Index, TextClause, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.records.database import Base

WORDS = "search_words"  # and, on SQLite, the tables that begin with it
MENTION, REPLY = "mention", "reply"
TO_COME = 0
_MOST_PLACES = 255  # of one word in one text that PostgreSQL remembers
_LAST_PLACE = 16_383


class Document(Base):
    """One text that can be found."""

    __tablename__ = "search_documents"
    # A filter that few conversations pass is looked at first, and then what was said in those.
    __table_args__ = (
        UniqueConstraint("source_id", "kind"),
        Index("ix_search_documents_conversation", "conversation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    source_id: Mapped[int]  # of the mention or the reply
    conversation_id: Mapped[int | None]  # none of what was set aside; `TO_COME` of what is sorted only now


class IndexedUpTo(Base):
    """How far the index has come with each kind."""

    __tablename__ = "indexed_up_to"

    kind: Mapped[str] = mapped_column(primary_key=True)
    reached: Mapped[int] = mapped_column(default=0)  # the highest number that was looked at


Phrase = tuple[str, ...]  # words that follow one another; the last may end in * and is a beginning then


def put_words(connection: Connection, documents: Sequence[tuple[int, Sequence[str]]]) -> None:
    """Adds the words of new documents, given as (id, words)."""
    if connection.dialect.name == "sqlite":
        rows = [(number, " ".join(words)) for number, words in documents]
        connection.exec_driver_sql("INSERT INTO search_words (rowid, words) VALUES (?, ?)", rows)
        return
    vectors = [(number, _vector(words)) for number, words in documents]
    connection.exec_driver_sql(
        "INSERT INTO search_words (document_id, words) VALUES (%s, CAST(%s AS tsvector))", vectors
    )


def matching(connection: Connection, wanted: Sequence[Phrase], unwanted: Sequence[Phrase]) -> tuple[TextClause, str]:
    """The ids of documents with all `wanted` and no `unwanted` phrases, and what is asked (its parameter `asked`)."""
    if connection.dialect.name == "sqlite":
        asked = " AND ".join(map(_fts, wanted)) + "".join(f" NOT {_fts(phrase)}" for phrase in unwanted)
        return text("SELECT rowid AS id FROM search_words WHERE search_words MATCH :asked"), asked
    asked = " & ".join([*map(_tsquery, wanted), *(f"!{_tsquery(phrase)}" for phrase in unwanted)])
    return text("SELECT document_id AS id FROM search_words WHERE words @@ CAST(:asked AS tsquery)"), asked


def _fts(phrase: Phrase) -> str:
    star = " *" if phrase[-1].endswith("*") else ""
    return f'"{" ".join(phrase).rstrip("*")}"{star}'


def _tsquery(phrase: Phrase) -> str:
    words = [f"'{word.rstrip('*')}'{':*' if word.endswith('*') else ''}" for word in phrase]
    return f"({' <-> '.join(words)})"


def _vector(words: Sequence[str]) -> str:
    places: dict[str, list[str]] = {}
    for place, word in enumerate(words[:_LAST_PLACE], start=1):
        known = places.setdefault(word, [])
        if len(known) < _MOST_PLACES:
            known.append(str(place))
    return " ".join(f"'{word}':{','.join(known)}" for word, known in places.items())
