"""Two offices for the pages: a usual one, and one whose every text is as long as texts get in real catalogues."""

NGHIADO = """
[office]
code = "nghiado"
name = "Trung tâm Phục vụ hành chính công phường Nghĩa Đô"
phone_tickets = true
issue_to_call_pause_s = 0
no_show_after_s = 0.0

[[office.service]]
code = "civil"
name = {vi = "Hộ tịch – Chứng thực", en = "Civil status, certification"}
prefix = "A"
fields = ["Hộ tịch", "Chứng thực", "Tư pháp"]

[[office.service]]
code = "land"
name = {vi = "Đất đai – Môi trường", en = "Land and environment"}
prefix = "H"
fields = ["Đất đai", "Môi trường và nông nghiệp"]

[[office.service]]
code = "building"
name = {vi = "Xây dựng – Đô thị", en = "Building and planning"}
prefix = "L"
fields = ["Xây dựng"]

[[office.service]]
code = "business"
name = {vi = "Đăng ký kinh doanh", en = "Business registration"}
prefix = "B"
fields = ["Đăng ký kinh doanh", "Thuế"]

[[office.service]]
code = "labour"
name = {vi = "Lao động – Thương binh – Xã hội", en = "Labour, invalids and social affairs"}
prefix = "C"
fields = ["Lao động, người có công và xã hội", "Bảo hiểm"]

[[office.service]]
code = "residence"
name = {vi = "Cư trú – Căn cước", en = "Residence and identity"}
prefix = "E"
open = false

[[office.counter]]
code = "1"
name = "Quầy 1"
services = ["civil", "land"]

[[office.counter]]
code = "2"
name = "Quầy 2"
services = ["land", "building"]

[[office.counter]]
code = "3"
name = "Quầy 3"
services = ["civil", "business"]

[[office.counter]]
code = "4"
name = "Quầy 4"
services = ["labour"]

[[office.counter]]
code = "5"
name = "Phòng 12 – Tiếp công dân"
services = ["labour", "business"]
"""

LONGEST_CODE = "bachlongvi"

_LONGEST_SERVICES = (
    ("Lao động – Thương binh và Xã hội, Bảo trợ xã hội", "Labour, invalids, social affairs and protection"),
    ("Giải quyết khiếu nại, tố cáo, tiếp công dân", "Complaints, denunciations and citizen reception"),
    ("Đăng ký kinh doanh hộ cá thể và hợp tác xã", "Registration of household businesses and cooperatives"),
    ("Nông nghiệp và Phát triển nông thôn", "Agriculture and rural development"),
    ("Tài nguyên, Khoáng sản và Môi trường", "Natural resources, minerals and environment"),
    ("Văn hoá, Thể thao, Du lịch và Thông tin", "Culture, sports, tourism and information"),
    ("Đất đai – Môi trường", "Land and environment"),
    ("Trả kết quả", "Collect a result"),
)
_LONGEST_COUNTERS = ("Quầy 12", "Phòng 204 – Tiếp công dân tầng 2", "Bàn trả kết quả liên thông")


def longest_office() -> str:
    """Return the sections of the office with the longest texts and four-digit numbers; its sixth service is closed."""
    codes = [f"s{index}" for index in range(len(_LONGEST_SERVICES))]
    sections = [
        f'[office]\ncode = "{LONGEST_CODE}"\n'
        'name = "Trung tâm Phục vụ hành chính công Uỷ ban nhân dân huyện đảo Bạch Long Vĩ"\nphone_tickets = true\n'
    ]
    for code, prefix, (vi, en) in zip(codes, "AHLBCEFP", _LONGEST_SERVICES, strict=True):
        is_open = str(code != "s5").lower()
        sections.append(
            f'[[office.service]]\ncode = "{code}"\nname = {{vi = "{vi}", en = "{en}"}}\nprefix = "{prefix}"\n'
            f"first_number = 1000\nopen = {is_open}\n"
        )
    for number, name in enumerate(_LONGEST_COUNTERS, 1):
        sections.append(f'[[office.counter]]\ncode = "{number}"\nname = "{name}"\nservices = {codes}\n')
    return "\n".join(sections)
