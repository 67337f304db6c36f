"""Everything the pages say is said in every language, by the catalogues that are committed."""

import importlib.util
import re
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo

from queue_server.adapters.web.error_texts import ERROR_TEXTS
from queue_server.adapters.web.languages import LANGUAGES
from queue_server.contract.error_codes import ERROR_CODES

ROOT = Path(__file__).resolve().parents[4]
SPEC = importlib.util.spec_from_file_location("translations", ROOT / "tools/translations.py")
tool = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(tool)

CATALOGUES = sorted(tool.WEB.glob("translations/*/LC_MESSAGES/messages.po"))
PLACE = re.compile(r"%\(\w+\)s")


def forms(text):
    return tuple(text) if isinstance(text, tuple | list) else (text,)


def texts_of(catalogue):
    """Return the forms of every translation by the forms of its text."""
    return {forms(message.id): forms(message.string) for message in catalogue if message.id}


def test_every_language_but_the_sources_has_a_catalogue():
    assert {path.parts[-3] for path in CATALOGUES} == set(LANGUAGES) - {"en"}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_the_catalogue_has_exactly_the_texts_of_the_source(path):
    assert set(texts_of(tool.read(path))) == set(texts_of(tool.collect()))


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_nothing_is_untranslated(path):
    assert tool.missing(tool.read(path)) == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_the_compiled_catalogue_is_that_of_the_source(path):
    with path.with_suffix(".mo").open("rb") as file:
        compiled = texts_of(read_mo(file))

    assert compiled == texts_of(tool.read(path))


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_translations_have_the_places_of_their_texts(path):
    """A place that is missing swallows a number, one that is unknown shows its name."""
    for text, said in texts_of(tool.read(path)).items():
        for form in said:
            assert set(PLACE.findall(form)) == set(PLACE.findall(text[-1])), text


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_a_translation_has_no_percent_sign_that_its_text_has_not(path):
    """Templates fill places with %, so a bare one ends the page with an error, in that language alone."""
    wrong = [text for text, said in texts_of(tool.read(path)).items() if "%" in "".join(said) and "%" not in text[-1]]

    assert wrong == []


def test_every_refusal_has_a_sentence():
    assert set(ERROR_TEXTS) == set(ERROR_CODES)
    assert all(sentence.endswith(".") for sentence in ERROR_TEXTS.values())
