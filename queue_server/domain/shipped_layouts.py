"""The layouts every office has from the start; an office may keep its own under the same code."""

from collections.abc import Iterable

from queue_server.domain.errors import Refusal
from queue_server.domain.layout import Layout, Part, Zone


def _zones(*rows: tuple[Part, int, int, int, int]) -> tuple[Zone, ...]:
    """Return zones of (part, column, row, columns, rows)."""
    return tuple(
        Zone(part=part, column=column, row=row, columns=columns, rows=rows_)
        for part, column, row, columns, rows_ in rows
    )


TICKER = {
    "vi": (
        "Vui lòng giữ số thứ tự và chuẩn bị sẵn giấy tờ\n"
        "Ưu tiên người cao tuổi, người khuyết tật, phụ nữ mang thai và trẻ em dưới 36 tháng"
    ),
    "en": (
        "Please keep your number and have your papers ready\n"
        "Priority for elderly and disabled people, pregnant women and children under three"
    ),
}

CLASSIC = Layout(
    code="classic",
    name="Cổ điển: số đang gọi và danh sách",
    ticker=TICKER,
    landscape=_zones(
        (Part.HEADER, 0, 0, 24, 3),
        (Part.CALL, 0, 3, 14, 15),
        (Part.RECENT, 14, 3, 10, 15),
        (Part.WAITING, 0, 18, 24, 4),
        (Part.TICKER, 0, 22, 24, 2),
    ),
    portrait=_zones(
        (Part.HEADER, 0, 0, 24, 2),
        (Part.CALL, 0, 2, 24, 8),
        (Part.RECENT, 0, 10, 24, 8),
        (Part.WAITING, 0, 18, 24, 5),
        (Part.TICKER, 0, 23, 24, 1),
    ),
)

FOCUS = Layout(
    code="focus",
    name="Số lớn: nhìn rõ từ xa",
    languages=("vi",),
    landscape=_zones(
        (Part.HEADER, 0, 0, 24, 3),
        (Part.CALL, 0, 3, 24, 17),
        (Part.RECENT, 0, 20, 24, 4),
    ),
    portrait=_zones(
        (Part.HEADER, 0, 0, 24, 2),
        (Part.CALL, 0, 2, 24, 15),
        (Part.RECENT, 0, 17, 24, 7),
    ),
)

COUNTERS = Layout(
    code="counters",
    name="Bảng quầy: mỗi quầy một ô",
    ticker=TICKER,
    landscape=_zones(
        (Part.HEADER, 0, 0, 24, 3),
        (Part.COUNTERS, 0, 3, 24, 15),
        (Part.WAITING, 0, 18, 24, 4),
        (Part.TICKER, 0, 22, 24, 2),
    ),
    portrait=_zones(
        (Part.HEADER, 0, 0, 24, 2),
        (Part.COUNTERS, 0, 2, 24, 16),
        (Part.WAITING, 0, 18, 24, 5),
        (Part.TICKER, 0, 23, 24, 1),
    ),
)

MEDIA = Layout(
    code="media",
    name="Truyền thông: phim, ảnh và số đang gọi",
    ticker=TICKER,
    recent=4,
    landscape=_zones(
        (Part.HEADER, 0, 0, 24, 3),
        (Part.MEDIA, 0, 3, 15, 15),
        (Part.CALL, 15, 3, 9, 10),
        (Part.RECENT, 15, 13, 9, 9),
        (Part.WAITING, 0, 18, 15, 4),
        (Part.TICKER, 0, 22, 24, 2),
    ),
    portrait=_zones(
        (Part.HEADER, 0, 0, 24, 2),
        (Part.MEDIA, 0, 2, 24, 7),
        (Part.CALL, 0, 9, 24, 7),
        (Part.RECENT, 0, 16, 24, 4),
        (Part.WAITING, 0, 20, 24, 3),
        (Part.TICKER, 0, 23, 24, 1),
    ),
)

TOTEM = Layout(
    code="totem",
    name="Màn hình đứng: số, quầy và hàng chờ",
    ticker=TICKER,
    recent=4,
    landscape=_zones(
        (Part.HEADER, 0, 0, 24, 3),
        (Part.CALL, 0, 3, 12, 13),
        (Part.COUNTERS, 12, 3, 12, 13),
        (Part.RECENT, 0, 16, 12, 6),
        (Part.WAITING, 12, 16, 12, 6),
        (Part.TICKER, 0, 22, 24, 2),
    ),
    portrait=_zones(
        (Part.HEADER, 0, 0, 24, 2),
        (Part.CALL, 0, 2, 24, 8),
        (Part.COUNTERS, 0, 10, 24, 6),
        (Part.RECENT, 0, 16, 24, 3),
        (Part.WAITING, 0, 19, 24, 4),
        (Part.TICKER, 0, 23, 24, 1),
    ),
)

PHONE = Layout(
    code="phone",
    name="Lấy số bằng điện thoại: mã QR và số đang gọi",
    ticker=TICKER,
    recent=4,
    landscape=_zones(
        (Part.HEADER, 0, 0, 24, 3),
        (Part.CALL, 0, 3, 15, 15),
        (Part.RECENT, 15, 3, 9, 7),
        (Part.ENTRANCE, 15, 10, 9, 12),
        (Part.WAITING, 0, 18, 15, 4),
        (Part.TICKER, 0, 22, 24, 2),
    ),
    portrait=_zones(
        (Part.HEADER, 0, 0, 24, 2),
        (Part.CALL, 0, 2, 24, 7),
        (Part.RECENT, 0, 9, 24, 4),
        (Part.ENTRANCE, 0, 13, 24, 6),
        (Part.WAITING, 0, 19, 24, 4),
        (Part.TICKER, 0, 23, 24, 1),
    ),
)

SHIPPED = (CLASSIC, FOCUS, COUNTERS, MEDIA, TOTEM, PHONE)


def available(stored: Iterable[Layout]) -> list[Layout]:
    """Return the layouts of an office: its own stand in for shipped ones of the same code, then the rest by name."""
    own = {one.code: one for one in stored}
    shipped = [own.pop(one.code, one) for one in SHIPPED]
    return shipped + sorted(own.values(), key=lambda one: (one.name, one.code))


def chosen(layouts: list[Layout], code: str) -> Layout:
    """Return the layout of a code, the first one for no code.

    Raises:
        Refusal: invalid, for a code no layout has.
    """
    for one in layouts:
        if code in ("", one.code):
            return one
    raise Refusal("invalid", f"layout: {code!r} is not one of {', '.join(one.code for one in layouts)}", "layout")
