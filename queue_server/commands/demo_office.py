"""The office that the demo shows."""

from pathlib import Path

OFFICE = "songcong"
OPERATOR = "demo"
PASSWORD = "moiso-demo"
"""The demo listens on this computer alone."""

SERVICES = ("civil", "land", "business", "social", "result")

_CONFIGURATION = """\
# Written by `queue-server demo`.
[server]
host = "127.0.0.1"
port = {port}
workbench_lines = {{line1 = "{control}"}}

[database]
url = "sqlite:///{folder}/moiso.db"

[security]
issue_rate_limit = "off"

[voice]
folder = "voice"

[office]
code = "songcong"
name = "Bộ phận Một cửa phường Sông Công"
time_zone = "Asia/Ho_Chi_Minh"
phone_tickets = true

[[office.service]]
code = "civil"
name = {{vi = "Hộ tịch – Chứng thực", en = "Civil status and certification"}}
prefix = "A"
fields = ["Hộ tịch", "Chứng thực", "Tư pháp", "Cư trú", "Căn cước"]
booking = {{enabled = true, capacity = 2}}

[[office.service]]
code = "land"
name = {{vi = "Đất đai – Môi trường", en = "Land and environment"}}
prefix = "B"
fields = ["Đất đai", "Xây dựng", "Môi trường và nông nghiệp"]
booking = {{enabled = true, slot_min = 30}}

[[office.service]]
code = "business"
name = {{vi = "Đăng ký kinh doanh", en = "Business registration"}}
prefix = "C"
fields = ["Đăng ký kinh doanh", "Thuế", "Văn hoá, thể thao và du lịch"]

[[office.service]]
code = "social"
name = {{vi = "Lao động – Thương binh – Xã hội", en = "Labour and social affairs"}}
prefix = "E"
fields = ["Lao động, người có công và xã hội", "Bảo hiểm", "Giáo dục và đào tạo"]

[[office.service]]
code = "result"
name = {{vi = "Trả kết quả", en = "Collect a result"}}
prefix = "H"
booking = {{slips = true}}
{counters}
[bridge]
server = "http://127.0.0.1:{port}"
token_file = "bridge.token"

[[bridge.line]]
name = "line1"
port = "{line}"
{units}
[display]
server = "http://127.0.0.1:{port}"
token_file = "display.token"
name = "demo display"
state_folder = "display"
"""

_COUNTER = """
[[office.counter]]
code = "{code}"
name = "Quầy {code}"
services = [{services}]
"""

_UNITS = """
[[bridge.line.unit]]
address = {code}
profile = "call-box"
counter = "songcong:{code}"
keys = {{1 = "next", 2 = "recall", 3 = "no_show", 4 = "hold"}}

[[bridge.line.unit]]
address = {led}
profile = "led-unit"
counter = "songcong:{code}"
"""

_COUNTER_SERVICES = {
    1: ("civil", "social", "result"),
    2: ("land", "civil"),
    3: ("business", "land", "social"),
    4: ("result", "civil", "business"),
}


def write_configuration(path: Path, port: int, line: Path, control: Path) -> None:
    """Write the configuration of the demo's server and bridge."""
    counters = "".join(
        _COUNTER.format(code=code, services=", ".join(f'"{service}"' for service in services))
        for code, services in _COUNTER_SERVICES.items()
    )
    units = "".join(_UNITS.format(code=code, led=100 + code) for code in _COUNTER_SERVICES)
    text = _CONFIGURATION.format(
        port=port, control=control, folder=path.parent, line=line, counters=counters, units=units
    )
    path.write_text(text, encoding="utf-8")
