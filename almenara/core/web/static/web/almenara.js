// What the pages do better with JavaScript; every one of them works without it.
"use strict";

(() => {
  const root = document.documentElement;

  // Switches of view and colour: kept in a cookie, read by the server on the next page.
  function drawSwitch(button) {
    const name = button.dataset.switch;
    const on = button.dataset.values.split(" ")[1];
    const system = name === "theme" && matchMedia("(prefers-color-scheme: dark)").matches;
    const value = root.dataset[name] || (system ? "dark" : "");
    button.setAttribute("aria-pressed", String(value === on));
  }

  function flip(button) {
    const name = button.dataset.switch;
    const values = button.dataset.values.split(" ");
    const value = values[button.getAttribute("aria-pressed") === "true" ? 0 : 1];
    root.dataset[name] = value;
    document.cookie = `almenara_${name}=${value}; Path=/; Max-Age=31536000; SameSite=Lax`;
    drawSwitch(button);
  }

  // Lengths of time move on while the page is open; the server's words stay as the first ones.
  function said(milliseconds) {
    const minutes = Math.floor(Math.abs(milliseconds) / 60000);
    const hours = Math.floor(minutes / 60);
    if (!minutes || hours >= 48) return null;
    const rest = minutes % 60;
    if (!hours) return `${minutes} min`;
    return rest ? `${hours} h ${rest} min` : `${hours} h`;
  }

  function moveOn() {
    const now = Date.now();
    for (const time of document.querySelectorAll("time[data-ago], time[data-due]")) {
      const away = Date.parse(time.dateTime) - now;
      const length = said(away);
      const past = time.dataset.past;
      const template = away < 0 && past ? past : time.dataset.words;
      if (length && template && (away < 0 || past)) time.textContent = template.replace("{}", length);
    }
  }

  // Copying: the word of the button says that it is done.
  async function copy(button) {
    const source = document.getElementById(button.dataset.copy);
    await navigator.clipboard.writeText(source ? source.textContent.trim() : button.dataset.copy);
    tell(button.dataset.copied || "✓", button);
  }

  function tell(words, beside) {
    const place = document.createElement("span");
    place.className = "told";
    place.setAttribute("role", "status");
    beside.after(place);
    place.textContent = words;
    setTimeout(() => place.remove(), 4000);
  }

  // Asking once: a button with data-confirm="id" opens that <dialog>; its "yes" sends the form.
  function ask(form, event) {
    const dialog = document.getElementById(event.submitter.dataset.confirm);
    if (!dialog || !dialog.showModal || form.dataset.asked) return;
    event.preventDefault();
    const submitter = event.submitter;
    dialog.addEventListener(
      "close",
      () => {
        if (dialog.returnValue !== "yes") return;
        form.dataset.asked = "yes";
        form.requestSubmit(submitter);
      },
      { once: true },
    );
    dialog.returnValue = "";
    dialog.showModal();
  }

  // A form that takes a while says what is being done with its file: data-busy="Reading «{}» …".
  function busy(form) {
    const file = form.querySelector('input[type="file"]');
    const words = document.createElement("p");
    words.className = "busy";
    words.setAttribute("role", "status");
    form.querySelector("button").after(words);
    words.textContent = form.dataset.busy.replace("{}", file && file.files[0] ? file.files[0].name : "");
    words.prepend(document.createElement("progress"));
  }

  // Live pages: an event names a topic; what shows that topic asks the server again,
  // but never under the hands of a person who is filling it in.
  // A word that comes while a place is asking already is remembered and asked afterwards.
  const again = new Set();

  function askServer(place) {
    if (place.classList.contains("htmx-request")) again.add(place.id);
    else window.htmx.trigger(place, "refresh");
  }

  function askAgain() {
    for (const id of [...again]) {
      const place = document.getElementById(id);
      if (place && place.classList.contains("htmx-request")) continue;
      again.delete(id);
      if (place) askServer(place);
    }
  }

  function refresh(topic) {
    for (const place of document.querySelectorAll("[data-topic]")) {
      const named = place.dataset.topic.split(" ").includes(topic);
      const busy = document.activeElement.closest("form");
      if (busy && place.contains(busy)) continue;
      if ((named || topic === "*") && place.hasAttribute("hx-get") && window.htmx) {
        askServer(place);
      }
    }
  }

  function listen() {
    if (!document.querySelector("[data-topic][hx-get]")) return;
    document.addEventListener("htmx:afterSettle", askAgain);
    document.addEventListener("htmx:sendError", askAgain);
    const source = new EventSource("/events");
    let polling = 0;
    source.addEventListener("message", (event) => {
      refresh(event.data === "resync" ? "*" : event.data);
    });
    source.addEventListener("open", () => {
      clearInterval(polling);
      polling = 0;
    });
    source.addEventListener("error", () => {
      if (!polling) polling = setInterval(() => refresh("*"), 15000);
    });
    addEventListener("pagehide", () => source.close());
  }

  // A field that only matters after another's answer: data-when="name=value value".
  function relevant(form) {
    for (const part of form.querySelectorAll("[data-when]")) {
      const [name, values] = part.dataset.when.split("=");
      const answers = new FormData(form).getAll(name);
      const shown = values.split(" ").some((value) => answers.includes(value));
      part.hidden = !shown;
      for (const field of part.querySelectorAll("input, select, textarea")) field.disabled = !shown;
    }
  }

  // Dragging one shift of a roster onto another fills the form of a swap; sending it stays a press.
  let dragged = null;

  function dropShift(event) {
    const onto = event.target.closest("[data-shift]");
    const form = document.querySelector("form[data-swap]");
    if (dragged && onto && form && onto.dataset.shift !== dragged.dataset.shift) {
      form.elements.one.value = dragged.dataset.shift;
      form.elements.other.value = onto.dataset.shift;
      form.scrollIntoView({ block: "center" });
      form.querySelector("button").focus();
    }
    document.documentElement.classList.remove("dragging");
    dragged = null;
  }

  document.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch" || event.target.closest("a, button")) return;
    dragged = event.target.closest("[data-shift]");
    if (dragged) event.preventDefault();
    document.documentElement.classList.toggle("dragging", Boolean(dragged));
  });
  document.addEventListener("pointerup", dropShift);
  document.addEventListener("pointercancel", dropShift);

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button, a");
    if (!button) return;
    if (button.getAttribute("aria-disabled") === "true") event.preventDefault();
    else if (button.dataset.switch) flip(button);
    else if (button.dataset.copy) copy(button);
    else if ("print" in button.dataset) window.print();
    else if (button.dataset.dialog) document.getElementById(button.dataset.dialog).showModal();
  });
  document.addEventListener("submit", (event) => {
    if (event.submitter && event.submitter.dataset.confirm) ask(event.target, event);
    if (event.target.dataset.busy && !event.defaultPrevented) busy(event.target);
  });
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (!form) return;
    if (form.querySelector("[data-when]")) relevant(form);
    if ("sendOnChange" in event.target.dataset) form.requestSubmit();
  });

  for (const group of document.querySelectorAll("[data-switches]")) group.hidden = false;
  for (const only of document.querySelectorAll("[data-with-js]")) only.hidden = false;
  for (const button of document.querySelectorAll("[data-switch]")) drawSwitch(button);
  for (const form of document.querySelectorAll("form:has([data-when])")) relevant(form);
  const summary = document.querySelector(".errors");
  if (summary) summary.focus();
  moveOn();
  setInterval(moveOn, 20000);
  listen();
})();
