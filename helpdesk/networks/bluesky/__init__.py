"""Bluesky: `connector` is what the desk speaks to; the rest is pure, but for `session` and `calls`.

session   signed in rarely, kept, renewed        calls    each request, its answer looked at
answer    what a refusal means                   reading  JSON -> posts
walk      which page comes next                  cursor   where that page begins
facets    links and handles, both ways           thread   what a post answers
record    the reply as it is posted, and its id
"""
