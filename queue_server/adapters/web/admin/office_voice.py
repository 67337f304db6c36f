"""How an office's calls are announced, as fields of the office in the back office."""

from collections.abc import Sequence
from dataclasses import replace

from queue_server.adapters.web.admin.fields import (
    ChoiceField,
    ChoicesField,
    Field,
    IntegerField,
    NumberField,
    Option,
    Value,
    Values,
    YesNoField,
)
from queue_server.adapters.web.admin.resource import altered
from queue_server.adapters.web.languages import LANGUAGE_NAMES
from queue_server.adapters.web.marking import N_
from queue_server.domain.announcement import LEAST_TIME_TO_LIVE_S, MOST_REPEATS, TIME_TO_LIVE_S, Sentence, VoiceRules
from queue_server.domain.errors import Refusal
from queue_server.domain.phrases import LANGUAGES

_DEFAULTS = VoiceRules()
_PREFIX = "voice_"
_PLAIN = ("repeats", "chime", "merge", "time_to_live_s")
_RULES = ("languages", "sentence", *_PLAIN)


def _languages(_: str | None) -> Sequence[Option]:
    return [Option(one, LANGUAGE_NAMES[one]) for one in LANGUAGES]


def _sentences(_: str | None) -> Sequence[Option]:
    return [
        Option(Sentence.FULL, N_("Number A012, counter 3")),
        Option(Sentence.TWICE, N_("Number A012, A012, counter 3")),
        Option(Sentence.SHORT, N_("A012, counter 3")),
    ]


VOICE_FIELDS: tuple[Field, ...] = (
    ChoicesField(
        name=f"{_PREFIX}languages",
        label=N_("Calls are spoken in"),
        help=N_("One after the other, in this order. Without any language calls only chime."),
        required=False,
        default=list(_DEFAULTS.languages),
        listed=False,
        options=_languages,
    ),
    ChoiceField(
        name=f"{_PREFIX}sentence",
        label=N_("How a call is spoken"),
        help=N_("A short sentence for a busy hall, the number twice for a loud one."),
        required=False,
        default=_DEFAULTS.sentence.value,
        listed=False,
        options=_sentences,
        longest=16,
    ),
    IntegerField(
        name=f"{_PREFIX}repeats",
        label=N_("How often a call is spoken"),
        help=N_("Once while others wait to be spoken, since repeating one would make them late."),
        required=False,
        default=_DEFAULTS.repeats,
        minimum=1,
        maximum=MOST_REPEATS,
        listed=False,
    ),
    YesNoField(
        name=f"{_PREFIX}chime",
        label=N_("A chime before each call"),
        help=N_("It makes people listen before the number comes."),
        default=_DEFAULTS.chime,
        listed=False,
    ),
    YesNoField(
        name=f"{_PREFIX}merge",
        label=N_("Speak only the newest call of a number"),
        help=N_("A call that still waits to be spoken makes way for a later one of the same number, in its place."),
        default=_DEFAULTS.merge,
        listed=False,
    ),
    NumberField(
        name=f"{_PREFIX}time_to_live_s",
        label=N_("A call that could not be spoken is dropped after (seconds)"),
        help=N_("Screens show it all the same."),
        required=False,
        default=_DEFAULTS.time_to_live_s,
        minimum=LEAST_TIME_TO_LIVE_S,
        maximum=TIME_TO_LIVE_S,
        listed=False,
    ),
)


def changed_voice(rules: VoiceRules, values: Values) -> VoiceRules:
    """Return the rules with what was entered; ``check_office`` judges it."""
    given = {name: values[_PREFIX + name] for name in _RULES if _PREFIX + name in values}
    rules = altered(rules, given, _PLAIN)
    if isinstance(languages := given.get("languages"), list):
        rules = replace(rules, languages=tuple(languages))
    if isinstance(sentence := given.get("sentence"), str):
        rules = replace(rules, sentence=_sentence(sentence))
    return rules


def voice_values(rules: VoiceRules) -> dict[str, Value]:
    """Return the rules as the form shows them."""
    values: dict[str, Value] = {
        "languages": list(rules.languages),
        "sentence": rules.sentence.value,
        "repeats": rules.repeats,
        "chime": rules.chime,
        "merge": rules.merge,
        "time_to_live_s": rules.time_to_live_s,
    }
    return {_PREFIX + name: value for name, value in values.items()}


def _sentence(value: str) -> Sentence:
    try:
        return Sentence(value)
    except ValueError:
        known, name = ", ".join(Sentence), f"{_PREFIX}sentence"
        raise Refusal("invalid", f"{name}: {value!r} is not one of {known}", name) from None
