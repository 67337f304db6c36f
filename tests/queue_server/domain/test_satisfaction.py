"""Many ratings tell something together, and never what one person said."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.reporting import Grouping
from queue_server.domain.satisfaction import NOTHING, Satisfaction
from tests.queue_server.domain.test_rating import a_rating


def told(grouping, ratings, least=1):
    report = Satisfaction(grouping, least)
    report.take("songcong", ratings)
    return report


def of(service="land", *scores, **fields):
    return [replace(a_rating(score=score), service=service, **fields) for score in scores]


def test_figures_are_those_of_their_definitions():
    report = told(Grouping.SERVICE, of("land", 5, 4, 3, 2, 1, 5))

    figures = report.total().figures
    assert figures["ratings"] == 6
    assert figures["score_mean"] == 3.33
    assert (figures["satisfied_percent"], figures["dissatisfied_percent"]) == (50.0, 33.3)
    assert [figures[f"score_{one}"] for one in (1, 2, 3, 4, 5)] == [1, 1, 1, 1, 2]


def test_groups_are_told_apart():
    ratings = [*of("land", 5), *of("civil", 1, reasons=("waiting", "fees")), *of("land", 3, counter="2")]

    def groups(grouping):
        return {row.group: row.figures["ratings"] for row in told(grouping, ratings).rows()}

    assert groups(Grouping.SERVICE) == {"civil": 1, "land": 2}
    assert groups(Grouping.COUNTER) == {"songcong:1": 2, "songcong:2": 1}
    assert groups(Grouping.OPERATOR) == {"lan": 3}
    assert groups(Grouping.REASON) == {"fees": 1, "waiting": 1}
    assert groups(Grouping.DAY) == {"2026-03-02": 3}
    assert groups(Grouping.OFFICE) == {"songcong": 3}


def test_procedures_are_told_apart_the_most_rated_first():
    """Hidden ones come last by code, so that their place tells nothing."""
    ratings = [
        *of("land", 5, 5, procedure="b"),
        *of("land", 1, 2, 3, procedure="c"),
        *of("land", 4, procedure="z"),
        *of("land", 4, procedure="a"),
        *of("land", 3, 3, 3, 3, procedure=None),
    ]

    rows = told(Grouping.PROCEDURE, ratings, least=2).rows()

    assert [(row.group, row.figures["ratings"]) for row in rows] == [
        ("", 4),
        ("c", 3),
        ("b", 2),
        ("a", None),
        ("z", None),
    ]


def test_few_ratings_stay_hidden():
    """With one rating, the mean is what somebody said."""
    report = told(Grouping.SERVICE, [*of("land", 1, 1), *of("civil", 2, 2), *of("tax", 5, 5, 5, 5, 5)], least=5)

    assert [row.figures == NOTHING for row in report.rows()] == [True, True, False]
    assert report.total().figures["ratings"] == 9
    assert told(Grouping.SERVICE, of("land", 1), least=5).total().figures == NOTHING


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 8), min_size=1), st.integers(1, 6))
def test_the_total_less_what_is_shown_is_never_one_small_group(sizes, least):
    """Otherwise a subtraction tells what the table hides."""
    report = told(Grouping.SERVICE, [one for name, size in sizes.items() for one in of(name, *[3] * size)], least)

    hidden = [row.group for row in report.rows() if row.figures == NOTHING]

    assert all(row.figures["ratings"] >= least for row in report.rows() if row.group not in hidden)
    assert len(hidden) != 1 or len(sizes) == 1
