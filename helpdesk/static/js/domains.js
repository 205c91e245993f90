// Domains: which dots a top-level domain follows, which parts are Latin, which labels DNS can carry.
// See helpdesk/desk/domains.py.

import { LATIN, classesOf } from "./link_alphabet.js";
import { TOP_LEVEL } from "./tlds.js";

const DOT = 0x2e;
const LONGEST_TOP_LEVEL = 18;
const LONGEST_LABEL = 63;

const ENCODED = /^xn--[0-9a-z-]/i;
const isAscii = (domain) => /^[a-z]+$/.test(domain);
const OTHERS = new Set([...TOP_LEVEL].filter((domain) => !isAscii(domain)));
const OTHER_LENGTHS = [...new Set([...OTHERS].map((domain) => Array.from(domain).length))].sort((a, b) => b - a);
const OTHER_FIRSTS = new Set([...OTHERS].flatMap((d) => [d, d.toUpperCase()]).map((d) => d.codePointAt(0)));

const isLetter = (code) => (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
const isDigit = (code) => code >= 48 && code <= 57;
const isMore = (code) => isLetter(code) || isDigit(code) || code === 64 || code === 43 || code === 45; // @ + -

export function textOf(codes, start, end) {
  let text = "";
  for (let i = start; i < Math.min(end, codes.length); i += 1) text += String.fromCodePoint(codes[i]);
  return text;
}

// The end of the top-level domain that begins at `start`; 0 when there is none.
function topLevelEnd(codes, start) {
  if (OTHER_FIRSTS.has(codes[start])) {
    for (const length of OTHER_LENGTHS) {
      const end = start + length;
      if (end > codes.length || isMore(codes[end])) continue;
      if (OTHERS.has(textOf(codes, start, end).toLowerCase())) return end;
    }
  }
  let end = start;
  while (end - start <= LONGEST_TOP_LEVEL && isLetter(codes[end])) end += 1;
  if (!isMore(codes[end]) && TOP_LEVEL.has(textOf(codes, start, end).toLowerCase())) return end;
  if (!ENCODED.test(textOf(codes, start, start + 5))) return 0;
  end = start + 5;
  while (isLetter(codes[end]) || isDigit(codes[end]) || codes[end] === 45) end += 1;
  return end;
}

export class Dots {
  constructor(codes) {
    this.codes = codes;
    this.places = [];
    this.ends = [];
    for (let place = codes.indexOf(DOT); place >= 0; place = codes.indexOf(DOT, place + 1)) {
      const end = topLevelEnd(codes, place + 1);
      if (end) {
        this.places.push(place);
        this.ends.push(end);
      }
    }
  }

  // The index of the last dot before `place`; -1 when there is none.
  lastBefore(place) {
    let low = 0;
    let high = this.places.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.places[middle] < place) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  latinDomains(start, end) {
    const isLatin = (place) => (classesOf(this.codes[place]) & LATIN) !== 0;
    const found = [];
    let after = start;
    const last = this.lastBefore(end);
    for (let index = this.lastBefore(start) + 1; index <= last; index += 1) {
      const place = this.places[index];
      let begin = place;
      while (begin > after && isLatin(begin - 1)) {
        begin -= 1;
        if (begin - 1 > after && this.codes[begin - 1] === DOT && isLatin(begin - 2)) begin -= 1;
      }
      if (begin === place) continue;
      let chain = place + 1;
      for (let next = chain; next < end && isLatin(next); ) {
        while (next < end && isLatin(next)) next += 1;
        if (next >= end || this.codes[next] !== DOT) break;
        next += 1;
        chain = next;
      }
      after = this.ends[this.lastBefore(chain)];
      found.push([begin, after]);
    }
    return found;
  }
}

export function dnsCanCarry(domain) {
  return domain.split(".").every((label) => encodedLength(label) <= LONGEST_LABEL);
}

function encodedLength(label) {
  const size = Array.from(label).length;
  if (size > LONGEST_LABEL) return size;
  const parts = label.split(/[。．｡]/u);
  return parts.reduce((sum, part) => sum + 4 * !/^[\0-\x7f]*$/.test(part) + punycodeLength(part), parts.length - 1);
}

// RFC 3492, section 6.3, of which only the length is wanted.
function punycodeLength(part) {
  const codes = Array.from(part, (character) => character.codePointAt(0));
  const others = codes.filter((code) => code >= 128).sort((a, b) => a - b);
  const basic = codes.length - others.length;
  let length = basic + (basic > 0 && others.length > 0);
  let handled = basic;
  let delta = 0;
  let next = 128;
  let bias = 72;
  for (const code of new Set(others)) {
    delta += (code - next) * (handled + 1);
    for (const other of codes) {
      if (other < code) delta += 1;
      if (other !== code) continue;
      length += digits(delta, bias);
      bias = adapted(delta, handled + 1, handled === basic);
      delta = 0;
      handled += 1;
    }
    delta += 1;
    next = code + 1;
  }
  return length;
}

function digits(delta, bias) {
  let count = 1;
  for (let k = 36; ; k += 36) {
    const threshold = Math.min(Math.max(k - bias, 1), 26);
    if (delta < threshold) return count;
    delta = Math.floor((delta - threshold) / (36 - threshold));
    count += 1;
  }
}

function adapted(delta, points, first) {
  delta = Math.floor(delta / (first ? 700 : 2));
  delta += Math.floor(delta / points);
  let k = 0;
  for (; delta > 455; k += 36) delta = Math.floor(delta / 35);
  return k + Math.floor((36 * delta) / (delta + 38));
}
