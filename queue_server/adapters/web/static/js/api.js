// The JSON API: credentials, keys that make every action happen once, answers and refusals.

import { clockBehind } from "./office_clock.js";

const API = "/api/v1";
const TIMEOUT_MS = 8000;

/** The server's clock as of its last answer. */
export const serverClock = {
  behindMs: 0,
  now: () => Date.now() + serverClock.behindMs,
};

/** The server refused; `code` is stable. `about` is the whole problem: field, service and opening where they are told. */
export class Refused extends Error {
  constructor(code, status, detail = "", about = {}) {
    super(code);
    this.code = code;
    this.status = status;
    this.detail = detail;
    this.about = about;
    this.opening = about.opening ?? null; // why a service gives no numbers now, and from when it does
  }
}

/** No answer came: whether it was done is unknown, so ask again with the same key. */
export class NoAnswer extends Error {}

/** Return a new idempotency key; randomUUID is missing where the page came by plain HTTP. */
export function newKey(source = globalThis.crypto) {
  if (source.randomUUID) return source.randomUUID();
  return [...source.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Send a request; returns the answer's JSON. Throws Refused or NoAnswer. */
export async function request(method, path, { body, key } = {}) {
  const headers = { Accept: "application/json" };
  if (key) headers["Idempotency-Key"] = key;
  if (method !== "GET") {
    headers["Content-Type"] = "application/json";
    headers["X-CSRF-Token"] = document.querySelector("meta[name=csrf-token]")?.content ?? "";
  }
  let answer;
  let content;
  try {
    answer = await fetch(API + path, {
      method,
      headers,
      body: method === "GET" ? undefined : JSON.stringify(body ?? {}),
      cache: "no-store",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    content = answer.status === 204 ? {} : await answer.json();
  } catch (error) {
    throw new NoAnswer(String(error));
  }
  serverClock.behindMs = clockBehind(answer.headers.get("Date"), Date.now());
  if (answer.ok) return content;
  // A proxy without its server, and a server that is full, have not done anything yet.
  if ([502, 503, 504].includes(answer.status)) throw new NoAnswer(String(answer.status));
  throw new Refused(content.code ?? "server_error", answer.status, content.detail, content);
}

/** What somebody wants once, however often they tap: one key, one request at a time. */
export class Intention {
  #key = newKey();
  #running = null;

  /** Run `send(key)`; while it runs, and after it worked, further calls get the same answer. */
  act(send) {
    this.#running ??= send(this.#key).catch((error) => {
      this.#running = null;
      throw error;
    });
    return this.#running;
  }
}

/** Repeat `send` while there is no answer; `waitMs` between tries, the last NoAnswer is thrown. */
export async function insist(send, { tries = 3, waitMs = 1000 } = {}) {
  for (let left = tries; ; left -= 1) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof NoAnswer) || left <= 1) throw error;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}
