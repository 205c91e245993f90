"""X, by its API v2. `connector` is the way in; `authorisation` connects an account; the rest is pure but `api`.

A poll walks a list (`walk`, `lists`), reads what X gave (`reading`, `text`, `us`), names its authors (`people`), and
pays for it (`prices`). Tokens end after two hours and are renewed (`session`, `tokens`).
"""
