// The TV page as a preview in the back office: a made-up morning instead of the office's board, layouts from outside.

const LATER_MS = 4000;

/** Return a feed with a board in which every part has something to show. */
export function previewBoard(data, onBoard) {
  const at = new Date().toISOString();
  const services = data.services.map((one, index) => ({
    service: one.code,
    name: one.name,
    waiting: (index * 7 + 4) % 19,
    expected_wait_s: { low: 240 + index * 180, high: 600 + index * 300 },
  }));
  const number = (index) => {
    const { prefix } = data.services[index % data.services.length] ?? { prefix: "A" };
    return `${prefix}${String(12 + index * 5).padStart(3, "0")}`;
  };
  const counters = data.counters.map((one, index) => ({
    counter: one.code,
    name: one.name,
    state: ["serving", "calling", "serving", "open", "paused", "closed"][index % 6],
    number: index % 6 < 3 ? number(index) : null,
    waiting: 3,
  }));
  const call = (index) => {
    const counter = data.counters[index % data.counters.length] ?? { code: "1", name: "Quầy 1" };
    return {
      call_id: `preview-${index}`,
      number: number(index),
      service: data.services[index % data.services.length]?.code ?? "",
      counter: counter.code,
      counter_name: counter.name,
      called_at: at,
      announce_at: at,
      kind: index % 4 === 3 ? "recall" : "call",
      times: index % 4 === 3 ? 2 : 1,
    };
  };
  const feed = {
    away: false,
    tell: () => {},
    board: {
      office: data.office,
      office_name: data.office_name,
      epoch: "preview",
      revision: 1,
      at,
      calls: [0, 1, 2, 3, 4, 5, 6, 7].map(call),
      counters,
      services,
      notices: [],
      display_revision: 0,
    },
  };
  setTimeout(() => {
    feed.board = { ...feed.board, revision: 2, calls: [...feed.board.calls, call(9)] };
    onBoard(feed.board);
  }, LATER_MS);
  queueMicrotask(() => onBoard(feed.board));
  return feed;
}

/** Take layouts that the editor around this page sends. */
export function previewLayouts(wear) {
  addEventListener("message", (event) => {
    if (event.origin !== location.origin) return;
    if (event.data?.layout) wear(event.data.layout);
    if (event.data?.hello) parent.postMessage({ ready: true }, location.origin);
  });
  parent.postMessage({ ready: true }, location.origin);
}
