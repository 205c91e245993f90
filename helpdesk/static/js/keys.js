// Shortcuts for hands that stay on the keyboard. Every one of them is a link or a button on the page, too.

const KEPT = "helpdesk-single-keys";
const help = document.getElementById("keys");
const choice = help?.querySelector("[data-single-keys]");
const palette = document.getElementById("palette");

document.documentElement.classList.add("scripted");

function step(by) {
  const links = [...document.querySelectorAll(".rows .row-link")].filter((link) => link.offsetParent);
  const from = links.find((link) => link === document.activeElement) ?? links.find((link) => link.ariaCurrent);
  const next = links[from ? links.indexOf(from) + by : 0];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  // Beside an open conversation there is nothing to read in the list: go there at once.
  if (next && document.querySelector(".desk--conversation")) next.click();
}

function use(wanted) {
  if (wanted.matches("textarea, input")) wanted.focus();
  else wanted.click();
  if (wanted.matches("summary")) wanted.parentElement.querySelector(".menu-item, textarea")?.focus();
}

// What the page can do and where it leads, found by typing.
function offer() {
  const words = palette.querySelector("input").value.trim().toLowerCase();
  const named = new Map();
  for (const each of document.querySelectorAll(":is([data-press], .menu-item, .views a, .top-nav a, .bell):not(dialog *)")) {
    const name = (each.ariaLabel ?? (each.labels?.[0] ?? each).textContent).trim();
    if (name.toLowerCase().includes(words)) named.set(name, each);
  }
  const items = [...named].map(([textContent, each]) => {
    const onclick = () => (palette.close(), use(each));
    return Object.assign(document.createElement("button"), { className: "menu-item", textContent, onclick });
  });
  palette.querySelector("div").replaceChildren(...items);
}

function pressed(event) {
  if (event.isComposing) return;
  if (event.key === "k" && (event.ctrlKey || event.metaKey) && !document.querySelector("dialog[open]")) {
    event.preventDefault();
    palette.querySelector("form").reset();
    offer();
    return palette.showModal();
  }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("textarea")) {
    event.preventDefault();
    const { form } = event.target;
    form.requestSubmit(form.querySelector(event.shiftKey ? "[data-also]" : ".button--primary"));
    return;
  }
  if (event.key === "Escape" && event.target.matches("textarea")) return void event.target.blur();
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  if (!choice.checked) return;
  const at = document.activeElement;
  const done = { j: () => step(1), k: () => step(-1), o: () => at.matches(".row-link") && at.click(),
    x: () => at.closest(".row")?.querySelector(".row-mark")?.click(), "?": () => help.showModal() }[event.key];
  const wanted = /^[a-z./]$/.test(event.key) && document.querySelector(`[data-press="${event.key}"]`);
  if (done) done();
  else if (wanted) use(wanted);
  else return;
  event.preventDefault();
}

document.querySelector(".row-link[aria-current]")?.closest(".row").scrollIntoView({ block: "nearest" });

if (help) {
  choice.checked = localStorage.getItem(KEPT) !== "off";
  choice.addEventListener("change", () => localStorage.setItem(KEPT, choice.checked ? "on" : "off"));
  document.querySelector('[data-opens="keys"]')?.addEventListener("click", () => help.showModal());
  palette.addEventListener("input", offer);
  document.addEventListener("keydown", pressed);
}
