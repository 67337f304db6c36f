"""Ratings of offices with a box of their own reach the province by the log, without words."""

from contextlib import closing
from dataclasses import replace

from queue_server.adapters.db.database import open_database
from queue_server.domain.rating import Verdict, was_served
from queue_server.usecases.forwarding import Forwarding
from queue_server.usecases.rating import Ratings
from tests.builders import FixedClock, an_office
from tests.forwarded_office import BoxedOffice, Direct
from tests.ticket_builders import MORNING

CODE = "tan-lap"


def test_the_province_knows_scores_and_reasons_and_no_words(tmp_path):
    """Its reports are about all offices; texts may name people and stay where they were written."""
    clock = FixedClock(MORNING)
    province = open_database(f"sqlite:///{tmp_path}/province.db", clock, lambda _: None)
    box = BoxedOffice(CODE, tmp_path, clock)
    with closing(province), closing(box):
        province.setup.add_office(an_office(code=CODE), "tests")
        box.work(150)
        here = box.database
        served = next(
            one for one in here.reader.tickets(CODE, (), None, 1000) if any(map(was_served, one.progress.legs))
        )
        ratings = Ratings(here.offices, here.reader, here.ratings, clock)
        ratings.rate(CODE, served.id, Verdict(score=3))
        ratings.rate(CODE, served.id, Verdict(score=1, reasons=("waiting",), comment="chờ lâu"))

        forwarding = Forwarding(here.log, Direct(province.copies), clock, CODE)
        while forwarding.step():
            pass

        [own] = here.ratings.since(CODE, MORNING)
        assert (own.score, own.comment) == (1, "chờ lâu")
        assert list(province.ratings.since(CODE, MORNING)) == [replace(own, comment=None)]
