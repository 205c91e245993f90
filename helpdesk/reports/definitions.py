"""What each figure means, in words: one page, to which every figure leads. figures.py computes them. Pure."""

from __future__ import annotations

from typing import NamedTuple

from helpdesk.language import N_


class Definition(NamedTuple):
    """A figure's name and what it says."""

    name: str
    text: str


DEFINITIONS: dict[str, Definition] = {
    "wait": Definition(
        N_("Customer wait"),
        N_(
            "From the moment a customer's post was published until the network's own time of our answer. That is "
            "what the customer feels, so the targets count it too."
        ),
    ),
    "desk": Definition(
        N_("Desk time"),
        N_("From the moment the desk received the post until the answer: what staff can do something about."),
    ),
    "lag": Definition(
        N_("Listener lag"),
        N_(
            "From the publication of a post until the desk received it: what network and listening add to the wait. "
            "Where a person opened a conversation again, the wait begins at that moment and has no lag."
        ),
    ),
    "first_response": Definition(
        N_("First response"),
        N_(
            "The first answer that a person wrote and the network shows. Answers that failed, were held back or are "
            "not confirmed don't count, and neither do holding answers."
        ),
    ),
    "next_response": Definition(
        N_("Next response"),
        N_("Each later answer, from the oldest post that was not answered yet. A conversation can have many."),
    ),
    "asked": Definition(
        N_("Customers who wrote"),
        N_(
            "Waits that began with a post published in these days, without those closed because no answer was "
            "needed. Answered and still waiting add up to it."
        ),
    ),
    "answered": Definition(N_("Answered"), N_("Those of them who have an answer by now.")),
    "open": Definition(N_("Still waiting"), N_("Those of them who have none yet. They are part of every median here.")),
    "no_need": Definition(
        N_("No answer needed"),
        N_(
            "Closed by staff without an answer, as praise or spam are. They count in no other figure; here they "
            "stand so that nobody can tidy late customers away unseen."
        ),
    ),
    "without_need": Definition(
        N_("Answered without need"),
        N_(
            "Answers that nobody waited for: to a post that was only thanks or was closed because it needed none, or "
            "one more after the customer had their answer. They count on the day on which the desk saw them on the "
            "network, for who wrote them, and in no wait. Holding answers and the later parts of a long answer are "
            "none of them."
        ),
    ),
    "wrote": Definition(
        N_("Wrote, answered that day"),
        N_(
            "Every wait that began with a post of that day, also those closed later because no answer was needed; "
            "and every wait that ended with an answer on that day, whenever it began."
        ),
    ),
    "backlog": Definition(
        N_("Waiting at the day's end"),
        N_("Waits that had begun and not ended when the day did; today, those that go on now."),
    ),
    "surge": Definition(
        N_("Surge"),
        N_(
            "A day on which far more wrote than on a usual day of the period: more than its median by three standard "
            "deviations (as the median deviation tells them), by half, and than seven."
        ),
    ),
    "now": Definition(
        N_("Waiting, overdue, due within the hour"),
        N_(
            "Everybody who waits for an answer at this moment, whenever they wrote: all of them, those whose promise "
            "is over, and those whose promise ends within an hour."
        ),
    ),
    "promise": Definition(
        N_("Our promise"),
        N_(
            "What everybody may read: half of the customers who wrote lately have their answer within that time. It is "
            "kept while their median is no longer, and broken when it is, or when more than half still wait and "
            "somebody has waited longer than promised. Until somebody has, it is kept so far."
        ),
    ),
    "ahead": Definition(
        N_("Enough hands"),
        N_(
            "Whether a team's people on duty can answer what falls due in the next hours. A person can answer as many "
            "in an hour as they did in the busier quarter of their hours during the last two weeks; somebody in two "
            "teams counts half in each."
        ),
    ),
    "carried": Definition(
        N_("Taken, handed on"),
        N_(
            "How often a conversation became somebody's in the period, and how often it went from them to a "
            "colleague or back into the queue. Changes, not conversations: one can go to and fro."
        ),
    ),
    "median": Definition(
        N_("Median, 9 of 10, 19 of 20"),
        N_(
            "Half, nine tenths, nineteen twentieths of the customers had their answer within this time. Whoever "
            "still waits is counted as having waited at least this long (the estimate of Kaplan and Meier), so a "
            "rush can't look good. While too many wait to say, it is “not reached”."
        ),
    ),
    "business": Definition(
        N_("In opening hours"),
        N_(
            "The same waits, but only the time within the opening hours in which their promise is counted. Empty "
            "where promises are counted round the clock: there is nothing to tell apart."
        ),
    ),
    "held": Definition(
        N_("Holding answers"),
        N_(
            "An answer that staff mark as only holding (“we look into it”) answers nothing: the customer still "
            "waits, the clock runs on, and every other figure takes no notice of it. Got a holding answer: those "
            "customers who got one before their answer, or are still waiting after it. Holding counted: how long it "
            "took until they heard anything from us, if such an answer counted like any other."
        ),
    ),
    "in_time": Definition(
        N_("In time"),
        N_(
            "Of the promises whose due time lies in these days: how many were kept by then. One that is over and not "
            "answered is a miss at once; one that still runs counts neither way."
        ),
    ),
    "resolution": Definition(
        N_("First and final resolution"),
        N_(
            "From a conversation's first post until it was closed for the first time, and until it was closed for "
            "the last time if it still is. Those that are not closed count as “at least this long”. Being opened "
            "again never rewrites the first resolution. Opened again: the share of those ever closed that were."
        ),
    ),
    "ends": Definition(
        N_("Promised ends"),
        N_(
            "Where the policy promises an end: from the first post, or the one that opened it again, until the "
            "conversation was done, which is the last answer before it was closed. In such a report answered means "
            "done, for whoever wrote that answer. While we wait for the customer an end rests: it is neither kept nor "
            "missed, and falls due later by as much."
        ),
    ),
    "own": Definition(
        N_("From getting it"),
        N_(
            "From the moment at which somebody had both the conversation and the customer's post until their answer: "
            "the part of the wait that was in their hands. Those who wait with them now count as “at least this long”."
        ),
    ),
    "credit": Definition(
        N_("By person"),
        N_(
            "An answered customer counts for whoever sent the answer; one who waits, for whoever has the "
            "conversation now."
        ),
    ),
    "approval": Definition(
        N_("In approval"),
        N_(
            "From when a trainee or somebody new wrote an answer until a colleague approved it, for answers approved "
            "in the period; those that wait for it now count as “at least this long”. The customer waits meanwhile, so "
            "every other figure has it too; a clock's receipt shows it apart."
        ),
    ),
    "groups": Definition(
        N_("By team, topic, account, priority"),
        N_("As the conversation stands now: when it was moved, its waits went along."),
    ),
    "language": Definition(
        N_("By language, network"),
        N_(
            "The language that the network said the post was in, which may be wrong or missing; and the network on "
            "which it was published."
        ),
    ),
    "days": Definition(
        N_("By day, week, hour"),
        N_(
            "Waits count on the day on which the customer wrote, promises on the day on which they fell due, both by "
            "the clocks of the time zone that is shown. A day on which the clocks change has 23 or 25 hours."
        ),
    ),
    "followers": Definition(
        N_("By followers"), N_("As many as the author had when the desk first saw them. Everybody should wait as long.")
    ),
    "precise": Definition(
        N_("Precision"),
        N_(
            "Everything is measured in microseconds and is as it stands at the moment of the page. A page of 100,000 "
            "answers or more takes its percentiles from counts in narrow steps, within 1%% (half a second below a "
            "second); counts are always exact. No data is “no data”, never 0."
        ),
    ),
}
