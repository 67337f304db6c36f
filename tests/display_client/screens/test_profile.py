"""Profiles that leave nothing behind."""

import os
import stat

import pytest

from display_client.screens.profile import PREFIX, Profile


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def test_nobody_else_can_read_it():
    """The display's cookie is in it."""
    profile = Profile.fresh()

    assert stat.S_IMODE(profile.path.stat().st_mode) == 0o700
    profile.discard()
    assert not profile.path.exists()


def test_a_killed_program_s_profile_is_removed_by_the_next_one():
    """A computer that is switched off every evening would fill its disk."""
    killed = Profile.fresh()
    (killed.path / "Default").mkdir()
    os.close(killed.lock)  # what the kernel does for a killed program

    profile = Profile.fresh()

    assert not killed.path.exists()
    profile.discard()


def test_a_running_program_s_profile_stays():
    """Two displays on one computer."""
    one, other = Profile.fresh(), Profile.fresh()

    assert one.path.exists()
    for profile in (one, other):
        profile.discard()


def test_what_is_not_a_profile_stays(folder):
    """Names are no proof; a link could lead anywhere."""
    (folder / f"{PREFIX}notes").mkdir()
    (folder / "elsewhere").mkdir()
    (folder / "elsewhere" / "in-use").touch()
    (folder / f"{PREFIX}link").symlink_to(folder / "elsewhere")

    Profile.fresh().discard()

    assert (folder / f"{PREFIX}notes").exists()
    assert (folder / "elsewhere" / "in-use").exists()
