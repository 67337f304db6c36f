"""The words of announcements: numbers spelled, counters by number or by name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.announcement import CallKind, Sentence
from queue_server.domain.phrases import LANGUAGES, name_token, number_words, phrases, tokens


def test_a_number_is_spelled():
    """ "A012" read as a whole becomes "twelve"."""
    assert tokens("A012", CallKind.CALL, "Quầy 3") == ["invite", "letter-a", "n0", "n1", "n2", "counter", "n3"]


@pytest.mark.parametrize(
    ("sentence", "clips"),
    [
        (Sentence.SHORT, ["letter-a", "n7", "counter", "n3"]),
        (Sentence.TWICE, ["invite", "letter-a", "n7", "letter-a", "n7", "counter", "n3"]),
    ],
)
def test_an_office_chooses_how_much_is_said(sentence, clips):
    """Every form is made of the clips a bank has anyway."""
    assert tokens("A7", CallKind.CALL, "Quầy 3", sentence) == clips


def test_a_recall_says_that_it_is_one():
    assert tokens("B7", CallKind.RECALL, "Quầy 12") == ["again", "invite", "letter-b", "n7", "counter", "n12"]


@pytest.mark.parametrize(
    ("name", "clips"),
    [
        ("Quầy 1", ["counter", "n1"]),
        ("quầy số 05", ["counter", "n5"]),
        ("Counter 60", ["counter", "n60"]),
        ("Quầy 61", ["counter", "n6", "n1"]),
        ("Quầy A", ["counter", "letter-a"]),
        ("Quầy 3B", ["counter", "n3", "letter-b"]),
        ("Quầy Đ2", ["counter", "letter-d", "n2"]),
        ("Tiếp nhận", ["place", name_token("Tiếp nhận")]),
        ("Quầy ưu tiên", ["place", name_token("Quầy ưu tiên")]),
        ("Phòng 5", ["place", name_token("Phòng 5")]),
    ],
)
def test_a_counter_is_spoken_by_its_number_or_its_name(name, clips):
    """Names that are not numbers need clips of their own."""
    assert tokens("1", CallKind.CALL, name)[2:] == clips


def test_names_that_differ_in_a_mark_only_have_clips_of_their_own():
    assert len({name_token(name) for name in ("Tiếp nhận", "Tiệp nhận", "Tiep nhan")}) == 3
    assert name_token("Tiếp nhận").startswith("name-tiep-nhan-")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_a_list_that_can_be_recorded_in_an_hour(language):
    found = phrases(language, ["Quầy 1", "Tiếp nhận hồ sơ"])

    assert 70 <= len(found) <= 140
    assert len({one.token for one in found}) == len(found)
    assert all(one.text.strip() == one.text != "" for one in found)
    assert [(one.text, one.language) for one in found if one.token.startswith("name-")] == [("Tiếp nhận hồ sơ", "vi")]


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (0, "không", "zero"),
        (5, "năm", "five"),
        (10, "mười", "ten"),
        (15, "mười lăm", "fifteen"),
        (20, "hai mươi", "twenty"),
        (21, "hai mươi mốt", "twenty one"),
        (11, "mười một", "eleven"),
        (34, "ba mươi tư", "thirty four"),
        (55, "năm mươi lăm", "fifty five"),
    ],
)
def test_numbers_in_words(value, vi, en):
    assert (number_words(value, "vi"), number_words(value, "en")) == (vi, en)


@given(
    number=st.from_regex(r"[A-Z]{0,2}[0-9]{1,5}", fullmatch=True),
    kind=st.sampled_from(CallKind),
    name=st.text(min_size=1, max_size=60),
)
def test_whatever_is_called_every_clip_is_on_the_list(number, kind, name):
    """A clip that no bank has would leave a hole in the sentence."""
    for language in LANGUAGES:
        listed = {one.token for one in phrases(language, [name])}
        assert set(tokens(number, kind, name)) <= listed
