"""How people misspell a name, for managers to choose listening words from. Pure."""

from __future__ import annotations

from collections.abc import Iterable

VOWELS = "aeiouy"
SOUND_ALIKE = (("c", "k"), ("ph", "f"), ("i", "y"), ("s", "z"), ("ou", "o"), ("ea", "ee"), ("ght", "te"), ("qu", "k"))
SHOWN = 12


def misspellings(name: str, known: Iterable[str] = ()) -> list[str]:
    """The likeliest first: a letter swapped, doubled or left out, one that sounds alike; without those `known`.

    `name` is a handle or word; its @ and case don't matter.
    """
    word = "".join(letter for letter in name.lower() if letter.isalnum())
    if len(word) < 4:  # every misspelling of so short a name is a word of its own
        return []
    doubled = [index for index in range(1, len(word)) if word[index] == word[index - 1]]
    candidates = [
        word,
        *(word[:index] + word[index + 1 :] for index in doubled),
        *(word.replace(one, other, 1) for one, other in SOUND_ALIKE if one in word),
        *(word.replace(other, one, 1) for one, other in SOUND_ALIKE if other in word),
        *(_swapped(word, index) for index in range(1, len(word) - 1)),
        *(word[:index] + word[index + 1 :] for index in range(1, len(word)) if word[index] in VOWELS),
        *(word[:index] + word[index] + word[index:] for index in range(1, len(word)) if word[index] not in VOWELS),
    ]
    taken = set(known)
    return [each for each in dict.fromkeys(candidates) if each not in taken][:SHOWN]


def _swapped(word: str, index: int) -> str:
    return word[:index] + word[index + 1] + word[index] + word[index + 2 :]
