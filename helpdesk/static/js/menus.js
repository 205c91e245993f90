// Menus close when one looks elsewhere, and arrows walk through what can be chosen.

const open = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("click", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const around = event.target.closest?.("details[data-menu][open], .palette");
  if (around && by) {
    const items = [...around.querySelectorAll(".menu-item")].filter((item) => item.offsetParent);
    const at = items.indexOf(document.activeElement);
    items[at < 0 && by < 0 ? items.length - 1 : (at + by + items.length) % items.length]?.focus();
    event.preventDefault();
  }
  if (event.key !== "Escape") return;
  for (const menu of open()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
