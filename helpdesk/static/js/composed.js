// NFC that is the same here and on the server, in time that grows with the text alone: see helpdesk/desk/composed.py.

const LATER =
  /([\u0897\u1acf-\u1aff\u{105bd}-\u{105ff}\u{10d3a}-\u{10e5f}\u{10eb2}-\u{10eff}\u{11375}-\u{113ff}\u{11ef9}-\u{11faf}\u{14647}-\u{167ff}\u{16b90}-\u{16e3f}\u{1e02b}-\u{1e0ff}\u{1e300}-\u{1e7df}]+)/u;
const LONG_RUN = /\p{M}{32,}/gu;
const LOWEST = "\u0334"; // combining class 1
const HIGHEST = "\u0345"; // combining class 240

export function composed(text) {
  return text
    .split(LATER)
    .map((piece, place) => (place % 2 ? piece : piece.replace(LONG_RUN, inOrder).normalize("NFC")))
    .join("");
}

// JavaScript does not tell combining classes, but normalising a pair shows which of the two goes first.
function goesAfter(one, other) {
  return one !== other && (one + other).normalize("NFD") === other + one;
}

function classesOf(marks) {
  const sorted = [...new Set(marks)]
    .filter((mark) => goesAfter(HIGHEST, mark) || goesAfter(mark, LOWEST)) // else it is a starter
    .sort((one, other) => goesAfter(one, other) - goesAfter(other, one));
  const classes = new Map();
  let last = 1;
  sorted.forEach((mark, place) => {
    if (place && goesAfter(mark, sorted[place - 1])) last += 1;
    classes.set(mark, last);
  });
  return classes;
}

function inOrder(run) {
  const marks = Array.from(run).flatMap((mark) => Array.from(mark.normalize("NFD")));
  const classes = classesOf(marks);
  let stretch = 0; // from one starter to the next
  return marks
    .map((mark) => [classes.has(mark) ? stretch : (stretch += 1), classes.get(mark) ?? 0, mark])
    .sort((one, other) => one[0] - other[0] || one[1] - other[1])
    .map(([, , mark]) => mark)
    .join("");
}
