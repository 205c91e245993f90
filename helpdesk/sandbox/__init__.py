"""The practice network: a small social network of its own, to try the desk on without a real one.

It is a server with its own store that speaks the part of Mastodon's client API which a Mastodon connector uses, shows
its posts on a page where a visitor plays a customer, and can publish a written scenario or a file of posts. It knows
nothing of the desk: the desk talks to it over HTTP as to any other network.
"""
