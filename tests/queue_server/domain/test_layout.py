"""A layout that can be stored can be shown."""

from dataclasses import replace
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.errors import Refusal
from queue_server.domain.layout import (
    GRID,
    LEAST_LANDSCAPE,
    LEAST_PORTRAIT,
    Layout,
    Part,
    Zone,
    check_layout,
    portrait_zones,
)
from queue_server.domain.shipped_layouts import CLASSIC, SHIPPED, available, chosen
from tests.builders import an_office

OFFICE = an_office(services=("land", "civil"), counters=("1", "2"))
LANGUAGES = ("vi", "en")


def refused_field(layout):
    with pytest.raises(Refusal) as refused:
        check_layout(layout, OFFICE, LANGUAGES)
    assert refused.value.code == "invalid"
    return refused.value.field


def moved(part, **places):
    """Return the classic layout with one zone elsewhere."""
    zones = tuple(replace(zone, **places) if zone.part is part else zone for zone in CLASSIC.landscape)
    return replace(CLASSIC, landscape=zones)


@pytest.mark.parametrize("layout", SHIPPED, ids=lambda one: one.code)
def test_shipped_layouts_keep_their_own_rules(layout):
    check_layout(layout, OFFICE, LANGUAGES)


@pytest.mark.parametrize("layout", SHIPPED, ids=lambda one: one.code)
def test_a_wide_screen_s_zones_can_be_stacked_on_a_tall_one(layout):
    """Who edits the wide screen only still gets a tall one that can be read."""
    check_layout(replace(layout, portrait=portrait_zones(replace(layout, portrait=()))), OFFICE, LANGUAGES)


@given(parts=st.permutations(list(Part)), count=st.integers(2, 7))
def test_stacked_zones_fill_the_screen_without_a_gap(parts, count):
    zones = tuple(Zone(part=part, column=0, row=row, columns=24, rows=3) for row, part in enumerate(parts[:count]))

    stacked = portrait_zones(replace(CLASSIC, landscape=zones, portrait=()))

    assert [zone.part for zone in stacked] == [zone.part for zone in zones]
    ends = [zone.row + zone.rows for zone in stacked]
    assert [zone.row for zone in stacked] == [0, *ends[:-1]]
    assert ends[-1] == GRID
    assert all(zone.rows > 0 for zone in stacked)


def test_zones_may_touch_but_not_lie_over_each_other():
    assert refused_field(moved(Part.RECENT, column=13)) == "landscape.recent"


@pytest.mark.parametrize("places", [{"row": 23}, {"column": -1}, {"column": 20, "columns": 10}])
def test_zones_lie_within_the_grid(places):
    assert refused_field(moved(Part.WAITING, **places)) == "landscape.waiting"


@pytest.mark.parametrize("part", list(Part))
def test_no_zone_is_too_small_to_be_read(part):
    for least, name in ((LEAST_LANDSCAPE, "landscape"), (LEAST_PORTRAIT, "portrait")):
        columns, rows = least[part]
        zones = (Zone(part=part, column=0, row=0, columns=columns - 1, rows=rows),)
        assert refused_field(replace(CLASSIC, **{name: zones})) == f"{name}.{part}"


def test_a_part_is_shown_once():
    twice = (*CLASSIC.landscape[:-1], replace(CLASSIC.landscape[-1], part=Part.HEADER))

    assert refused_field(replace(CLASSIC, landscape=twice)) == "landscape.header"


@pytest.mark.parametrize("without", [{Part.HEADER}, {Part.CALL}])
def test_people_always_see_the_header_and_where_they_are_called(without):
    zones = tuple(zone for zone in CLASSIC.landscape if zone.part not in without)

    assert refused_field(replace(CLASSIC, landscape=zones)) == "landscape"


@pytest.mark.parametrize(
    "wrong",
    [
        {"services": ("land", "nowhere")},
        {"services": ("land", "land")},
        {"counters": ("9",)},
        {"languages": ()},
        {"languages": ("vi", "fr")},
        {"languages": ("vi", "vi")},
        {"ticker": {"fr": "bonjour"}},
        {"ticker": {"vi": "x" * 601}},
        {"recent": 0},
        {"recent": 13},
        {"media": tuple(map(str, range(201)))},
        {"dark_until": time(6)},
    ],
    ids=str,
)
def test_what_can_t_be_shown_is_refused_by_field(wrong):
    assert refused_field(replace(CLASSIC, **wrong)) == next(iter(wrong))


def test_an_own_layout_stands_in_for_a_shipped_one_of_its_code():
    own = replace(CLASSIC, name="Của chúng tôi")
    other = replace(CLASSIC, code="phong-cho-2", name="Phòng chờ 2")

    layouts = available([other, own])

    assert [one.code for one in layouts] == [*(one.code for one in SHIPPED), "phong-cho-2"]
    assert layouts[0] is own
    assert chosen(layouts, "") is own
    assert chosen(layouts, "phong-cho-2") is other


def test_an_unknown_layout_is_refused_with_the_known_ones():
    with pytest.raises(Refusal, match="'none' is not one of classic, focus"):
        chosen(list(SHIPPED), "none")


def test_values_are_frozen():
    assert isinstance(CLASSIC, Layout)
    with pytest.raises(AttributeError):
        CLASSIC.code = "x"
