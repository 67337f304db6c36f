"""What messages to phones say, by language; short, since an SMS is."""

from queue_server.domain.notifying import Message, NoticeKind

TEXTS: dict[NoticeKind, dict[str, str]] = {
    NoticeKind.NEAR: {
        "vi": "{office}: số {number} sắp đến lượt, còn {place} người phía trước. Mời ông/bà vào phòng chờ.",
        "en": "{office}: number {number} is near, {place} ahead. Please come to the waiting room.",
    },
    NoticeKind.CALLED: {
        "vi": "{office}: mời số {number} đến {place}.",
        "en": "{office}: number {number}, please go to {place}.",
    },
    NoticeKind.REMINDER: {
        "vi": "{office}: nhắc lịch hẹn {number} lúc {place}.",
        "en": "{office}: your appointment {number} is at {place}.",
    },
}


def text_of(message: Message, office: str) -> str:
    """Return what a message says, in its language or else in Vietnamese."""
    texts = TEXTS[message.kind]
    template = texts.get(message.language) or texts["vi"]
    return template.format(office=office, number=message.number, place=message.place)
