// Uploads pictures and films one after the other, as they are, with progress.

import { find, setText } from "./dom.js";

const form = find("#upload");
const progress = find("#progress");
const fault = find("#upload-fault");

function upload(file) {
  const address = new URLSearchParams({ office: form.dataset.office, name: file.name });
  return new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest();
    sending.open("POST", `/api/v1/admin/media?${address}`);
    sending.setRequestHeader("Content-Type", "application/octet-stream");
    sending.setRequestHeader("X-CSRF-Token", document.querySelector("meta[name=csrf-token]").content);
    sending.upload.addEventListener("progress", (event) => {
      setText(progress, `${file.name} ${Math.round((100 * event.loaded) / Math.max(1, event.total))} %`);
    });
    sending.addEventListener("load", () => {
      if (sending.status === 201) resolve();
      else reject(new Error(`${file.name}: ${faultOf(sending)}`));
    });
    sending.addEventListener("error", () => reject(new Error(`${file.name}: ${form.dataset.broken}`)));
    sending.send(file);
  });
}

function faultOf({ responseText, status }) {
  try {
    const { code, detail } = JSON.parse(responseText);
    return JSON.parse(form.dataset.faults)[code] ?? detail;
  } catch {
    return String(status);
  }
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  fault.hidden = true;
  progress.hidden = false;
  try {
    for (const file of find("#files").files) await upload(file);
    location.reload();
  } catch (error) {
    progress.hidden = true;
    setText(fault, error.message);
    fault.hidden = false;
  }
});
