"""What a speaker is told beside the calls: who speaks, and how loud."""

import pytest

from display_client.announcer_desk import AnnouncerDesk
from display_client.announcer_memory import AnnouncerMemory
from queue_server.contract.audio import AudioAnswer


@pytest.fixture
def desk(tmp_path):
    memory = AnnouncerMemory(tmp_path / "m.json")
    return AnnouncerDesk(memory=memory, play=lambda call, repeats: None, stop=lambda: None, wall_s=0.0)


def answered(desk, volume):
    answer = AudioAnswer(master=True, zone="", volume=volume, rivals=0, ended=[], at="2026-03-02T08:00:00+07:00")
    desk.answered(answer, 0.0, 0.0, 0.1)
    return desk.volume


def test_an_ordered_loudness_lasts_until_the_display_is_set_up_otherwise(desk):
    """The server says every three seconds how loud the display is set up."""
    assert answered(desk, 80) == pytest.approx(0.8)

    desk.order(0.3)

    assert answered(desk, 80) == pytest.approx(0.3)
    assert answered(desk, 60) == pytest.approx(0.6)
