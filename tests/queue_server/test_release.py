"""Which release runs."""

from importlib import metadata

from queue_server import release


def test_a_source_tree_that_was_never_installed_has_no_version(monkeypatch):
    """It says so, in the same place."""

    def missing(_):
        raise metadata.PackageNotFoundError

    monkeypatch.setattr(release, "version", missing)

    assert release.release() == "unpackaged"
