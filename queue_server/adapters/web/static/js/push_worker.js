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
  if (url) event.waitUntil(self.clients.openWindow(new URL(url).pathname));
});
