// The 140 in the browser. A word without a dot holds no link and is counted here; the others by the server.
// White space ends every link, and composing stops at it, so words can be counted singly.

import { composed } from "./composed.js";

const NEVER_SENT = /[\0-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]/gu;
const told = new Map(); // what the server counted, by word
let asking = null;
const TOO_LONG = 10001;

// The text that will be posted.
export function normalise(text) {
  return composed(text.replace(/\r\n?/g, "\n").replaceAll("\t", " ").replace(NEVER_SENT, "")).trim();
}

// The answer with its sign-off ("AB" or "^AB"), as it will be posted.
export function compose(body, signOff) {
  const initials = normalise(signOff).replace(/^\^/, "");
  return initials ? normalise(`${normalise(body)} ^${initials}`) : normalise(body);
}

// [the length by the classic rule, the words that only the server can count: they count as they stand]
export function count(text) {
  const unknown = [];
  const words = composed(text).split(/(?=[ \n])/); // each but the first with what stands before it
  const length = words.reduce((sum, word) => {
    if (!word.includes(".")) return sum + Array.from(word).length;
    if (!told.has(word)) unknown.push(word);
    return sum + (told.get(word) ?? Array.from(word).length);
  }, 0);
  return [Array.from(text).length > 25000 ? TOO_LONG : Math.min(length, TOO_LONG), unknown];
}

// Sends a form's fields to the desk.
export function post(address, fields, keepalive) {
  const headers = { "X-Requested-With": "fetch", "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content };
  return fetch(address, { method: "POST", headers, body: new URLSearchParams(fields), keepalive, redirect: "error" });
}

// Asks the server about `words`, one question at a time.
export function ask(address, words) {
  asking ??= post(address, words.map((word) => ["word", word]))
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
    .then(({ counts }) => words.forEach((word, place) => told.set(word, counts[place])))
    .finally(() => (asking = null));
  return asking;
}

// Keeps `output` at what is left for `textarea[data-limit][data-sign-off][data-counts]`; "≈" until the server has said.
function attach(textarea, output) {
  const show = () => {
    const [length, unknown] = count(compose(textarea.value, textarea.dataset.signOff ?? ""));
    const left = Number(textarea.dataset.limit) - length;
    output.textContent = `${unknown.length ? "≈" : ""}${left}`;
    output.classList.toggle("is-over", left < 0);
    textarea.form.querySelector("meter").value = length;
    textarea.setAttribute("aria-invalid", String(left < 0));
    if (unknown.length) ask(textarea.dataset.counts, unknown.slice(0, 20)).then(show, () => {}); // the next letter asks again
  };
  textarea.addEventListener("input", show);
  show();
}

// For each textarea[data-limit] within `root`.
export function attachAll(root) {
  for (const textarea of root.querySelectorAll("textarea[data-limit]")) {
    attach(textarea, textarea.form.querySelector("output[data-counter]"));
  }
}
