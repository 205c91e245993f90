// Words the moments of posts as a distance from now ("3 min ago"); without it the full date stands there.
"use strict";
(() => {
  const word = (seconds) => {
    if (seconds < 10) return "now";
    if (seconds < 60) return Math.floor(seconds) + " s ago";
    if (seconds < 3600) return Math.floor(seconds / 60) + " min ago";
    if (seconds < 86400) return Math.floor(seconds / 3600) + " h ago";
    return null;
  };
  const update = () => {
    for (const time of document.querySelectorAll("time[datetime]")) {
      const text = word((Date.now() - Date.parse(time.dateTime)) / 1000);
      if (text && time.textContent !== text) time.textContent = text;
    }
  };
  document.addEventListener("posts-changed", update);
  setInterval(update, 5000);
  update();
})();
