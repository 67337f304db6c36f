"""Files that describe many offices."""

import pytest

from queue_server.config_offices import read_offices
from queue_server.settings import SettingsError

COMMON = """
[common]
phone_tickets = true
[[common.service]]
code = "land"
name = "Đất đai"
prefix = "A"
[[common.counter]]
code = "1"
name = "Quầy 1"
services = ["land"]
"""
TWO = """
[[office]]
code = "tan-lap"
name = "Xã Tân Lập"
[[office]]
code = "hoa-binh"
name = "Xã Hoà Bình"
phone_tickets = false
[[office.counter]]
code = "9"
name = "Quầy 9"
services = ["land"]
"""


def a_file(folder, text, name="offices.toml"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_offices_share_what_is_common_and_replace_it_by_their_own(tmp_path):
    """180 communes have the same services; few have other counters."""
    first, second = read_offices(a_file(tmp_path, COMMON + TWO))

    assert (first.code, first.phone_tickets, [one.code for one in first.services]) == ("tan-lap", True, ["land"])
    assert [one.id for one in first.counters] == ["tan-lap-1"]
    assert (second.phone_tickets, [one.id for one in second.counters]) == (False, ["hoa-binh-9"])


def test_a_file_as_the_configuration_has_it_describes_one_office(tmp_path):
    """So an office's own configuration can be imported."""
    (office,) = read_offices(a_file(tmp_path, '[office]\ncode = "a"\nname = "A"\n'))

    assert office.code == "a"


def test_a_folder_counts_with_all_its_files(tmp_path):
    """One file for each district is handy."""
    a_file(tmp_path, '[office]\ncode = "b"\nname = "B"\n', "2.toml")
    a_file(tmp_path, '[office]\ncode = "a"\nname = "A"\n', "1.toml")
    a_file(tmp_path, "no TOML", "readme.txt")

    assert [one.code for one in read_offices(tmp_path)] == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ["[[office]]", "no office"]),
        ("[[office]]\n", ["[office 1]", "code"]),
        (COMMON + TWO.replace('"Xã Hoà Bình"', "7"), ["[office 2 hoa-binh]", "name", "str"]),
        (TWO, ["[office 2 hoa-binh]", "counter 9: services", "'land'"]),
        ('[common]\ncode = "a"\n[[office]]\nname = "A"\n', ["[common]", "code", "phone_tickets"]),
        ('[common]\nfloor = 1\n[[office]]\ncode = "a"\nname = "A"\n', ["[common]", "floor"]),
        ('[[office]]\ncode = "a"\nname = "A"\nfloor = 1\n', ["[office 1 a]", "floor"]),
        ('[[office]]\ncode = "a"\nname = "A"\n[[office]]\ncode = "a"\nname = "B"\n', ["code", "'a'", "already"]),
        ("[server]\nport = 1\n", ["[server]", "[common]"]),
        ("[[office]\n", ["TOML"]),
        ("common = 1\n[[office]]\n", ["[common]", "table"]),
        ("office = [1]\n", ["[office 1]", "table"]),
    ],
)
def test_what_is_wrong_is_named_by_file_section_and_key(tmp_path, text, words):
    """Whoever wrote 209 sections finds the one that is wrong."""
    path = a_file(tmp_path, text)

    with pytest.raises(SettingsError) as caught:
        read_offices(path)

    assert str(path) in str(caught.value)
    assert all(word in str(caught.value) for word in words)


def test_the_same_code_in_two_files_is_refused(tmp_path):
    """Else it would depend on the order of files which one counts."""
    a_file(tmp_path, '[office]\ncode = "a"\nname = "A"\n', "1.toml")
    a_file(tmp_path, '[office]\ncode = "a"\nname = "A"\n', "2.toml")

    with pytest.raises(SettingsError, match=r"2\.toml.*'a'.*1\.toml"):
        read_offices(tmp_path)


def test_a_folder_without_files_and_a_missing_file_are_named(tmp_path):
    """A wrong path must not look like an empty province."""
    with pytest.raises(SettingsError, match=r"no \.toml file"):
        read_offices(tmp_path)
    with pytest.raises(SettingsError, match=r"nowhere\.toml: cannot be read"):
        read_offices(tmp_path / "nowhere.toml")
