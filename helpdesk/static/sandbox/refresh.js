// Keeps the posts of the page up to date: asks for the page again every few seconds, with the mark of what is shown,
// and puts in only what changed, so that the reader's place and focus stay. Rests while the page is hidden.
"use strict";
(() => {
  const EVERY = 3000;
  const feed = document.querySelector("[data-refresh]");
  const freshness = document.querySelector("[data-freshness]");
  if (!feed) return;
  let mark = null;
  let failing = false;

  // What the server sent for each post: other scripts change how it looks, so what is shown cannot be compared.
  const sent = new WeakMap();
  const remember = (element) => {
    for (const part of [element, ...element.querySelectorAll("article")]) sent.set(part, part.outerHTML);
  };
  remember(feed);

  const say = (text) => {
    if (!freshness || freshness.textContent === text) return;
    freshness.textContent = text;
    freshness.classList.toggle("stale", text !== "");
  };

  const merge = (shown, fresh) => {
    const known = new Map([...shown.children].map((child) => [child.dataset.key, child]));
    let place = shown.firstElementChild;
    for (const child of [...fresh.children]) {
      const old = known.get(child.dataset.key);
      known.delete(child.dataset.key);
      let present = old || child;
      if (!old) {
        remember(child);
        child.classList.add("arrived");
      } else if (old.matches("section") && child.matches("section")) {
        merge(old, child);
      } else if (sent.get(old) !== child.outerHTML) {
        remember(child);
        old.replaceWith(child);
        if (place === old) place = child;
        present = child;
      }
      if (present === place) place = place.nextElementSibling;
      else shown.insertBefore(present, place);
    }
    for (const gone of known.values()) gone.remove();
  };

  const ask = async () => {
    if (document.hidden) return;
    try {
      const headers = mark ? { "If-None-Match": mark } : {};
      const answer = await fetch(location.pathname + location.search, { headers, cache: "no-store" });
      if (!answer.ok && answer.status !== 304 && answer.status !== 404) throw new TypeError("no page");
      failing = false;
      say("");
      if (!answer.ok) return;
      mark = answer.headers.get("ETag");
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-refresh]");
      if (fresh) merge(feed, fresh);
      document.dispatchEvent(new Event("posts-changed"));
    } catch (error) {
      if (!failing) say("Not up to date since " + new Date().toLocaleTimeString());
      failing = true;
    }
  };

  const round = async () => {
    await ask();
    setTimeout(round, EVERY);
  };
  document.addEventListener("visibilitychange", ask);
  setTimeout(round, EVERY);
})();
