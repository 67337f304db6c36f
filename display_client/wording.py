"""What a display says, in Vietnamese and English. Pure."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["vi", "en"]


def text_in(language: Language, texts: dict[str, str]) -> str:
    """Return the text in a language, or what there is of it; empty without any."""
    return texts.get(language) or next(iter(texts.values()), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One language's words; ``{…}`` is filled in by the methods."""

    now_calling: str
    called: str
    nobody: str
    connecting: str
    offline: str
    online: str
    since: str
    age: tuple[str, str, str]
    """Seconds, minutes, hours."""
    waiting: str
    wait_minutes: str
    after_closing: str
    over_break: dict[str, str]
    """By what the board says about a wait that may end on either side of a break."""
    to_counter: str
    times: str
    states: dict[str, str]
    """Counter states that show no number."""
    this_display: str
    let_in: str
    """Asks for a new display's code to be entered."""
    refused: str
    closed_all: str
    """Services are closed for different reasons."""
    shut: dict[str, str]
    """Why a service gives no numbers."""
    again: str
    again_on: str
    """From when it gives numbers on another day."""

    def offline_badge(self, age_s: float | None) -> str:
        """Return the badge of a board that nobody may rely on."""
        return self.offline if age_s is None else f"{self.offline} · {self.since.format(age=self._age(age_s))}"

    def _age(self, age_s: float) -> str:
        seconds, minutes, hours = self.age
        if age_s < 60:
            return seconds.format(int(age_s))
        if age_s < 3600:
            return minutes.format(int(age_s // 60))
        return hours.format(int(age_s // 3600))


VIETNAMESE = Wording(
    now_calling="ĐANG MỜI SỐ",
    called="ĐÃ GỌI",
    nobody="Vui lòng chờ đến lượt",
    connecting="Đang kết nối với máy chủ…",
    offline="MẤT KẾT NỐI",
    online="đã kết nối",
    since="số liệu từ {age} trước",
    age=("{} giây", "{} phút", "{} giờ"),
    waiting="đang chờ",
    wait_minutes="khoảng {} phút",
    after_closing="có thể quá giờ làm việc",
    over_break={"perhaps_after": "có thể sau giờ nghỉ", "perhaps_before": "có thể ngay trước giờ nghỉ"},
    to_counter="Mời đến",
    times="lần {}",
    states={"closed": "đóng", "paused": "tạm nghỉ", "open": "sẵn sàng"},
    this_display="Màn hình này: {}",
    let_in="Màn hình mới. Mã để cho phép ở trang quản trị, mục Màn hình lúc này: {}",
    refused="Máy chủ từ chối màn hình này: {}",
    closed_all="Hiện không cấp số",
    shut={
        "switched_off": "Tạm ngừng",
        "day_off": "Hôm nay nghỉ",
        "closed_day": "Hôm nay nghỉ",
        "holiday": "Nghỉ lễ",
        "break": "Nghỉ trưa",
        "outside_hours": "Ngoài giờ làm việc",
        "quota_reached": "Đã hết số",
        "closing_soon": "Sắp hết giờ, ngừng cấp số",
    },
    again="lấy số lại từ {time}",
    again_on="lấy số lại từ {time} ngày {day}",
)

ENGLISH = Wording(
    now_calling="NOW CALLING",
    called="CALLED",
    nobody="Please wait for your number",
    connecting="Connecting to the server…",
    offline="OFFLINE",
    online="connected",
    since="as of {age} ago",
    age=("{} s", "{} min", "{} h"),
    waiting="waiting",
    wait_minutes="about {} min",
    after_closing="perhaps after closing time",
    over_break={"perhaps_after": "perhaps after the break", "perhaps_before": "perhaps before the break"},
    to_counter="Please go to",
    times="call {}",
    states={"closed": "closed", "paused": "paused", "open": "open"},
    this_display="This display: {}",
    let_in="New display. Let it in under Screens now in the back office with the code: {}",
    refused="The server refused this display: {}",
    closed_all="No numbers are given now",
    shut={
        "switched_off": "Closed at the moment",
        "day_off": "Closed today",
        "closed_day": "Closed today",
        "holiday": "Public holiday",
        "break": "Lunch break",
        "outside_hours": "Outside opening hours",
        "quota_reached": "All numbers are given out",
        "closing_soon": "Closing soon, no more numbers",
    },
    again="numbers again at {time}",
    again_on="numbers again at {time} on {day}",
)

WORDINGS: dict[Language, Wording] = {"vi": VIETNAMESE, "en": ENGLISH}
