// The composer: counts while one types, keeps what is written in this tab until it is sent, sends once.

import { attachAll } from "./wording.js";

const box = document.querySelector('[data-part="composer"]');

function kept(form) {
  return `helpdesk-draft-${form.dataset.draft}`;
}

function begin() {
  const form = box.querySelector("form");
  if (!form) return;
  const textarea = form.querySelector("textarea");
  const draft = sessionStorage.getItem(kept(form));
  if (draft && !("kept" in textarea.dataset)) textarea.value = draft;
  attachAll(box);
  textarea.addEventListener("input", () => sessionStorage.setItem(kept(form), textarea.value));
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
  });
}

function written(form) {
  const textarea = form?.querySelector("textarea");
  return textarea && (textarea.value !== textarea.defaultValue || "kept" in textarea.dataset);
}

// A newer state of the conversation: an empty composer follows it, one with words in it keeps them and says so.
function newer(event) {
  const fresh = event.detail;
  if (fresh.dataset.part !== "composer" || fresh.dataset.version === box.dataset.version) return;
  const form = box.querySelector("form");
  if (written(form)) {
    form.querySelector("[data-composer-news]").hidden = false;
    return;
  }
  const focused = box.contains(document.activeElement);
  box.dataset.version = fresh.dataset.version;
  box.replaceChildren(...fresh.childNodes);
  begin();
  if (focused) box.querySelector("textarea")?.focus();
}

if (box) {
  // The address names our new answer: it was accepted, so its draft has done its work.
  const accepted = /^#reply-\d+$/.test(location.hash);
  const place = new URL(location).pathname.split("/")[2];
  if (accepted) {
    for (const name of Object.keys(sessionStorage)) if (name.startsWith("helpdesk-draft-") && name.endsWith(`-${place}`)) sessionStorage.removeItem(name);
    history.replaceState(null, "", location.pathname + location.search);
  }
  begin();
  box.addEventListener("part", newer);
  addEventListener("pageshow", () => delete box.querySelector("form")?.dataset.sent);
}
