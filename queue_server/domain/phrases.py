"""The words of announcements: what a voice bank has to hold, and which of it one call is spoken with.

A token names a clip; a bank has one clip per token and language. Numbers are spelled, since "A012" read as a
whole becomes "twelve" or "one hundred two", and a citizen compares what is heard with what is printed.
"""

import re
import unicodedata
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from queue_server.domain.announcement import CallKind, Sentence

LANGUAGES = ("vi", "en")
"""Languages that have words here; a further one is an entry in each table below."""

HIGHEST_COUNTER = 60
"""Counters up to this number are spoken as a number, others digit by digit."""

AGAIN, INVITE, COUNTER, PLACE = "again", "invite", "counter", "place"

_FRAME = {
    "vi": {AGAIN: "nhắc lại", INVITE: "mời số", COUNTER: "đến quầy", PLACE: "đến"},
    "en": {AGAIN: "again", INVITE: "number", COUNTER: "counter", PLACE: "please go to"},
}


def _words(text: str) -> tuple[str, ...]:
    return tuple(one.replace("-", " ") for one in text.split())


_LETTERS = {
    "vi": _words(
        "a bê xê dê e ép giê hát i gi ca lờ em-mờ en-nờ o pê quy e-rờ ét tê u vê vê-kép ích-xì i-dài dét",
    ),
    "en": _words("A B C D E F G H I J K L M N O P Q R S T U V W X Y Z"),
}
_DIGITS = {
    "vi": _words("không một hai ba bốn năm sáu bảy tám chín"),
    "en": _words("zero one two three four five six seven eight nine"),
}
_EN_TEENS = _words("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
_EN_TENS = _words("twenty thirty forty fifty sixty")

_NUMBERED = re.compile(
    r"(?:quầy|counter)(?:\s+số)?\s+(?=\S)(?P<before>[a-zđ]{0,2})(?P<digits>\d{0,4})(?P<after>[a-zđ]{0,2})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A clip that a bank has to hold."""

    token: str
    text: str
    """What is said."""
    language: str
    """In whose sounds; a Vietnamese counter name stays Vietnamese in every bank."""


def phrases(language: str, counter_names: Iterable[str] = ()) -> list[Phrase]:
    """Return all phrases of a language, and one for each counter name that is more than a number.

    Raises:
        KeyError: a language without words here.
    """
    texts = dict(_FRAME[language])
    texts |= {f"letter-{chr(97 + at)}": name for at, name in enumerate(_LETTERS[language])}
    texts |= {f"n{value}": number_words(value, language) for value in range(HIGHEST_COUNTER + 1)}
    found = [Phrase(token, text, language) for token, text in texts.items()]
    names = {name_token(name): name for name in counter_names if _numbered(name) is None}
    return found + [Phrase(token, name, LANGUAGES[0]) for token, name in names.items()]


def tokens(number: str, kind: CallKind, counter_name: str, sentence: Sentence = Sentence.FULL) -> list[str]:
    """Return the clips of one call in their order; the same for every language."""
    place = _numbered(counter_name)
    return [
        *([AGAIN] if kind is CallKind.RECALL else []),
        *([] if sentence is Sentence.SHORT else [INVITE]),
        *_spelled(number) * (2 if sentence is Sentence.TWICE else 1),
        *([PLACE, name_token(counter_name)] if place is None else [COUNTER, *place]),
    ]


def name_token(name: str) -> str:
    """Return the token of a counter's name: readable, and different for names that differ in a mark only."""
    folded = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    plain = re.sub(r"[^a-z0-9]+", "-", "".join(one for one in folded if not unicodedata.combining(one)))
    mark = zlib.crc32(unicodedata.normalize("NFC", name.strip().lower()).encode())
    return f"name-{plain.strip('-')[:40] or 'counter'}-{mark:08x}"


def number_words(value: int, language: str) -> str:
    """Return a number from 0 to 99 in words, for English up to 69."""
    digits = _DIGITS[language]
    if value < 10:
        return digits[value]
    tens, ones = divmod(value, 10)
    if language == "en":
        if tens == 1:
            return _EN_TEENS[ones]
        return _EN_TENS[tens - 2] + (f" {digits[ones]}" if ones else "")
    head = "mười" if tens == 1 else f"{digits[tens]} mươi"
    tail = {0: "", 5: "lăm"} | ({1: "mốt", 4: "tư"} if tens > 1 else {})
    return f"{head} {tail.get(ones, digits[ones])}".strip()


def _numbered(name: str) -> list[str] | None:
    """Return the clips of a counter that has a number or letter, None for one with a name."""
    found = _NUMBERED.fullmatch(unicodedata.normalize("NFC", name.strip()))
    if found is None:
        return None
    digits = found["digits"]
    value = int(digits or 0)
    middle = [f"n{value}"] if digits and value <= HIGHEST_COUNTER else _spelled(digits)
    return [*_spelled(found["before"]), *middle, *_spelled(found["after"])]


def _spelled(text: str) -> list[str]:
    """Return a clip for each letter and digit; what is neither is not heard."""
    found = []
    for character in text.lower().replace("đ", "d"):
        if character.isascii() and character.isdigit():
            found.append(f"n{character}")
        elif "a" <= character <= "z":
            found.append(f"letter-{character}")
    return found
