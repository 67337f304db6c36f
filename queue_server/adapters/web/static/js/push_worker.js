// Shows messages of the server while the page is closed, and opens the ticket when one is touched.

self.addEventListener("push", (event) => {
  const { id, title, text, url } = event.data.json();
  event.waitUntil(
    self.registration.showNotification(title, {
      body: text,
      tag: id, // a message that comes twice is shown once
      data: { url },
      icon: "/static/img/mark.svg",
      vibrate: [400, 150, 400, 150, 700],
      requireInteraction: true,
    }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { url } = event.notification.data;
  // The server may be known by other names; the path is enough.
  if (url) event.waitUntil(openTicket(new URL(url).pathname));
});

/** Bring the ticket's page to the front, or open it where it was closed. */
async function openTicket(path) {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = pages.find((one) => new URL(one.url).pathname === path);
  await (open ? open.focus() : self.clients.openWindow(path));
}
