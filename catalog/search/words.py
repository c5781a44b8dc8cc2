"""From what people type to what PostgreSQL searches for: synonyms, unfinished words, and words mistyped."""

import re
from collections.abc import Iterator, Mapping, Sequence

from django.core.cache import cache
from django.db import connection

from catalog.models import Synonym

MOST_WORDS = 12
WORD = re.compile(r"\w+")
SYNONYMS_KEY = "search:synonyms"
KEEP_SECONDS = 30
# How many words in a row a synonym may have.
LONGEST_PHRASE = 3
# A word is taken for mistyped when one within so many letters is known.
FURTHEST = 2
CANDIDATES = 40

Synonyms = Mapping[str, Sequence[str]]

NEAREST = """
SELECT typed.word, known.word
FROM unnest(%s::text[]) AS typed (word)
CROSS JOIN LATERAL (
    SELECT word FROM catalog_searchword ORDER BY word <-> typed.word LIMIT %s
) AS known
"""


def words_of(text: str) -> list[str]:
    """The words typed, in lower case, without what stands between them; no more than MOST_WORDS."""
    return WORD.findall(text.lower().replace("_", " ").replace("\x00", " "))[:MOST_WORDS]


def tsquery_of(text: str) -> str:
    """A query for `to_tsquery`: every word must be there, the last one at least begun; "" without words.

    Of several words, a last one of a single letter counts only when it is finished.
    """
    words = words_of(text)
    if not words:
        return ""
    is_finished = text[-1].isspace()
    if not is_finished and len(words) > 1 and len(words[-1]) == 1:
        # So many words begin with one letter that it says little, and looking them all up takes long.
        words, is_finished = words[:-1], True
    terms = list(_terms(words, known_synonyms()))
    if not is_finished:
        # An unfinished word may be the beginning of others, whatever it means as it is.
        terms[-1] = f"({terms[-1]} | {words[-1]}:*)" if terms[-1] != words[-1] else f"{words[-1]}:*"
    return " & ".join(terms)


def known_synonyms() -> Synonyms:
    """What merchants have written down, as tsquery by word or phrase; up to half a minute old."""
    found: dict[str, list[str]] | None = cache.get(SYNONYMS_KEY)
    if found is None:
        found = _load_synonyms()
        cache.set(SYNONYMS_KEY, found, KEEP_SECONDS)
    return found


def mended(text: str) -> str | None:
    """The text with every word that no product is named with replaced by the nearest; None when nothing is nearer."""
    words = words_of(text)
    with connection.cursor() as cursor:
        cursor.execute(NEAREST, [words, CANDIDATES])
        pairs: list[tuple[str, str]] = cursor.fetchall()
    near: dict[str, list[str]] = {}
    for typed, known in pairs:
        near.setdefault(typed, []).append(known)
    found = " ".join(_nearest(word, near.get(word, [])) for word in words)
    return found if found != " ".join(words) else None


def distance(one: str, other: str) -> int:
    """How many letters must be changed, put in, left out or swapped with their neighbour (Damerau, restricted)."""
    before: list[int] = []
    line = list(range(len(other) + 1))
    for place, letter in enumerate(one, start=1):
        above, line = line, [place]
        for column, wanted in enumerate(other, start=1):
            best = min(above[column] + 1, line[-1] + 1, above[column - 1] + (letter != wanted))
            is_swapped = place > 1 and column > 1 and (letter, one[place - 2]) == (other[column - 2], wanted)
            line.append(min(best, before[column - 2] + 1) if is_swapped else best)
        before = above
    return line[-1]


def _terms(words: Sequence[str], synonyms: Synonyms) -> Iterator[str]:
    """Each word, or phrase that means the same as others, as a tsquery."""
    place = 0
    while place < len(words):
        for length in range(min(LONGEST_PHRASE, len(words) - place), 0, -1):
            alike = synonyms.get(" ".join(words[place : place + length]))
            if alike or length == 1:
                yield f"({' | '.join(alike)})" if alike else words[place]
                place += length
                break


def _load_synonyms() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in Synonym.objects.values_list("words", flat=True):
        phrases = [" ".join(words_of(phrase)) for phrase in line.split(",")]
        queries = [f"({' <-> '.join(phrase.split())})" for phrase in phrases if phrase]
        for phrase in phrases:
            if phrase:
                found.setdefault(phrase, []).extend(queries)
    return found


def _nearest(word: str, known: Sequence[str]) -> str:
    if word in known:
        return word
    near = [(distance(word, other), other) for other in known]
    # Of a short word, two letters are most of it.
    furthest = FURTHEST if len(word) > 4 else 1
    return min((found for found in near if found[0] <= furthest), default=(0, word))[1]
