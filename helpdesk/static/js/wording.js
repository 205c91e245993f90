// The 140 in the browser: what helpdesk/desk/wording.py counts, while staff type. The server decides.

import { composed } from "./composed.js";
import { links } from "./links.js";

const LINK_LENGTH = 23;
const NEVER_SENT = /[\0-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]/gu;

// The text that will be posted.
export function normalise(text) {
  return composed(text.replace(/\r\n?/g, "\n").replaceAll("\t", " ").replace(NEVER_SENT, "")).trim();
}

// The answer with its sign-off ("AB" or "^AB"), as it will be posted.
export function compose(body, signOff) {
  const initials = normalise(signOff).replace(/^\^/, "");
  return initials ? normalise(`${normalise(body)} ^${initials}`) : normalise(body);
}

// The length by the classic rule: composed (NFC) code points, each link 23.
export function count(text) {
  const codes = Uint32Array.from(composed(text), (character) => character.codePointAt(0));
  return links(codes).reduce((sum, [start, end]) => sum + LINK_LENGTH - (end - start), codes.length);
}

// How many characters of its limit the answer in `textarea` leaves; negative when over.
export function left(textarea) {
  return Number(textarea.dataset.limit) - count(compose(textarea.value, textarea.dataset.signOff ?? ""));
}

// Keeps `output` at what is left for `textarea[data-limit][data-sign-off]`. Gives a function that stops it.
export function attach(textarea, output) {
  const show = () => {
    const characters = left(textarea);
    output.textContent = String(characters);
    output.classList.toggle("is-over", characters < 0);
    textarea.setAttribute("aria-invalid", String(characters < 0));
  };
  textarea.addEventListener("input", show);
  show();
  return () => textarea.removeEventListener("input", show);
}

// Attaches every textarea[data-limit] within `root` to the output[data-counter] of its form.
export function attachAll(root) {
  for (const textarea of root.querySelectorAll("textarea[data-limit]")) {
    const output = textarea.form?.querySelector("output[data-counter]");
    if (output) attach(textarea, output);
  }
}
