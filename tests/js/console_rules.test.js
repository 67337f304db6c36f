import assert from "node:assert/strict";
import test from "node:test";

import {
  callsItself,
  chosenServices,
  deskActions,
  hasArrival,
  listed,
  mayTake,
  noShowMissing,
  offers,
  sentTo,
  ticketAt,
  wouldEndService,
} from "../../queue_server/adapters/web/static/js/console_rules.js";

const ACTIONS = ["call-next", "recall", "start", "finish", "no-show", "hold", "transfer"];
const offered = (situation) => ACTIONS.filter((one) => offers(one, { undoUntil: null, now: 0, ...situation }));

test("a closed counter offers nothing but opening", () => {
  assert.deepEqual(offered({ desk: "closed", ticket: null }), []);
  assert.deepEqual(deskActions("closed"), ["open"]);
});

test("an open counter without a ticket only calls", () => {
  assert.deepEqual(offered({ desk: "open", ticket: null }), ["call-next"]);
  assert.deepEqual(deskActions("open"), ["pause", "close"]);
});

test("a called ticket offers everything, a served one no recall, start or no-show", () => {
  assert.deepEqual(offered({ desk: "calling", ticket: { state: "called" } }), ACTIONS);
  assert.deepEqual(offered({ desk: "serving", ticket: { state: "serving" } }), ["call-next", "finish", "hold", "transfer"]);
});

test("a paused counter keeps its ticket but calls nobody", () => {
  assert.deepEqual(offered({ desk: "paused", ticket: { state: "serving" } }), ["finish", "hold", "transfer"]);
  assert.deepEqual(deskActions("paused"), ["resume", "close"]);
});

const LAN = { id: "lan", serves: true, supervises: false };
const BOSS = { id: "boss", serves: true, supervises: true };

test("a counter that a box alone opened is anybody's, a colleague's only a supervisor's", () => {
  assert.equal(mayTake({ state: "open", operator: null }, LAN), true);
  assert.equal(mayTake({ state: "open", operator: "minh" }, LAN), false);
  assert.equal(mayTake({ state: "paused", operator: "minh" }, BOSS), true);
  assert.equal(mayTake({ state: "open", operator: "boss" }, BOSS), false);
  assert.equal(mayTake({ state: "closed", operator: null }, BOSS), false);
  assert.deepEqual(deskActions("open", true), ["take-over", "pause", "close"]);
});

test("who was sent to another counter is told so, who closed their own or has several is not", () => {
  const desks = (...operators) => operators.map((operator, index) => ({ counter: String(index + 1), operator }));
  assert.equal(sentTo(desks("lan", null), desks(null, "lan"), "1", LAN), "2");
  assert.equal(sentTo(desks("lan", "lan"), desks(null, "lan"), "1", LAN), null);
  assert.equal(sentTo(desks("lan", null), desks(null, null), "1", LAN), null);
  assert.equal(sentTo(desks(null, null), desks(null, "lan"), "1", LAN), null);
});

test("undo is offered until its time is over", () => {
  const situation = { desk: "open", ticket: null };
  assert.equal(offers("undo", { ...situation, undoUntil: null, now: 5 }), true);
  assert.equal(offers("undo", { ...situation, undoUntil: 10, now: 5 }), true);
  assert.equal(offers("undo", { ...situation, undoUntil: 10, now: 10 }), false);
  assert.equal(offers("undo", { ...situation, desk: "closed", undoUntil: null, now: 5 }), false);
});

const tickets = [
  { number: "A002", state: "waiting", service: "land", entered_at: "2026-02-23T08:05:00+07:00" },
  { number: "A001", state: "waiting", service: "civil", entered_at: "2026-02-23T08:01:00+07:00" },
  { number: "A003", state: "held", service: "land", entered_at: "2026-02-23T08:00:00+07:00" },
  { number: "A004", state: "serving", service: "land", counter: "2", entered_at: "2026-02-23T07:00:00+07:00" },
];
const numbers = (filter) =>
  listed(tickets, { state: "waiting", text: "", services: null, nameOf: (code) => `service ${code}`, ...filter }).map(
    (one) => one.number,
  );

test("a list is of one state, in order of waiting", () => {
  assert.deepEqual(numbers({}), ["A001", "A002"]);
  assert.deepEqual(numbers({ state: "held" }), ["A003"]);
});

test("the filter finds numbers and services", () => {
  assert.deepEqual(numbers({ text: " a002 " }), ["A002"]);
  assert.deepEqual(numbers({ text: "CIVIL" }), ["A001"]);
  assert.deepEqual(numbers({ services: ["land"] }), ["A002"]);
});

test("the ticket at a counter is the one called or served there", () => {
  assert.equal(ticketAt(tickets, "2").number, "A004");
  assert.equal(ticketAt(tickets, "1"), null);
});

test("a no-show says what is missing, until nothing is", () => {
  const rules = { no_show_calls: 2, no_show_after_s: 20 };
  const called = { state: "called", calls: 1, called_at: "2026-02-23T08:00:00Z" };
  const at = (seconds) => Date.parse("2026-02-23T08:00:00Z") + seconds * 1000;

  assert.deepEqual(noShowMissing(called, rules, at(5)), { calls: 1, seconds: 15, from: at(20) });
  assert.deepEqual(noShowMissing({ ...called, calls: 2 }, rules, at(5)), { calls: 0, seconds: 15, from: at(20) });
  assert.equal(noShowMissing({ ...called, calls: 2 }, rules, at(20)), null);
  assert.equal(noShowMissing({ ...called, state: "serving" }, rules, at(0)), null);
});

test("the console calls by itself only at an open and free counter with somebody waiting", () => {
  const desk = { state: "open", waiting: 1 };
  assert.equal(callsItself({ desk, ticket: null, auto: true }), true);
  assert.equal(callsItself({ desk, ticket: null, auto: false }), false);
  assert.equal(callsItself({ desk, ticket: { number: "A001" }, auto: true }), false);
  assert.equal(callsItself({ desk: { ...desk, waiting: 0 }, ticket: null, auto: true }), false);
  assert.equal(callsItself({ desk: { ...desk, state: "paused" }, ticket: null, auto: true }), false);
});

test("an arrival is the first one at an idle counter", () => {
  const idle = { counter: "1", state: "open", waiting: 0 };
  assert.equal(hasArrival(idle, { ...idle, waiting: 1 }), true);
  assert.equal(hasArrival({ ...idle, waiting: 1 }, { ...idle, waiting: 2 }), false);
  assert.equal(hasArrival(idle, { ...idle, counter: "2", waiting: 1 }), false);
  assert.equal(hasArrival(idle, { ...idle, state: "paused", waiting: 1 }), false);
  assert.equal(hasArrival(null, { ...idle, waiting: 1 }), false);
});

test("services that a counter does not serve any more are left out of its order", () => {
  assert.deepEqual(chosenServices("land,tax,civil", ["civil", "land"]), ["land", "civil"]);
  assert.deepEqual(chosenServices(null, ["civil"]), []);
});

test("calling ends a service only while one is under way", () => {
  assert.equal(wouldEndService({ state: "serving" }), true);
  assert.equal(wouldEndService({ state: "called" }), false);
  assert.equal(wouldEndService(null), false);
});
