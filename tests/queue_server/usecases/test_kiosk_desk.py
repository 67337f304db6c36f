"""Locking kiosks: seen by everybody, kept, and left alone by administrators."""

from dataclasses import replace

import pytest

from queue_server.domain.errors import Refusal
from queue_server.domain.kiosk import KioskLock
from queue_server.domain.operator import Operator, Role
from queue_server.usecases.administration import Administration, bare
from queue_server.usecases.board import Boards
from queue_server.usecases.comparing import tag_of
from queue_server.usecases.kiosk_desk import KioskDesk
from tests.usecase_lobby import OFFICE, UseCaseLobby

HALL = KioskLock(kiosk="hall", note="repair")


@pytest.fixture
def lobby():
    lobby = UseCaseLobby(people=0)
    lobby.kiosks = KioskDesk(lobby.memory.offices)
    return lobby


def test_a_locked_kiosk_gives_no_numbers_and_the_others_do(lobby):
    lobby.kiosks.lock(OFFICE, "lan", HALL)

    with pytest.raises(Refusal) as refused:
        lobby.issue(kiosk="hall")
    assert refused.value.code == "kiosk_locked"
    assert lobby.issue(kiosk="door").number == "A001"
    assert Boards(lobby.memory.reader, lobby.clock).board(OFFICE).kiosk_locks == (HALL,)


def test_a_repeated_lock_changes_nothing_and_unlocking_is_seen(lobby):
    lobby.kiosks.lock(OFFICE, "lan", HALL)
    revision = lobby.memory.reader.revision(OFFICE)

    lobby.kiosks.lock(OFFICE, "lan", HALL)
    same = lobby.memory.reader.revision(OFFICE)
    lobby.kiosks.unlock(OFFICE, "lan", None)

    assert same == revision
    assert lobby.memory.reader.revision(OFFICE) == revision + 1
    assert lobby.issue(kiosk="hall").number == "A001"


def test_an_administrator_s_change_neither_lifts_a_lock_nor_stumbles_over_it(lobby):
    """The office was read before the lock, and saved after it."""
    anna = Operator(id="anna", username="anna", name="Anna", role=Role.ADMINISTRATOR)
    administration = Administration(lobby.memory.offices, None, None)
    before = administration.change_office(anna, OFFICE, lambda office: office, None)
    lobby.kiosks.lock(OFFICE, "lan", HALL)

    administration.change_office(anna, OFFICE, lambda office: replace(office, name="Mới"), tag_of(bare(before)))

    office = lobby.memory.reader.office(OFFICE)
    assert (office.name, office.rules.kiosk_locks) == ("Mới", (HALL,))
