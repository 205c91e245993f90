// Keeps the parts of a page up to date: asks for them when the desk said so, with the mark of what is shown, and puts in
// only what changed, so that the reader's place, focus and text stay. Rests while the page is hidden.

const EVERY = 4000;
const LONGEST = 30000;
const root = document.querySelector("[data-live]");
const stale = document.querySelector("[data-stale]");
const news = document.querySelector("[data-news]");
const sent = new WeakMap(); // what the server sent for an element: scripts and people change how it looks

let mark = `"${root?.dataset.mark}"`;
let wait = EVERY;
let since, timer;

function remember(element) {
  for (const each of [element, ...element.querySelectorAll("[data-key]")]) sent.set(each, each.innerHTML);
}

function say(text) {
  if (stale.textContent !== text) stale.textContent = text;
  stale.hidden = !text;
}

// The row that the person looks at must not move away under their eyes.
function anchored(shown, change) {
  const anchor = shown.querySelector("[data-key]:focus-within, [data-key]:hover");
  const scroller = shown.closest("[data-scrolls]");
  const before = anchor?.getBoundingClientRect().top;
  change();
  if (!anchor?.isConnected || !scroller) return;
  const moved = anchor.getBoundingClientRect().top - before;
  if (moved) (scroller.scrollHeight > scroller.clientHeight ? scroller : window).scrollBy(0, moved);
}

// Brings a list of keyed children to its new state; what is the same stays the same element.
function merge(shown, fresh) {
  const known = new Map([...shown.children].map((child) => [child.dataset.key, child]));
  const held = shown.querySelector("[data-key]:focus-within");
  let arrived = 0;
  let place = shown.firstElementChild;
  for (const child of [...fresh.children]) {
    const old = known.get(child.dataset.key);
    known.delete(child.dataset.key);
    if (!old) {
      remember(child);
      child.classList.add("arrived");
      arrived += 1;
      shown.insertBefore(child, place);
      continue;
    }
    const html = child.innerHTML;
    if (sent.get(old) !== html) {
      const marked = old.querySelector("input:checked");
      old.innerHTML = html;
      if (marked) old.querySelector("input").checked = true;
      sent.set(old, html);
      if (old === held) old.querySelector("a, button")?.focus({ preventScroll: true });
    }
    if (old === place) place = place.nextElementSibling;
    else shown.insertBefore(old, place);
  }
  for (const gone of known.values()) {
    if (gone === held) (gone.nextElementSibling ?? gone.previousElementSibling)?.querySelector("a, button")?.focus();
    gone.remove();
  }
  return arrived;
}

function busy(shown) {
  const typed = [...shown.querySelectorAll("input, textarea")].some((field) => field.value !== field.defaultValue);
  return typed || shown.querySelector(":focus, details[open]");
}

// Gives whether the part shows the new state now; a part that is being used waits for the next round.
function refresh(shown, fresh) {
  const list = shown.querySelector("[data-merge]");
  const freshList = fresh.querySelector("[data-merge]");
  if (list && freshList) {
    anchored(shown, () => {
      const arrived = merge(list, freshList);
      if (arrived && news && shown.dataset.part === "rows") news.textContent = news.dataset.news.replace("#", arrived);
    });
    return true;
  }
  if (fresh.dataset.version) {
    shown.dispatchEvent(new CustomEvent("part", { detail: fresh }));
    return true;
  }
  if (sent.get(shown) === fresh.innerHTML) return true;
  if (busy(shown)) return false;
  sent.set(shown, fresh.innerHTML);
  shown.replaceChildren(...fresh.childNodes);
  remember(shown);
  return true;
}

function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  let all = true;
  for (const fresh of page.querySelectorAll("[data-part]")) {
    const shown = document.querySelector(`[data-part="${fresh.dataset.part}"]`);
    if (shown) all = refresh(shown, fresh) && all;
  }
  return all;
}

async function ask() {
  const headers = { "X-Requested-With": "fetch", ...(mark && { "If-None-Match": mark }) };
  const answer = await fetch(root.dataset.live, { headers, cache: "no-store", redirect: "error" });
  if (answer.status === 401) return say(stale.dataset.out);
  if (!answer.ok && answer.status !== 304) throw answer;
  if (answer.ok) mark = show(await answer.text()) ? answer.headers.get("ETag") : null;
  say("");
  since = null;
  wait = (answer.headers.get("Again-In") || 4) * 1000;
}

async function round() {
  clearTimeout(timer);
  if (document.hidden) return;
  try {
    await ask();
  } catch {
    since ??= new Date().toLocaleTimeString([], { hour12: false, timeZone: stale.dataset.zone });
    say(stale.dataset.stale.replace("#", since));
    wait = Math.min(wait * 1.5, LONGEST);
  }
  timer = setTimeout(round, wait);
}

if (root) {
  for (const each of document.querySelectorAll("[data-part]")) remember(each);
  document.addEventListener("visibilitychange", round);
  addEventListener("online", round);
  timer = setTimeout(round, wait);
}
