"""What passes by itself is told more softly than what needs somebody's hand."""

import logging

from queue_server.usecases.ports.failures import RuleBroken, StorageError, StorageUnreachable, severity


def test_an_outage_is_a_warning_and_all_else_an_error():
    assert severity(StorageUnreachable("the server does not answer")) == logging.WARNING
    assert severity(StorageError("the disk is full")) == logging.ERROR
    assert severity(RuleBroken("two tickets at a counter")) == logging.ERROR
