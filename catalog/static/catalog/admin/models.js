/** Sends many files with 3D models, one after the other, each to the model of the product that it is named after. */

import { Sending } from "../../assets3d/admin/sending.js";

const QUOTA_WAIT_MS = 5000;
const root = document.querySelector("[data-models]");
const part = (name) => root.querySelector(`[data-${name}]`);

async function ask(url, body) {
  let response;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "X-CSRFToken": root.querySelector("[name=csrfmiddlewaretoken]").value,
      },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Error("The shop cannot be reached. Check your connection and try again.");
  }
  if (response.redirected || !response.headers.get("Content-Type")?.startsWith("application/json")) {
    throw new Error("The shop did not allow it. Reload the page and log in again.");
  }
  const answer = await response.json();
  if (!response.ok) {
    throw Object.assign(new Error(answer.message), { code: answer.code });
  }
  return answer;
}

/** Permission for one file; while too many uploads are open, it waits until some are looked at. */
async function ticketFor(url, file, state) {
  for (;;) {
    try {
      return await ask(url, { filename: file.name, bytes: file.size });
    } catch (error) {
      if (error.code !== "upload_quota") {
        throw error;
      }
      state.textContent = "waiting for others to be looked at";
      await new Promise((resolve) => setTimeout(resolve, QUOTA_WAIT_MS));
    }
  }
}

function addRow(told) {
  const row = part("rows").insertRow();
  row.insertCell().textContent = told.filename;
  const product = row.insertCell();
  if (told.page_url) {
    const link = product.appendChild(document.createElement("a"));
    link.href = told.page_url;
    link.textContent = told.product;
  } else {
    product.textContent = told.product || "–";
  }
  const state = row.insertCell();
  state.textContent = told.message || "waiting";
  return state;
}

async function send(file, told, state) {
  try {
    const ticket = await ticketFor(told.upload_url, file, state);
    const sending = new Sending((sent) => {
      state.textContent = `${Math.floor((sent / file.size) * 100)} %`;
    });
    await sending.post(ticket, file);
    state.textContent = "sent";
    return true;
  } catch (error) {
    state.textContent = error.message;
    return false;
  }
}

/** @param {FileList} files */
async function take(files) {
  const chosen = [...files];
  if (!chosen.length) {
    return;
  }
  part("problem").hidden = true;
  part("file").disabled = true;
  try {
    const names = chosen.map((file) => file.name);
    const answer = await ask(root.dataset.assignUrl, { merchant: Number(part("merchant").value), filenames: names });
    part("rows").replaceChildren();
    part("table").hidden = false;
    const states = answer.files.map(addRow);
    let sent = 0;
    for (const [number, told] of answer.files.entries()) {
      if (told.upload_url && (await send(chosen[number], told, states[number]))) {
        sent += 1;
      }
    }
    part("news").textContent = `${sent} of ${chosen.length} files were sent and are being converted.`;
  } catch (error) {
    part("problem").textContent = error.message;
    part("problem").hidden = false;
  }
  part("file").disabled = false;
  part("file").value = "";
}

if (root instanceof HTMLElement) {
  const file = part("file");
  // The admin's own script writes the name of a chosen file into a text field, which there is none of here.
  file.hasChangeListener = true;
  file.addEventListener("change", () => take(file.files));
  const over = (event) => {
    event.preventDefault();
    part("box").classList.toggle("upload__box--over", event.type === "dragover" && !file.disabled);
  };
  part("box").addEventListener("dragover", over);
  part("box").addEventListener("dragleave", over);
  part("box").addEventListener("drop", (event) => {
    over(event);
    if (!file.disabled) {
      take(event.dataTransfer.files);
    }
  });
}
