"""What networks' code, the outbox and the safe say, mostly why something did not go as it should.

It is kept in English, often one sentence within the other, and told in the reader's language. `tests/test_reasons.py`
finds one that was forgotten here.
"""

from __future__ import annotations

from typing import Final

from helpdesk.language import N_, kept
from helpdesk.recognised import Recognised

THINGS: Final = (  # that an answer, or the safe, should hold
    N_("the answer"), N_("the post"), N_("its author"), N_("its record"), N_("the record"), N_("its content"),
    N_("the notification"), N_("its configuration"), N_("its limits"), N_("the instance"), N_("its thread"),
    N_("its parent"), N_("the session"), N_("the user"), N_("this post"), N_("this account"),
    N_("the post that it answers"), N_("the post that is answered"), N_("token of account %(number)s"),
    N_("session of account %(number)s"),
)  # fmt: skip
UNREADABLE: Final = (
    N_("%(thing)s is not a JSON object"),
    N_("%(thing)s has no usable id"),
    N_("%(thing)s has no usable handle"),
    N_("%(thing)s has no usable cid"),
    N_("%(thing)s has no usable token"),
    N_("the post has no date"),
    N_("the post has no readable date"),
    N_("the post has no text"),
    N_("the post has no author"),
    N_("the post is another's than it says"),
    N_("the record is another's than asked for"),
    N_("it shows another post than asked for"),
    N_("it names another post than we wrote"),
    N_("it holds no list of posts"),
    N_("its limit is not a number of characters"),
    N_("it is no RSS or Atom"),
    N_("it is damaged, and with %(bytes)s bytes too large to be mended"),
)
POSTS: Final = (  # remarks on them
    N_("could not be read: %(reason)s"),
    N_("The network gave a mention that cannot be read: %(reason)s."),
    N_("X gave a mention that cannot be read: %(reason)s."),
    N_("X gave a post that cannot be read: %(reason)s."),
    N_("cut to %(kept)s of its %(characters)s characters"),
    N_("dated %(moment)s, which can't be; counted from when we received it"),
    N_("our own post"),
    N_("a repost"),
)
NETWORKS: Final = (
    N_("The network no longer accepts this account's token: connect the account anew."),
    N_("The network wants to be paid before it goes on: see to the account's plan there."),
    N_("The network asks for fewer requests."),
    N_("The network is closed for a moment."),
    N_("The network says that this was posted before: perhaps by a try of ours that gave no answer."),
    N_("The network does not have it, or not any more."),
    N_("The network does not have it, or not any more (%(status)s)."),
    N_("The network refused (%(status)s)."),
    N_("The network sent us elsewhere (%(status)s); the desk does not follow."),
    N_("The network had trouble of its own (%(status)s)."),
    N_("The network answered, but not with readable JSON."),
    N_("The network answered, but not with what it promises: %(reason)s."),
    N_("The network answered with something else than a list."),
    N_("The network repeats the same page: what lies beyond it could not be read."),
    N_("The network repeats the same page of mentions: those beyond it could not be read."),
    N_("The network's list no longer reaches back."),
    N_("This is no id that the network could have given."),
    N_("The text holds half a character, which no network can take."),
    N_("Only our own posts can be taken back."),
    N_("%(server)s cannot be reached (%(reason)s). Nothing was sent."),
    N_("%(server)s was asked, but gave no whole answer (%(reason)s)."),
    N_("%(server)s answered with more than %(bytes)s bytes."),
    N_("time was up"),
    N_("time was up before the connection stood"),
)
SETTINGS: Final = (
    N_("The account's address is no web address."),
    N_("The account's address must begin with https:// (or http://) and name a server."),
    N_("The account's address names a port that no server can have."),
    N_("The account's address must be without a name, password, ? or #."),
    N_("The account's token is empty or holds a character that no token has."),
    N_("The account's token is empty: it needs an app password."),
    N_("The account's token for X is no access token and no JSON that holds one."),
    N_("The account's token for X has a refresh_token but no client_id, which renews it."),
    N_('There is no network "%(network)s". The desk can speak to: %(known)s.'),
    N_("%(account)s has no address or no token: set its secret %(secret)s."),
    N_("%(account)s is not connected: run helpdesk account add."),
    N_(
        "The token of %(account)s is that of @%(other)s: nothing is read or posted with it. Set the right one, or run "
        "helpdesk account add."
    ),
    N_("The secret %(secret)s is gone; put it back from a backup, or connect the accounts anew."),
    N_("The secret %(secret)s holds something that is no key; put it back from a backup."),
    N_(
        "The %(thing)s was sealed with a key that is not in the secret %(secret)s; "
        "put that key back from a backup, or connect the account anew."
    ),
    N_("What lies in the place of the %(thing)s belongs to the %(other)s: connect both anew."),
)
BLUESKY: Final = (
    N_("The network has closed this account, at least for now: see to it there. %(reason)s"),
    N_("The network wants a code from an e-mail: give the desk an app password, not the main one."),
    N_("The answer is %(size)s bytes long; Bluesky takes %(most)s."),
    N_("Its author does not let us answer it, and nobody would see what we write."),
    N_("What an answer needs to know could not be read, so nothing was sent: %(reason)s"),
    N_("More mentions of one millisecond than the network shows at once."),
    N_("The session of %(account)s has ended, and there is no app password to begin another."),
    N_("%(account)s was signed in too often: the desk waits before it tries again."),
    N_("The session could not be renewed: %(reason)s"),
    N_("The session could not be read: %(reason)s"),
    N_("Signing in as %(account)s was refused: check the app password. %(reason)s"),
    N_("Signing in as %(account)s got no usable answer: %(reason)s"),
)
FEEDS: Final = (
    N_("A feed is only listened to: nothing can be posted or looked up there."),
    N_("The feed has moved: connect it again with its new address."),
    N_("The feed has moved to %(address)s: connect it again with its new address."),
    N_("The feed's address is no web address."),
    N_("%(feed)s could not be read; the log says why."),
    N_("%(feed)s answered, but not with a feed: %(reason)s."),
    N_("None of the newest entries of the last look was in the feed any more: others may have come and gone."),
    N_("Mastodon's servers cannot be searched for words."),
)
X: Final = (
    N_("The plan with X is used up: see to it there, waiting does not help."),
    N_("X does not have this post, or not any more."),
    N_("X does not have %(thing)s, or not any more."),
    N_("X does not show %(thing)s."),
    N_("X did not say who we are. %(reason)s"),
    N_("This is no id that X could have given."),
    N_("X searches for at most %(most)s characters: listen for fewer words."),
    N_("This account has only its app's token: X lets it read, but not post."),
    N_("This account has no token for X."),
    N_("X no longer renews this account's token: connect the account anew."),
    N_("X no longer renews this account's token: connect the account anew. %(reason)s"),
    N_("X answered the renewal of this account's token with something else."),
    N_("X did not renew this account's token; another process may just have."),
    N_("X did not renew this account's token. %(reason)s"),
    N_("X's search looks back seven days."),
    N_("X repeats its page: what is below could not be read."),
    N_("X shows the newest %(most)s mentions, and there were more."),
)
ANSWERS: Final = (  # of ours
    N_("Somebody answered outside this desk: “%(words)s”"),
    N_("The network does not show us the post that this answers: %(reason)s"),
    N_("Could not look at the post first: %(reason)s"),
    N_("Could not look for it: %(reason)s"),
    N_("The network took it, but could not show it: %(reason)s"),
    N_("The network shows it in another's name than ours. Look there."),
    N_("The network shows it in another place than meant."),
    N_("The network shows other words than were sent. Look there."),
    N_("Not found on the network in three looks. Look there yourself, then say whether it is there."),
    N_("The desk stopped while it was being sent."),
    N_("A backup was restored; this answer may have left after it was made."),
    N_("The part before it did not get out."),
    N_("%(person)s may no longer answer for the company."),
    N_("%(account)s was removed from the desk: nobody may answer as it."),
    N_("The same words went to %(people)s people within the last hour; a network may take that for spam."),
)
BUDGETS: Final = (  # of requests, as networks limit them
    N_("requests"), N_("reading"), N_("searching"), N_("posting"), N_("deleting"), N_("sessions"), N_("sign-ins"),
    N_("reading mentions"), N_("reading our own posts"), N_("looking up posts"), N_("looking up people"),
    N_("who we are"), N_("renewing the token"), N_("%(budget)s in 24 hours, all accounts"),
    N_("%(budget)s in 24 hours"),
)  # fmt: skip
SENTENCES: Final = Recognised(
    N_('%(sentence)s It says: "%(words)s"'),
    *(*ANSWERS, *NETWORKS, *SETTINGS, *BLUESKY, *FEEDS, *X, *POSTS, *UNREADABLE, *THINGS, *BUDGETS),
    N_("%(one)s; %(other)s"),  # remarks stand in a row
)


def told(reason: str) -> str:
    """A reason in the reader's language; one that nobody here made as it stands."""
    return SENTENCES.told(reason) if SENTENCES.found(reason) else kept(reason)
