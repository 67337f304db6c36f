// A Socket.IO connection that always comes back, after a random delay so that a lobby doesn't knock at once.

import { io } from "../vendor/socket.io.esm.min.js";

const RECONNECT_MS = [500, 3000];
const CONNECT_MS = 5000;

/** Connect to a namespace; `handlers` by event name, plus `connect` and `disconnect`. Returns {emit, ask, restart}. */
export function openSocket(namespace, auth, handlers) {
  const socket = io(namespace, {
    auth,
    transports: ["websocket"],
    reconnection: false,
    forceNew: true,
    timeout: CONNECT_MS,
  });
  let timer = null;
  const again = () => {
    clearTimeout(timer);
    const [least, most] = RECONNECT_MS;
    timer = setTimeout(() => socket.connect(), least + Math.random() * (most - least));
  };
  for (const [event, handler] of Object.entries(handlers)) socket.on(event, handler);
  socket.on("disconnect", again);
  socket.on("connect_error", again);
  return {
    emit: (event, payload) => socket.emit(event, payload),
    /** Ask and wait for the answer; rejects after five seconds. */
    ask: (event, payload = {}) => socket.timeout(5000).emitWithAck(event, payload),
    /** Drop a connection that has gone silent; it comes back by itself. */
    restart: () => {
      if (socket.connected) socket.disconnect();
      else again();
    },
  };
}
