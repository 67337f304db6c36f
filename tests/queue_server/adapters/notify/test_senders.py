"""Each channel against a real receiver: what arrives, and which failures are for ever."""

import json
import time
from contextlib import closing
from email import message_from_bytes, policy

import pytest
from cryptography.exceptions import InvalidSignature, InvalidTag

from queue_server.adapters.notify.mail import Mail, MailServer
from queue_server.adapters.notify.push import WebPush
from queue_server.adapters.notify.webhook import Webhook
from queue_server.domain.notifying import Channel, NoticeKind, signature
from queue_server.usecases.ports.notifying import TryAgain, Undeliverable
from tests.queue_server.adapters.notify.browser import Browser, signed_claims
from tests.queue_server.adapters.notify.receivers import Gateway, MailBox
from tests.queue_server.domain.test_notifying import a_message

TEXT, URL = "Mời số A001 đến Quầy 1.", "https://so.example.vn/t/token"
SMS = a_message(id="called-c1-webhook", channel=Channel.WEBHOOK, address="0912345678")
NOBODY = "http://127.0.0.1:9/sms"


@pytest.fixture
def gateway():
    with closing(Gateway()) as gateway:
        yield gateway


@pytest.fixture
def mailbox():
    with closing(MailBox()) as mailbox:
        yield mailbox


def webhook(url):
    return Webhook(url, "shared secret", lambda: 1772416800.9)


def test_a_gateway_gets_signed_json_with_the_message_s_id(gateway):
    webhook(gateway.url).send(SMS, "Một cửa", TEXT, URL)

    [(headers, body)] = gateway.taken
    assert json.loads(body) == {
        "id": "called-c1-webhook",
        "kind": "called",
        "to": "0912345678",
        "office": "songcong",
        "office_name": "Một cửa",
        "number": "A001",
        "place": "Quầy 1",
        "language": "vi",
        "text": TEXT,
        "url": URL,
        "of_use_until": "2026-03-02T01:10:00+00:00",
    }
    assert headers["Idempotency-Key"] == "called-c1-webhook"
    assert headers["X-Moiso-Timestamp"] == "1772416800"
    assert headers["X-Moiso-Signature"] == f"sha256={signature('shared secret', 1772416800, body)}"


@pytest.mark.parametrize(
    ("answer", "failure"),
    [(500, TryAgain), (503, TryAgain), (429, TryAgain), (None, TryAgain), (400, Undeliverable), (404, Undeliverable)],
)
def test_only_a_refusal_of_the_message_is_for_ever(gateway, answer, failure):
    gateway.answers = [answer]

    with pytest.raises(failure) as raised:
        webhook(gateway.url).send(SMS, "Một cửa", TEXT, URL)

    assert "0912345678" not in str(raised.value)
    assert "secret" not in str(raised.value)


def test_a_redirection_is_not_followed(gateway):
    """It would send a phone number to somewhere nobody chose."""
    gateway.answers = [302]

    with pytest.raises(Undeliverable):
        webhook(gateway.url).send(SMS, "Một cửa", TEXT, URL)


def test_a_gateway_that_is_away_is_tried_again():
    with pytest.raises(TryAgain):
        webhook(NOBODY).send(SMS, "Một cửa", TEXT, URL)


def mail(port, **fields):
    return Mail(MailServer(host="127.0.0.1", port=port, security="none", sender="so@example.vn", **fields))


def test_a_mail_has_the_text_the_address_and_a_stable_id(mailbox):
    mail(mailbox.port).send(a_message(), "Một cửa Sông Công", TEXT, URL)

    [raw] = mailbox.mails
    got = message_from_bytes(raw, policy=policy.default)
    assert (got["To"], got["From"]) == ("lan@example.vn", "so@example.vn")
    assert got["Subject"] == "Số A001 - Một cửa Sông Công"
    assert got["Message-ID"] == "<called-c1-mail@example.vn>"


def test_a_reminders_subject_names_the_appointment(mailbox):
    message = a_message(kind=NoticeKind.REMINDER, number="7KQF-2M9X", language="en")

    mail(mailbox.port).send(message, "Song Cong", TEXT, URL)

    got = message_from_bytes(mailbox.mails[0], policy=policy.default)
    assert got["Subject"] == "Your appointment 7KQF-2M9X - Song Cong"
    assert TEXT in got.get_content()
    assert URL in got.get_content()


@pytest.mark.parametrize(
    ("command", "refusal", "failure"),
    [
        ("RCPT", "550 nobody here", Undeliverable),
        ("RCPT", "451 later", TryAgain),
        ("DATA", "554 no", Undeliverable),
        ("MAIL", "421 too busy", TryAgain),
    ],
)
def test_what_a_mail_server_refuses_for_ever_is_not_tried_again(mailbox, command, refusal, failure):
    mailbox.refusals = {command: refusal}

    with pytest.raises(failure) as raised:
        mail(mailbox.port).send(a_message(), "Một cửa", TEXT, None)

    assert "lan@" not in str(raised.value)


def test_a_mail_server_that_is_away_is_tried_again():
    with pytest.raises(TryAgain):
        mail(9).send(a_message(), "Một cửa", TEXT, None)


@pytest.fixture(scope="module")
def push(tmp_path_factory):
    return WebPush(tmp_path_factory.mktemp("push") / "var" / "push.pem", "mailto:so@example.vn")


def pushed(address):
    return a_message(id="called-c1-push", channel=Channel.PUSH, address=address)


def test_a_push_is_read_by_its_browser_alone(push, gateway):
    """The service in between carries what it can't read; the browser gets text and the way to the ticket."""
    browser, another = Browser(), Browser()

    push.send(pushed(browser.subscription(gateway.url)), "Một cửa", TEXT, URL)

    [(headers, body)] = gateway.taken
    assert headers["Content-Encoding"] == "aes128gcm"
    assert headers["TTL"] == "600"
    assert json.loads(browser.read(body)) == {"id": "called-c1-push", "title": "Một cửa", "text": TEXT, "url": URL}
    with pytest.raises(InvalidTag):
        another.read(body)


def test_a_push_is_signed_with_the_key_that_browsers_subscribed_with(push, gateway):
    """RFC 8292: the service takes it from this server alone, and learns whom to ask."""
    push.send(pushed(Browser().subscription(gateway.url)), "Một cửa", TEXT, URL)

    [(headers, _)] = gateway.taken
    claims = signed_claims(headers["Authorization"], push.public_key)
    assert claims["aud"] == gateway.url.removesuffix("/sms")
    assert claims["sub"] == "mailto:so@example.vn"
    assert 0 < claims["exp"] - time.time() <= 24 * 3600
    head, said, signature = headers["Authorization"].split(".")
    with pytest.raises(InvalidSignature):
        signed_claims(f"{head}.{said[:-4]}fX19.{signature}", push.public_key)


def test_the_key_is_made_once_and_nobody_else_reads_it(tmp_path):
    """With another key all browsers would have to be asked anew."""
    file = tmp_path / "push.pem"
    first = WebPush(file, "mailto:so@example.vn").public_key

    assert WebPush(file, "mailto:so@example.vn").public_key == first
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("answer", "failure"), [(410, Undeliverable), (404, Undeliverable), (503, TryAgain)])
def test_a_subscription_that_is_over_is_not_tried_again(push, gateway, answer, failure):
    gateway.answers = [answer]

    with pytest.raises(failure):
        push.send(pushed(Browser().subscription(gateway.url)), "Một cửa", TEXT, URL)


@pytest.mark.parametrize("address", ["{", "{}", '{"endpoint": "https://x", "keys": {"p256dh": "a", "auth": "b"}}'])
def test_what_is_no_subscription_is_undeliverable(push, address):
    with pytest.raises(Undeliverable):
        push.send(pushed(address), "Một cửa", TEXT, URL)
