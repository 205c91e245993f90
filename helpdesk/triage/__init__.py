"""From the queue to the staff: what a post is about, whose it is, and the clock that starts.

`folding` makes one spelling out of many, `words` cuts it up, `phrases` and `misspelling` know the keywords, and
`keywords` finds them; `routing` says who gets it. All of these are pure. `sorter` is the job that uses them.
"""
