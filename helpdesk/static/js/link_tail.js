// What follows the domain of a link: port, path, query; and Twitter's own short links. See helpdesk/desk/link_tail.py.

import { PATH, PATH_END, QUERY, QUERY_END, classesOf } from "./link_alphabet.js";

const LONGEST_SLUG = 40;
const [SLASH, COLON, QUESTION, OPENS, CLOSES] = Array.from("/:?()", (character) => character.codePointAt(0));

function beyond(codes, start, flag) {
  let end = start;
  while (classesOf(codes[end]) & flag) end += 1;
  return end;
}

// The end of the parentheses that begin at `start`, two levels deep at most; 0 when they are empty or do not close.
function parenthesesEnd(codes, start) {
  let end = beyond(codes, start + 1, PATH);
  if (codes[end] === CLOSES) return end > start + 1 ? end + 1 : 0;
  if (codes[end] !== OPENS) return 0;
  const inner = end + 1;
  end = beyond(codes, inner, PATH);
  if (end === inner || codes[end] !== CLOSES) return 0;
  end = beyond(codes, end + 1, PATH);
  return codes[end] === CLOSES ? end + 1 : 0;
}

function pathEnd(codes, start) {
  if (codes[start] !== SLASH) return start;
  let end = start + 1;
  for (let place = end; ; ) {
    const classes = classesOf(codes[place]);
    if (classes & PATH) {
      place += 1;
      if (classes & PATH_END) end = place;
    } else {
      const closed = codes[place] === OPENS ? parenthesesEnd(codes, place) : 0;
      if (!closed) break;
      place = closed;
    }
  }
  for (let closed = end; closed; closed = codes[end] === OPENS ? parenthesesEnd(codes, end) : 0) end = closed;
  return end;
}

export function queryEnd(codes, start) {
  if (codes[start] !== QUESTION) return start;
  let end = beyond(codes, start + 1, QUERY);
  while (end > start + 1 && !(classesOf(codes[end - 1]) & QUERY_END)) end -= 1;
  return end > start + 1 ? end : start;
}

// [whether a path follows the domain, where the link ends]
export function tail(codes, domainEnd) {
  let port = domainEnd;
  if (codes[port] === COLON) {
    port += 1;
    while (codes[port] >= 48 && codes[port] <= 57) port += 1;
    if (port === domainEnd + 1) port = domainEnd;
  }
  const path = pathEnd(codes, port);
  return [path > port, queryEnd(codes, path)];
}

// The end of a link with a protocol: a t.co link ends with its slug and query; 0 if the slug is too long.
export function shortenedEnd(codes, start, end, address) {
  const short = /^https?:\/\/t\.co\/([a-z0-9]+)/i.exec(address);
  if (!short) return end;
  return short[1].length > LONGEST_SLUG ? 0 : Math.min(queryEnd(codes, start + short[0].length), end);
}
