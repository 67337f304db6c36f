"""What a serving process says when it can't begin."""

import socket

import pytest

from queue_server.commands.failure import Failure
from queue_server.commands.serving import listen
from queue_server.config import read_configuration


def test_a_port_that_is_taken_is_one_sentence_with_file_and_section(tmp_path):
    """Starting it twice is the commonest mistake; a traceback helps nobody then."""
    path = tmp_path / "config.toml"
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        path.write_text(f"[server]\nport = {port}\n")

        with pytest.raises(Failure, match="another program listens there already") as refused:
            listen(read_configuration(path))

    assert str(refused.value).startswith(f"{path}: [server]: Cannot listen on 127.0.0.1:{port}")
