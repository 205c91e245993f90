"""The world outside: one protocol, one HTTP door, one file a network. Knows no database and no web page.

`connect` gives the connector of an account; `protocol` says what every connector can do and in which words it
answers; `errors` says what became of a request that did not end well.
"""
