"""The server's sections of the configuration, and the example file."""

import re
import tomllib
from datetime import date, time
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from display_client.config import DisplaySettings, MatrixSettings
from firmware_bridge.config import BridgeSettings, LineSettings, UnitSettings, read_bridge_settings
from queue_server.config import (
    RedisSection,
    SecuritySection,
    ServerSection,
    VoiceSection,
    read_configuration,
)
from queue_server.config_booking import BookingSection
from queue_server.config_database import DatabaseSection
from queue_server.config_forward import ForwardSection
from queue_server.config_hours import HoursSection, KioskRulesSection
from queue_server.config_notify import NotifySection
from queue_server.config_office import CounterSection, GroupSection, OfficeSection, PolicySection, ServiceSection
from queue_server.config_phone import PhoneSection, RatingSection, ReasonSection
from queue_server.settings import SECTIONS, SettingsError, SettingsFile

EXAMPLE = Path(__file__).resolve().parents[2] / "config.example.toml"
SECTION_OF = {
    "server": ServerSection,
    "database": DatabaseSection,
    "redis": RedisSection,
    "security": SecuritySection,
    "voice": VoiceSection,
    "forward": ForwardSection,
    "notify": NotifySection,
    "office": OfficeSection,
    "office.hours": HoursSection,
    "office.kiosk": KioskRulesSection,
    "office.policy": PolicySection,
    "office.phone": PhoneSection,
    "office.rating": RatingSection,
    "office.rating.reason": ReasonSection,
    "office.priority_group": GroupSection,
    "office.service": ServiceSection,
    "office.counter": CounterSection,
    "bridge": BridgeSettings,
    "bridge.line": LineSettings,
    "bridge.line.unit": UnitSettings,
    "display": DisplaySettings,
    "display.matrix": MatrixSettings,
}
LEAST = '[office]\ncode = "a"\nname = "A"\n'
SERVICE = '[[office.service]]\ncode = "land"\nname = "Land"\nprefix = "A"\n'


def a_file(folder, text):
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def keys_in_example(section: str) -> dict[str, str]:
    """Return the keys of the first table of a section, commented ones too, with their values as text."""
    text = EXAMPLE.read_text(encoding="utf-8")
    start = re.search(rf"^\[+{re.escape(section)}\]+\n", text, re.MULTILINE).end()
    table = re.split(r"^\[", text[start:], maxsplit=1, flags=re.MULTILINE)[0]
    return dict(re.findall(r"^(?:# )?([a-z_]+) = (.*)$", table, re.MULTILINE))


@pytest.mark.parametrize("section", SECTION_OF)
def test_the_example_shows_every_key(section):
    """What the example doesn't show, nobody finds."""
    tables = {"service", "counter", "line", "unit", "policy", "priority_group", "matrix", "phone", "rating"}
    tables |= {"reason", "hours", "kiosk"} if section.startswith("office") else set()
    nested = tables if section in {"office", "office.rating", "bridge", "bridge.line", "display"} else set()
    wanted = {field.name for field in msgspec.structs.fields(SECTION_OF[section])} - nested

    assert set(keys_in_example(section)) == wanted


@pytest.mark.parametrize("section", SECTION_OF)
def test_the_example_shows_the_defaults(section):
    """Copying the example unchanged changes nothing, except where a key is marked as an example."""
    for field in msgspec.structs.fields(SECTION_OF[section]):
        shown = keys_in_example(section).get(field.name)
        if shown is None or "# example" in shown or field.default in (msgspec.NODEFAULT, None):
            continue
        value = tomllib.loads(f"value = {shown}")["value"]
        default = list(field.default) if isinstance(field.default, tuple) else field.default
        if section != "bridge.line.unit" or field.name != "keys":
            assert value == default, f"{section}.{field.name}"


def test_the_example_shows_every_key_of_booking_with_its_default():
    """It is one line, since a service has a table of its own."""
    shown = tomllib.loads(f"value = {keys_in_example('office.service')['booking'].partition('    #')[0]}")["value"]
    defaults = {field.name: field.default for field in msgspec.structs.fields(BookingSection)}

    assert set(shown) == set(defaults)
    assert {name: shown[name] for name in shown if name not in ("enabled", "blackout")} == {
        name: defaults[name] for name in defaults if name not in ("enabled", "blackout")
    }


def test_appointments_are_set_up_from_the_file(tmp_path):
    booking = 'booking = {enabled = true, capacity = 3, blackout = [2026-02-16], remind_at = "08:30"}\n'
    counter = '[[office.counter]]\ncode = "1"\nname = "1"\nservices = ["land"]\nappointments = 2\n'

    office = read_configuration(a_file(tmp_path, LEAST + SERVICE + booking + counter)).office

    rules = office.service("land").rules.booking
    assert (rules.enabled, rules.capacity, rules.blackout, rules.remind_at) == (
        True,
        3,
        (date(2026, 2, 16),),
        time(8, 30),
    )
    assert office.counter("1").appointments == 2
    with pytest.raises(SettingsError, match="capacity"):
        read_configuration(a_file(tmp_path, LEAST + SERVICE + "booking = {capacity = 0}\n"))


def test_the_example_is_valid_for_every_program():
    """A first configuration begins as a copy of it."""
    configuration = read_configuration(EXAMPLE)
    file = SettingsFile.read(EXAMPLE)

    assert configuration.office.code == "songcong"
    assert read_bridge_settings(file).line[0].unit[0].counter == "songcong:1"
    assert file.section("display", DisplaySettings).language == "vi"
    assert set(tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))) == SECTIONS


def test_relative_paths_start_at_the_file(tmp_path):
    """A service started by systemd has another working folder."""
    configuration = read_configuration(a_file(tmp_path, '[database]\nurl = "sqlite:///data/queue.db"\n'))

    assert configuration.database_url == f"sqlite:///{tmp_path}/data/queue.db"
    assert configuration.secret_file == tmp_path / "var/moiso.secret"


def test_a_password_file_goes_along_with_the_url(tmp_path):
    """All that opens databases is given one word; a secret is never in it."""
    url = "postgresql+psycopg://moiso@db/moiso"
    plain = read_configuration(a_file(tmp_path, f'[database]\nurl = "{url}"\n'))
    filed = read_configuration(a_file(tmp_path, f'[database]\nurl = "{url}"\npassword_file = "var/mật khẩu"\n'))

    assert plain.database_url == url
    assert sa.make_url(filed.database_url).query == {"password_file": f"{tmp_path}/var/mật khẩu"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[database]\nurl = "postgresql+psycopg://moiso:geheim@db/moiso"\n', ["[database]", "url", "password_file"]),
        ('[database]\nurl = "postgresql://db/moiso?password=x"\n', ["[database]", "url", "password_file"]),
        ('[database]\npassword_file = "x"\n', ["[database]", "password_file", "SQLite"]),
        ("[sever]\n", ["[sever]", "unknown section"]),
        ("[server]\nprot = 80\n", ["[server]", "prot"]),
        ("[server]\nport = 70000\n", ["[server]", "port", "65535"]),
        ('[server]\nport = "80"\n', ["[server]", "port", "int"]),
        ('[server]\ntrusted_proxies = ["nginx"]\n', ["[server]", "trusted_proxies", "nginx"]),
        ('[database]\nurl = "mysql://x"\n', ["[database]", "url"]),
        ('[security]\nissue_rate_limit = "many"\n', ["[security]", "issue_rate_limit"]),
        ("[voice]\nvolume = 3\n", ["[voice]", "volume"]),
        (LEAST + 'time_zone = "Mars/Base"\n', ["[office]", "time_zone", "Mars/Base"]),
        (LEAST + 'policy = "lottery"\n', ["[office]", "policy", "fifo, strict"]),
        (LEAST + 'day_start = "25:00"\n', ["[office]", "day_start"]),
        (LEAST + SERVICE.replace('"A"', '"O"'), ["service land", "prefix", "looks like 0"]),
        (LEAST + SERVICE + SERVICE, ["service.code", "land", "more than once"]),
        (LEAST + SERVICE + "first_number = 5\nlast_number = 3\n", ["service land", "last_number"]),
        (LEAST + SERVICE + SERVICE.replace("land", "tax") + "last_number = 9\n", ["share one range"]),
        (LEAST + SERVICE.replace('"Land"', '{en = "Land"}'), ["service land", "name", "vi"]),
        (
            LEAST + SERVICE + '[[office.counter]]\ncode = "1"\nname = "Q"\nservices = ["lnd"]\n',
            ["counter 1", "services", "lnd"],
        ),
        ("[server\n", ["not valid TOML"]),
    ],
)
def test_what_is_wrong_is_named_with_file_section_and_key(tmp_path, text, words):
    """The administrator finds the line without reading code."""
    path = a_file(tmp_path, text)

    with pytest.raises(SettingsError) as refused:
        read_configuration(path)

    for word in [str(path), *words]:
        assert word in str(refused.value)


def test_a_missing_file_is_named(tmp_path):
    """No traceback for a mistyped name."""
    with pytest.raises(SettingsError, match="cannot be read"):
        read_configuration(tmp_path / "nowhere.toml")


def test_the_password_of_redis_comes_from_its_file(tmp_path):
    """Configurations are copied around; secrets must not be."""
    (tmp_path / "redis.password").write_text("a b/c@d\n")
    file = a_file(tmp_path, '[redis]\nurl = "redis://moiso@db.example:6379/1"\npassword_file = "redis.password"\n')

    assert read_configuration(file).redis_url == "redis://moiso:a%20b%2Fc%40d@db.example:6379/1"


@pytest.mark.parametrize("text", ['url = "redis://:secret@db"', 'url = "http://db"', 'url = "redis://"'])
def test_a_redis_url_with_a_secret_or_of_another_kind_is_refused(tmp_path, text):
    with pytest.raises(SettingsError, match=r"config\.toml: \[redis\]: .*url"):
        read_configuration(a_file(tmp_path, f"[redis]\n{text}\n"))


def test_a_password_file_that_is_missing_is_named(tmp_path):
    with pytest.raises(SettingsError, match=r"redis\.password: cannot be read"):
        read_configuration(a_file(tmp_path, '[redis]\nurl = "redis://db"\npassword_file = "redis.password"\n'))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[security]\nissue_rate_limit = "often"', "[security]: issue_rate_limit: is written 30/second, minute, hour"),
        ('[database]\nurl = "mysql://db"', "[database]: url: is written sqlite:///file or postgresql+psycopg://"),
        ('[office]\ncode = "Ba Đình"\nname = "x"', "[office]: code: is written with small letters, digits, - and _"),
    ],
)
def test_a_wrong_form_is_refused_in_words(tmp_path, text, sentence):
    """Who sets up an office reads no regular expressions; the file and section are named once."""
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")

    with pytest.raises(SettingsError) as refused:
        read_configuration(tmp_path / "config.toml")

    assert str(refused.value).startswith(f"{tmp_path}/config.toml: {sentence}")
    assert "regex" not in str(refused.value)


def test_a_file_from_an_editor_of_windows_is_read_and_one_of_another_code_page_refused(tmp_path):
    """It puts a mark before the text, or writes what nobody else reads; both look right there."""
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xef\xbb\xbf[server]\r\nport = 8001\r\n")
    assert read_configuration(path).server.port == 8001

    path.write_bytes('[office]\r\nname = "Quán"'.encode("cp1258"))
    with pytest.raises(SettingsError, match="is not written in UTF-8"):
        read_configuration(path)
