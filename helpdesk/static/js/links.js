// Where the links of a text are, found the way helpdesk/desk/links.py finds them.

import { Dots, dnsCanCarry, textOf } from "./domains.js";
import { BEFORE_LINK, LABEL, WITHIN_LABEL, classesOf } from "./link_alphabet.js";
import { shortenedEnd, tail } from "./link_tail.js";

const LONGEST_LINK = 4096;
const ASSUMED_PROTOCOL = "https://".length;
const [DOT, UNDERSCORE] = [0x2e, 0x5f];
const NO_LINK_AFTER = new Set(Array.from("-_./", (character) => character.codePointAt(0)));

// The links as [start, end] in code points; `codes` is an Uint32Array of the text's code points.
export function links(codes) {
  const dots = new Dots(codes);
  return dots.places.length ? new Search(codes, dots).found() : [];
}

class Search {
  constructor(codes, dots) {
    this.codes = codes;
    this.dots = dots;
    this.after = 0; // nothing before this place is looked at again
    this.chainEnd = -1; // where the chain of labels ends that was looked at last
    this.chainLast = -1; // the index of its last usable dot
  }

  is(flag, place) {
    return (classesOf(this.codes[place]) & flag) !== 0;
  }

  found() {
    const found = [];
    this.dots.places.forEach((dot, index) => {
      if (dot < this.after) return;
      const last = Math.max(this.lastOfChain(index), index);
      const [start, domain] = this.beginning(dot, last === index);
      if (start < 0) {
        this.after = dot;
        return;
      }
      const domainEnd = this.dots.ends[last];
      const [path, end] = tail(this.codes, domainEnd);
      this.after = end;
      if ((domain - start || ASSUMED_PROTOCOL) + end - start > LONGEST_LINK) return;
      if (start < domain) found.push(...this.withProtocol(start, domain, domainEnd, end));
      else if (start === 0 || !NO_LINK_AFTER.has(this.codes[start - 1]))
        found.push(...this.withoutProtocol(start, domainEnd, path, end));
    });
    return found;
  }

  lastOfChain(index) {
    const { places } = this.dots;
    if (places[index] >= this.chainEnd) {
      this.chainEnd = this.onwards(places[index] + 1);
      let last = this.dots.lastBefore(this.chainEnd);
      while (last > index && this.underscore(places[last], 0) >= 0) last -= 1;
      this.chainLast = last;
    }
    return this.chainLast;
  }

  // The end of the labels that begin at `start`, each with its dot.
  onwards(start) {
    let end = start;
    for (let place = start; this.is(LABEL, place); ) {
      while (this.is(WITHIN_LABEL, place)) place += 1;
      if (this.codes[place] !== DOT || !this.is(LABEL, place - 1)) break;
      place += 1;
      end = place;
    }
    return end;
  }

  // The beginning of the labels that end at `dot`; `dot` itself when there is none.
  backwards(dot) {
    let start = dot;
    while (start > this.after && this.is(LABEL, start - 1)) {
      start -= 1;
      while (start > this.after && this.is(WITHIN_LABEL, start - 1)) start -= 1;
      const crossing = start - 1 > this.after && this.codes[start - 1] === DOT && this.is(LABEL, start);
      if (!crossing || !this.is(LABEL, start - 2)) break;
      start -= 1;
    }
    return start;
  }

  // The last `_` of the label before `dot`; -1 when there is none.
  underscore(dot, since) {
    for (let place = dot - 1; place >= since && this.codes[place] !== DOT; place -= 1)
      if (this.codes[place] === UNDERSCORE) return place;
    return -1;
  }

  // [where the link, where its domain begins]; [-1, -1] when it can't. `alone`: no later dot can end the domain.
  beginning(dot, alone) {
    const { after } = this;
    const domain = this.backwards(dot);
    if (domain === dot) return [-1, -1];
    const least = alone ? this.underscore(dot, domain) + 1 : 0;
    if (domain >= least && this.is(LABEL, domain)) {
      const start = this.protocol(domain);
      if (start >= 0) return [start, domain];
    }
    let place = Math.max(domain, after + 1, least);
    while (place < dot && !(this.is(LABEL, place) && this.is(BEFORE_LINK, place - 1))) place += 1;
    const second = place === 1 && dot > 1;
    if (domain === 0 && after === 0 && least === 0 && this.is(LABEL, 0) && !second) return [0, 0];
    return place < dot ? [place, place] : [-1, -1];
  }

  // Where the protocol before `domain` begins; -1 when there is none that counts.
  protocol(domain) {
    const { after } = this;
    const written = /https?:\/\/$/i.exec(textOf(this.codes, Math.max(domain - 8, 0), domain));
    if (!written) return -1;
    const start = domain - written[0].length;
    if (start === 0 && after === 0) return 0;
    return start > after && this.is(BEFORE_LINK, start - 1) ? start : -1;
  }

  withProtocol(start, domain, domainEnd, end) {
    const name = textOf(this.codes, domain, domainEnd);
    if (name.startsWith("xn--") && !this.dots.latinDomains(domain, domainEnd).length) return [];
    if (!dnsCanCarry(name)) return [];
    const kept = shortenedEnd(this.codes, start, end, textOf(this.codes, start, end));
    return kept ? [[start, kept]] : [];
  }

  // Only the Latin domains in it count, and the last one has the path.
  withoutProtocol(start, domainEnd, path, end) {
    const found = this.dots.latinDomains(start, domainEnd);
    if (!found.length || !dnsCanCarry(textOf(this.codes, start, domainEnd))) return [];
    if (path) found[found.length - 1][1] = end;
    return found;
  }
}
