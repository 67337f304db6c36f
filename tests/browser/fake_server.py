"""A small server with the real pages and the contract's API over the fake office; pages can't tell the difference."""

import logging
import secrets
import threading
from functools import partial

from flask import Flask, jsonify, make_response, request, session
from flask_socketio import SocketIO, join_room
from werkzeug.serving import make_server

from queue_server.adapters.web.page_headers import secure
from queue_server.adapters.web.page_sources import PageSources, TicketMove, TicketPage
from queue_server.adapters.web.pages import message_page, register_pages
from queue_server.contract.messages import TicketStatus, WaitRange
from queue_server.domain.errors import Refusal
from queue_server.domain.operator import Operator, Role
from tests.browser.fake_counter import act
from tests.browser.fake_office import FakeOffice, stamp, the_longest_office
from tests.browser.fake_units import add_units

HOA = Operator(id="op1", username="hoa", name="Nguyễn Thị Hoa", role=Role.SUPERVISOR)
NAM = Operator(id="op2", username="nam", name="Trần Văn Nam", role=Role.OPERATOR)
PASSWORD = "mot-cua-2026"
STATUS = {"ticket_unknown": 404, "office_unknown": 404, "counter_unknown": 404, "unauthorized": 401, "invalid": 422}
BEAT_S = 1.0


class FakeServer:
    def __init__(self):
        self.offices = {one.office.code: one for one in (FakeOffice(), the_longest_office())}
        self.tokens = set()
        self.app = Flask(__name__, static_folder=None)
        self.app.secret_key = secrets.token_bytes(16)
        self.socketio = SocketIO(self.app, async_mode="threading", cors_allowed_origins=[])
        register_pages(self.app, self._sources())
        self._add_api()
        self._add_sockets()
        add_units(self.app)
        logging.getLogger("werkzeug").setLevel(logging.WARNING)
        self._server = make_server("127.0.0.1", 0, self.app, threaded=True)
        self.url = f"http://127.0.0.1:{self._server.port}"
        self._stop = threading.Event()
        for office in self.offices.values():
            office.listeners.append(self._publish)

    def start(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        threading.Thread(target=self._beat, daemon=True).start()

    def stop(self):
        self._stop.set()
        self._server.shutdown()

    # --- pages ---

    def _sources(self):
        return PageSources(
            offices=lambda: [one.office for one in self.offices.values()],
            office=lambda code: self._office(code).office,
            ticket=self._ticket_page,
            move_ticket=self._move,
            ticket_url=lambda token: f"https://so.nghiado.example/t/{token}",
            credential=lambda: HOA if session.get("operator") else None,
            staff=lambda code: [HOA, NAM],
            sign_in=self._sign_in,
            sign_out=lambda: session.pop("operator", None),
            csrf_token=self._csrf,
            csrf_valid=lambda token: token == session.get("csrf"),
            workbench=True,
        )

    def _csrf(self):
        return session.setdefault("csrf", secrets.token_hex(8))

    def _sign_in(self, username, password):
        if (username, password) != (HOA.username, PASSWORD):
            raise Refusal("unauthorized", "wrong")
        session["operator"] = username

    def _office(self, code):
        if code not in self.offices:
            raise Refusal("office_unknown", code)
        return self.offices[code]

    def _find(self, token):
        found = ((one, one.by_token(token)) for one in self.offices.values())
        return next(((office, ticket) for office, ticket in found if ticket), (None, None))

    def _ticket_page(self, token):
        office, ticket = self._find(token)
        if ticket is None:
            return None
        status = office.status(ticket)
        wait = status.pop("expected_wait_s")
        message = TicketStatus(**status, expected_wait_s=WaitRange(**wait) if wait else None)
        return TicketPage(status=message, office=office.office.code, language=ticket.language)

    def _move(self, token, move):
        office, ticket = self._find(token)
        after = {TicketMove.CANCEL: "cancelled", TicketMove.LATE: "held", TicketMove.BACK: "waiting"}[move]
        if ticket.state not in ("waiting", "held"):
            raise Refusal("illegal_transition", ticket.state)
        ticket.state = after
        office.changed("ticket_moved")

    # --- API ---

    def _add_api(self):
        api = "/api/v1"
        rules = [
            ("GET", "/offices/<code>", self._get_office),
            ("GET", "/offices/<code>/board", lambda code: self._office(code).board()),
            ("GET", "/offices/<code>/tickets", self._get_tickets),
            ("POST", "/offices/<code>/tickets", self._issue),
            ("POST", "/sessions", self._session),
            ("POST", "/counters/<code>:<counter>/<action>", self._act),
            ("POST", "/tickets/<ticket_id>/<action>", self._ticket_action),
        ]
        for method, path, view in rules:
            self.app.add_url_rule(api + path, f"{method} {path}", view, methods=[method])
        self.app.register_error_handler(Refusal, _problem)
        for status, code in ((404, "not_found"), (500, "server_error")):
            page = partial(_error_page, code, status)
            self.app.register_error_handler(status, page)

    def _get_office(self, code):
        office = self._office(code)
        services = [
            office.service_view(one) | {"open": one.open, "prefix": one.prefix} for one in office.office.services
        ]
        counters = [
            office.counter_view(one) | {"reason": office.reasons.get(one.code)} for one in office.office.counters
        ]
        return {"office": code, "name": office.office.name, "services": services, "counters": counters}

    def _get_tickets(self, code):
        self._staff_only()
        states = request.args.getlist("state")
        listed = [one for one in self._office(code).tickets.values() if not states or one.state in states]
        return {"tickets": [_listed(one) for one in listed]}

    def _issue(self, code):
        office, key = self._office(code), request.headers["Idempotency-Key"]
        if key in office.answers:
            return office.answers[key], 201, {"Idempotent-Replayed": "true"}
        wish = request.get_json()
        ticket = office.issue(wish["service"], wish.get("priority_class", "normal"), wish.get("language", "vi"))
        answer = office.status(ticket) | {
            "id": ticket.id,
            "token": ticket.token,
            "url": f"https://so.nghiado.example/t/{ticket.token}",
        }
        office.answers[key] = answer
        return answer, 201

    def _session(self):
        sent = request.get_json()
        if (sent["username"], sent["password"]) != (HOA.username, PASSWORD):
            raise Refusal("unauthorized", "wrong")
        token = secrets.token_urlsafe(18)
        self.tokens.add(token)
        return {"token": token}, 201

    def _act(self, code, counter, action):
        self._staff_only()
        office, key = self._office(code), request.headers.get("Idempotency-Key", "")
        if key in office.answers:
            return office.answers[key], 200, {"Idempotent-Replayed": "true"}
        ticket, reason = act(office, counter, action, request.get_json(silent=True) or {})
        answer = {"ticket": _listed(ticket) if ticket else None, "reason": reason, "revision": office.revision}
        office.answers[key] = answer
        return answer

    def _ticket_action(self, ticket_id, action):
        self._staff_only()
        office = next(one for one in self.offices.values() if ticket_id in one.tickets)
        ticket = office.by_id(ticket_id)
        after = {"return": "waiting", "cancel": "cancelled", "priority": ticket.state}[action]
        ticket.priority_class = request.get_json(silent=True, force=True).get("priority_class", ticket.priority_class)
        ticket.state = after
        office.changed(f"ticket_{action}")
        return {"ticket": _listed(ticket), "reason": None, "revision": office.revision}

    def _staff_only(self):
        if request.headers.get("Authorization", "").removeprefix("Bearer ") in self.tokens:
            return
        if not session.get("operator"):
            raise Refusal("unauthorized", "sign in")
        if request.method != "GET" and request.headers.get("X-CSRF-Token") != session.get("csrf"):
            raise Refusal("csrf_failed", "no token")

    # --- Socket.IO ---

    def _add_sockets(self):
        on = self.socketio.on

        @on("connect", namespace="/board")
        def _(auth):
            join_room(auth["office"])
            self.socketio.emit("board", self._office(auth["office"]).board(), namespace="/board", to=request.sid)
            session["office"] = auth["office"]

        @on("board.get", namespace="/board")
        def _(_payload=None):
            return self._office(session["office"]).board()

        @on("counter.watch", namespace="/counter")
        def _(payload):
            join_room(payload["counter"].split(":")[0])
            return {"ok": True}

        @on("connect", namespace="/counter")
        def _(_auth=None):
            return bool(session.get("operator"))

        @on("connect", namespace="/ticket")
        def _(auth):
            _, ticket = self._find(auth["token"])
            if ticket is None:
                return False
            join_room(ticket.id)
            return True

    def _publish(self, office, kinds):
        code, emit = office.office.code, self.socketio.emit
        emit("board", office.board(), namespace="/board", to=code)
        emit("changed", {"revision": office.revision, "what": kinds}, namespace="/counter", to=code)
        for ticket in list(office.tickets.values()):
            emit("ticket", office.status(ticket), namespace="/ticket", to=ticket.id)

    def _beat(self):
        while not self._stop.wait(BEAT_S):
            for code, office in list(self.offices.items()):
                beat = {"epoch": office.epoch, "revision": office.revision}
                self.socketio.emit("beat", beat, namespace="/board", to=code)


def _listed(ticket):
    times = {name: stamp(getattr(ticket, name)) for name in ("issued_at", "called_at", "started_at", "held_until")}
    plain = ("id", "number", "state", "service", "counter", "priority_class", "calls", "note", "reason")
    return {name: getattr(ticket, name) for name in plain} | times


def _problem(refusal):
    status = STATUS.get(refusal.code, 409)
    answer = jsonify(type="about:blank", title=refusal.code, status=status, code=refusal.code, detail=refusal.detail)
    return answer, status, {"Content-Type": "application/problem+json"}


def _error_page(code, status, _error):
    return secure(make_response(message_page(code, status)))
