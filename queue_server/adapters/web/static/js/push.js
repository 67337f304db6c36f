// The browser's own messages, where it has them: asks for leave, subscribes, and hands the subscription to the form.

/** Offer messages on a form with the server's key; the form stays hidden where the browser has none. */
export function offerPush(form) {
  if (!form || !isSecureContext || !("serviceWorker" in navigator) || !("PushManager" in globalThis)) return;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await navigator.serviceWorker.register("/push_worker.js");
      const { pushManager } = await navigator.serviceWorker.ready;
      const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(form.dataset.key) });
      form.elements.address.value = JSON.stringify(subscription);
      form.submit();
    } catch {
      form.querySelector("[role=alert]").hidden = false; // refused by the citizen, or impossible here
    }
  });
}

function bytesOf(base64url) {
  const base64 = base64url.replaceAll("-", "+").replaceAll("_", "/").padEnd(Math.ceil(base64url.length / 4) * 4, "=");
  return Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
}
