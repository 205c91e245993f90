// The characters that links are made of: see helpdesk/desk/link_alphabet.py, which spells the same classes.

const UNSENDABLE = "\\ufffe\\ufeff\\uffff";
const NOT_CHAIN =
  "!'#%&()*+,\\\\./:;<=>?@\\[\\]^{|}~$\\t-\\r \\x85\\xa0\\u1680\\u180e\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000" +
  "\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069" + UNSENDABLE;
const ACCENTED =
  "\\xc0-\\xd6\\xd8-\\xf6\\xf8-\\u024f\\u0253\\u0254\\u0256\\u0257\\u0259\\u025b\\u0263\\u0268\\u026f\\u0272\\u0289\\u028b" +
  "\\u02bb\\u0300-\\u036f\\u1e00-\\u1eff";
const ENDS_PATH = "A-Za-z0-9+\\-=_#/\\u0400-\\u04ff" + ACCENTED;

export const LABEL = 1; // a label begins and ends with it
export const WITHIN_LABEL = 2;
export const BEFORE_LINK = 4;
export const LATIN = 8;
export const PATH = 16;
export const PATH_END = 32;
export const QUERY = 64;
export const QUERY_END = 128;

const CLASSES = [
  [LABEL, new RegExp(`[^_${NOT_CHAIN}\\-]`)],
  [WITHIN_LABEL, new RegExp(`[^${NOT_CHAIN}]`)],
  [BEFORE_LINK, new RegExp(`[^A-Za-z0-9@＠$#＃${UNSENDABLE}]`)],
  [LATIN, new RegExp(`[A-Za-z0-9\\-${ACCENTED}]`)],
  [PATH, new RegExp(`[${ENDS_PATH}!*';:,.$%\\[\\]\\u2013~@|&]`)],
  [PATH_END, new RegExp(`[${ENDS_PATH}]`)],
  [QUERY, /[A-Za-z0-9\-_&=#/!?*'@();:+$%[\].,~|]/],
  [QUERY_END, /[A-Za-z0-9\-_&=#/]/],
];
const BEYOND = LABEL | WITHIN_LABEL | BEFORE_LINK; // emoji and the rarer scripts
const known = new Map();

// Which of the classes a code point belongs to, as a sum of the numbers above.
export function classesOf(code) {
  if (code === undefined) return 0; // before the beginning or behind the end
  if (code > 0xffff) return BEYOND;
  let found = known.get(code);
  if (found === undefined) {
    const character = String.fromCharCode(code);
    found = CLASSES.reduce((sum, [flag, members]) => (members.test(character) ? sum + flag : sum), 0);
    known.set(code, found);
  }
  return found;
}
