// The composer: keeps what is written on the desk and, until then, in this window; says who is here; sends once.

import { attachAll, post } from "./wording.js";

const EVERY = 1500; // between two saves while somebody types
const AGAIN = 5000; // after one that failed
const HERE = 20000;
const WRITES = 15000;
const box = document.querySelector('[data-part="composer"]');
const place = `helpdesk-words-${box.dataset.draft}`;
let form, textarea, revision, saved, sent, timer, saving, wrote, leaving;

const hold = () => sessionStorage.setItem(place, JSON.stringify([textarea.value, revision, sent]));

function say(state) {
  const told = form.querySelector("[data-kept-state]");
  told.textContent = told.dataset[state] ?? "";
  told.classList.toggle("is-wrong", Boolean(state) && state !== "kept");
}

// Words from another window, to be taken or left.
function offer(words) {
  const other = form.querySelector("[data-other]");
  other.querySelector("[data-other-text]").textContent = words;
  other.hidden = false;
  other.querySelector("button").onclick = () => {
    textarea.value = words;
    textarea.dispatchEvent(new Event("input"));
    textarea.focus();
    other.hidden = true;
  };
}

const later = (wait) => (timer ??= setTimeout(save, wait));

async function save() {
  clearTimeout(timer);
  timer = null;
  if (saving || form.dataset.sent || textarea.value === saved) return;
  const [mine, words, before] = [form, textarea.value, sent];
  saving = true;
  sent = words;
  hold();
  let state = "failed";
  try {
    const answer = await post(mine.dataset.keeps, { body: words, revision, submit_key: mine.elements.submit_key.value }, true);
    if (mine !== form) return;
    if (answer.ok || answer.status === 409) {
      const kept = await answer.json();
      revision = kept.revision;
      state = answer.ok && words && "kept";
      if (answer.ok) saved = words;
      else if (kept.body !== before) offer(kept.body); // else our own, saved meanwhile
      if (answer.ok && textarea.value === words && !leaving) sessionStorage.removeItem(place);
    } else state = { 401: "out", 413: "refused", 422: "refused" }[answer.status] ?? "failed";
  } catch {
    // no connection: it stays in this window
  } finally {
    saving = false;
    if (mine === form) {
      say(state === "kept" && textarea.value !== saved ? "" : state); // of newer words it would not be true
      if (textarea.value !== saved && state !== "refused") later(state === "failed" || state === "out" ? AGAIN : EVERY);
    }
  }
}

function typed({ target }) {
  if (target !== textarea) return;
  box.querySelector("[data-preview]").replaceChildren(); // it was of other words
  if (!form) return;
  wrote = Date.now();
  hold();
  if (!form.querySelector(".is-wrong")) say("");
  later(saved ? EVERY : 0);
}

async function preview(event) {
  event.preventDefault();
  const answer = await post(event.submitter.formAction, { [textarea.name]: textarea.value }).catch(() => {});
  if (answer?.ok) box.querySelector("[data-preview]").innerHTML = await answer.text();
}

function begin() {
  form = box.querySelector("form[data-keeps]");
  textarea = box.querySelector("textarea");
  if (!form) return attachAll(box); // an answer to approve, maybe
  revision = Number(form.dataset.revision);
  saved = revision ? textarea.value : "";
  const [words, of, before] = JSON.parse(sessionStorage.getItem(place) ?? "[null]");
  if (words !== null && !textarea.value.startsWith(words)) {
    if (of >= revision || textarea.value === before) textarea.value = words;
    else if (words) offer(words);
  }
  sent = before;
  attachAll(box);
  if (textarea.value !== saved && textarea.value === words) later(0);
}

// A newer conversation: an empty composer follows it, one with words keeps them and says so.
function newer(event) {
  const fresh = event.detail;
  if (fresh.dataset.version === box.dataset.version) return;
  if (box.contains(textarea) && (form ? textarea.value.trim() : textarea.value !== textarea.defaultValue)) {
    box.querySelector("[data-composer-news]").hidden = false;
    return;
  }
  const focused = box.matches(":focus-within");
  box.dataset.version = fresh.dataset.version;
  box.replaceChildren(...fresh.childNodes);
  begin();
  if (focused) box.querySelector("textarea")?.focus();
}

function here() {
  if (document.hidden) return;
  const writes = Date.now() - wrote < WRITES ? "yes" : "no";
  post(document.querySelector("[data-here]").dataset.here, { writes }).catch(() => {}); // "stale since" tells it already
}

// The address names our new answer: it was accepted, so its draft has done its work.
if (/^#reply-\d+$/.test(location.hash)) {
  sessionStorage.removeItem(place);
  history.replaceState(null, "", location.pathname + location.search);
}
begin();
box.addEventListener("part", newer);
box.addEventListener("input", typed, true);
box.addEventListener("submit", (event) => {
  const { dataset } = event.target;
  if (event.submitter?.dataset.shows) return preview(event);
  if (dataset.sent) return event.preventDefault();
  dataset.sent = "yes";
  clearTimeout(timer);
});
addEventListener("beforeunload", () => (leaving = true)); // for a page older than our save, maybe
for (const moment of ["online", "pagehide"]) addEventListener(moment, () => form && save());
addEventListener("pageshow", () => delete box.querySelector("form")?.dataset.sent);
document.addEventListener("visibilitychange", here);
setInterval(here, HERE);
here();
