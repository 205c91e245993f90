"""Feeds as their servers give them, written by us."""

from __future__ import annotations

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Gadget talk</title><link>https://talk.example/</link><language>en-gb</language>
<item><title>Third</title><link>https://talk.example/3</link><guid isPermaLink="false">talk-3</guid>
  <pubDate>Mon, 02 Mar 2026 11:30:00 GMT</pubDate><dc:creator>Dora</dc:creator>
  <description>&lt;p&gt;Brightbyte &amp;amp; I, &lt;b&gt;again&lt;/b&gt;&lt;/p&gt;</description></item>
<item><title>First</title><link>https://talk.example/1</link><guid>https://talk.example/1</guid>
  <pubDate>Sun, 01 Mar 2026 09:00:00 +0100</pubDate>
  <description>short</description><content:encoded><![CDATA[<p>All of <a href="https://x.example/y">it</a></p>]]></content:encoded></item>
</channel></rss>"""

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Störungen</title><id>urn:feed</id>
<updated>2026-03-02T10:00:00Z</updated><author><name>Ben Ohm</name></author>
<entry><id>urn:uuid:2</id><title type="html">Shop &lt;em&gt;down&lt;/em&gt;</title><link href="/2"/>
  <published>2026-03-02T08:00:00Z</published><updated>2026-03-02T09:30:00Z</updated>
  <content type="text">5 &lt; 6 and &lt;b&gt; stays</content></entry>
</feed>"""

EMPTY = '<rss version="2.0"><channel><title>Quiet</title></channel></rss>'


def rss(*items: str) -> str:
    """A feed of these items."""
    return f'<rss version="2.0"><channel><title>T</title>{"".join(items)}</channel></rss>'


def item(**parts: str) -> str:
    """One item with these elements."""
    return f"<item>{''.join(f'<{name}>{value}</{name}>' for name, value in parts.items())}</item>"
