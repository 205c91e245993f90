"""Strings to count: made of what links, words and scripts are made of, and hostile ones."""

from __future__ import annotations

from hypothesis import strategies as st

SPELLED = (
    "http:// https:// HTTPS:// :// t.co t.co/ a example brightbyte www com co jp co.uk xn-- xn--ls8h "
    "vermögensberater みんな 中国 рф РФ 嘉里大酒店 嘉里 日 本 。 ． é Í İ K ς . . . . - _ / / @ ＠ # ＃ "
    "$ ? & = ( ) ( ) ! ~ + % : :8080 1 a.co/ () (b) "
    "' \" ` , ; * ^ { } < > \\ | [ ] – abc/d. 😀 👩🏽‍🚀 🇩🇪 1️⃣ ß ё 한국 가 ᄀ ᅡ"
)
PIECES = SPELLED.split()
UNSEEN = [
    "\r\n",
    "\r",
    "\n",
    "\t",
    " ",
    "\xa0",
    "\u2003",
    "\u3000",
    "\u202a",
    "\u2066",
    "\ufeff",
    "\uffff",
    "\x00",
    "\x7f",
]
MARKS = ["\u0301", "\u0323", "\u0334", "\u0345", "\u0344", "\u3099", "\u05bc", "\u0308\u0301", "\u200d", "\ufe0f"]
LATER = ["\u0897", "\U0001e08f", "\U00016d67", "\U000105d2\u0307", "\U000113c2", "\U0001611e\U0001611e"]
LONG = ["x" * 60, "日" * 18, "😀" * 12, "\u0301\u0323" * 20, "a-" * 40, "a.b" * 30]

texts = st.lists(st.sampled_from([*PIECES, *UNSEEN, *MARKS, *LATER, *LONG]), max_size=24).map("".join)
any_text = st.one_of(texts, st.text(max_size=60), st.text(st.characters(codec="utf-8"), max_size=40))

EXAMPLES = [
    ("Write to help@brightbyte.com", []),
    ("Follow @brightbyte.com or #brightbyte.com, price $brightbyte.com", []),
    ("Read the readme.md now", ["readme.md"]),  # Moldova's domain: the network takes it for a link too
    ("The end.Then more", []),
    ("お問い合わせはbrightbyte.comまで", ["brightbyte.com"]),
    ("http://ПРИМЕР.РФ/a", ["http://ПРИМЕР.РФ/a"]),
    ("(brightbyte.com/wiki/Laptop_(15_inch)).", ["brightbyte.com/wiki/Laptop_(15_inch)"]),
    ("brightbyte.com/a(b)(c)! ok", ["brightbyte.com/a(b)(c)"]),
    ("brightbyte.com/()", ["brightbyte.com/"]),
    ("brightbyte.com/a(b(c)d)(e(f)", ["brightbyte.com/a(b(c)d)"]),
    ("brightbyte.com?order=1", ["brightbyte.com"]),  # without a path or a protocol a query is not part of it
    ("http://brightbyte.com?order=1.", ["http://brightbyte.com?order=1"]),
    ("http://t.co/abc.html", ["http://t.co/abc"]),
    ("http://t.co/" + "a" * 41, []),
    ("x" * 63 + ".com", ["x" * 63 + ".com"]),
    ("x" * 64 + ".com", []),
    ("👍http://brightbyte.com👍", ["http://brightbyte.com"]),
    ("http://brightbyte.com/" + "a" * 4067, ["http://brightbyte.com/" + "a" * 4067]),
    ("http://brightbyte.com/" + "a" * 4068, []),
]
"""Texts, and the links that the network will see in them."""

HOSTILE = {
    "dotted": lambda n: "a." * n,
    "dotted in Chinese": lambda n: "日." * n,
    "dotted domains": lambda n: "co." * n,
    "one domain at the end": lambda n: "a." * n + "com",
    "underscores": lambda n: "co_a." * n,
    "underscores and Chinese": lambda n: "日co_." * n + "com",
    "links": lambda n: "a.co " * n,
    "links between Chinese": lambda n: "日http://a.co/日" * n,
    "protocols": lambda n: "http://" * n + "a.co",
    "brackets that open": lambda n: "a.co/" + "(" * n,
    "brackets that close": lambda n: "a.co/" + "!(a)" * n,
    "brackets half closed": lambda n: "a.co/" + "(a(" * n,
    "links in brackets": lambda n: "a.co/(" * n,
    "query without end": lambda n: "a.co?" + "!" * n,
    "one long label": lambda n: "日" * n + ".com",
    "hyphens": lambda n: "a-" * n + ".com",
    "marks out of order": lambda n: "a" + "\u0301\u0323" * n,
    "marks of two marks": lambda n: "a" + "\u0344\u0323" * n,
    "flags": lambda n: "🇩" * n,
    "families": lambda n: "👩\u200d" * n,
    "line ends": lambda n: "\r\n" * n,
}
"""Names of makers of strings that grow with `n` and that a careless counter needs minutes for."""
