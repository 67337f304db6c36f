"""What passes by itself is told more softly than what needs somebody's hand."""

import logging

from queue_server.domain.errors import Refusal
from queue_server.usecases.ports.failures import RuleBroken, StorageError, StorageUnreachable, severity


def test_an_outage_is_a_warning_and_all_else_an_error():
    assert severity(StorageUnreachable("the server does not answer")) == logging.WARNING
    assert severity(StorageError("the disk is full")) == logging.ERROR
    assert severity(RuleBroken("two tickets at a counter")) == logging.ERROR


def test_work_that_a_stopping_server_leaves_is_no_error():
    """It is done after the next start; nobody has to do anything about it."""
    assert severity(Refusal("busy", "the server is stopping")) == logging.WARNING
    assert severity(Refusal("office_unknown", "there is no office x")) == logging.ERROR
