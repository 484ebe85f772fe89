"""Whether a congress can reach its share of women with who sits there now and who is in the pipeline.

What is not known (a birth year, somebody's schooling, a register that nobody keeps) makes the answer wider, never
wrong: it is worked out once with every doubt against and once with every doubt in favour. The product sets no age and
no number of terms: each limit is what the officer typed, and nobody leaves by a limit that nobody set.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Final, Literal, NamedTuple

Reason = Literal["ends", "moved", "age", "terms"]
State = Literal["reach", "unclear", "short"]

SHARE: Final = Fraction(3, 10)
"""The share of women that the plan asks of every committee."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Who does not stand again: older in the year of the congress than so many years, or after so many terms.

    None is a limit that nobody set.
    """

    women_age: int | None = None
    men_age: int | None = None
    terms: int | None = None

    def age(self, woman: bool) -> int | None:
        """The highest age for this sex."""
        return self.women_age if woman else self.men_age


class Member(NamedTuple):
    """Somebody who holds a seat today: `terms` in this committee with the present one, `until` the last day if set."""

    key: int
    woman: bool
    born: int | None = None
    terms: int = 1
    until: date | None = None
    moved: bool = False


class Candidate(NamedTuple):
    """Somebody in the pipeline; `ready` is None where the schooling asked for is not written down."""

    key: int
    woman: bool
    born: int | None = None
    ready: bool | None = True


@dataclass(frozen=True, slots=True)
class Prospect:
    """What can become of one congress. Counts of people; `surely` and `perhaps` are the two ends of the answer.

    `sitting` and the counts of who stays are None where nobody keeps the register of cadres, `ready` and `doubtful`
    where nobody keeps the pipeline. `perhaps` is None where nothing bounds it.
    """

    seats: int
    needed: int
    sitting: int | None
    sitting_women: int | None
    leaving_women: int | None
    staying: int | None
    staying_women: int | None
    unsure_women: int | None
    ready: int | None
    doubtful: int | None
    surely: int
    perhaps: int | None

    @property
    def missing(self) -> int:
        """How many women the list still lacks, with every doubt against."""
        return max(0, self.needed - self.surely)

    @property
    def state(self) -> State:
        """`reach` and `short` are certain; `unclear` hangs on what is not written down."""
        if not self.missing:
            return "reach"
        return "short" if self.perhaps is not None and self.perhaps < self.needed else "unclear"

    @property
    def new_women(self) -> int:
        """How many women who do not sit today must come onto the list."""
        return max(0, self.needed - (self.staying_women or 0))

    @property
    def places_to_free(self) -> int:
        """How many of those need the place of somebody who could stand again; 0 where that is not known."""
        if self.staying is None:
            return 0
        return max(0, self.new_women - max(0, self.seats - self.staying))


@dataclass(frozen=True, slots=True)
class Tally:
    """Several congresses together: how many in each state, seats, women needed and women missing where it is short."""

    congresses: int
    reach: int
    unclear: int
    short: int
    seats: int
    needed: int
    missing: int


def needed_women(seats: int, share: Fraction = SHARE) -> int:
    """The least number of women of `seats` that is no less than the share."""
    return -(-share.numerator * seats // share.denominator)


def leaves(member: Member, day: date, limits: Limits) -> list[Reason]:
    """Why a member does not stand again on the day of the congress; empty when she does, or when it is not known."""
    found: list[Reason] = []
    if member.until is not None and member.until < day:
        found.append("ends")
    if member.moved:
        found.append("moved")
    if _too_old(member.woman, member.born, day, limits):
        found.append("age")
    if limits.terms is not None and member.terms >= limits.terms:
        found.append("terms")
    return found


def unsure(member: Member, day: date, limits: Limits) -> bool:
    """Whether a member may leave for an age that is not written down (`prospect` asks this of those who stay)."""
    return not leaves(member, day, limits) and member.born is None and limits.age(member.woman) is not None


def readiness(candidate: Candidate, day: date, limits: Limits) -> bool | None:
    """Whether somebody in the pipeline can be put on the list; None where it is not known."""
    if candidate.ready is False or _too_old(candidate.woman, candidate.born, day, limits):
        return False
    if candidate.born is None and limits.age(candidate.woman) is not None:
        return None
    return candidate.ready


def _too_old(woman: bool, born: int | None, day: date, limits: Limits) -> bool | None:
    limit = limits.age(woman)
    return None if limit is None or born is None else day.year - born > limit


def newcomers(members: Sequence[Member], candidates: Iterable[Candidate]) -> list[Candidate]:
    """Those of the pipeline who do not sit already, each once, the surest entry of each."""
    sitting = {one.key for one in members}
    found: dict[int, Candidate] = {}
    for one in candidates:
        known = found.get(one.key)
        if one.key not in sitting and (known is None or _surer(one, known)):
            found[one.key] = one
    return list(found.values())


def _surer(one: Candidate, known: Candidate) -> bool:
    order = {True: 2, None: 1, False: 0}
    return order[one.ready] > order[known.ready]


def prospect(
    seats: int,
    members: Sequence[Member] | None,
    candidates: Sequence[Candidate] | None,
    limits: Limits,
    day: date,
    share: Fraction = SHARE,
) -> Prospect:
    """What can become of a congress of `seats` on `day`; None for members or candidates that nobody writes down."""
    sitting = members or ()
    stay = [one for one in sitting if not leaves(one, day, limits)]
    women = [one for one in stay if one.woman]
    doubts = 0 if limits.women_age is None else sum(one.born is None for one in women)
    coming = [readiness(one, day, limits) for one in newcomers(sitting, candidates or ()) if one.woman]
    ready, doubtful = coming.count(True), coming.count(None)
    all_women = sum(one.woman for one in sitting)
    known, pooled = members is not None, candidates is not None
    return Prospect(
        seats=seats,
        needed=needed_women(seats, share),
        sitting=len(sitting) if known else None,
        sitting_women=all_women if known else None,
        leaving_women=all_women - len(women) if known else None,
        staying=len(stay) if known else None,
        staying_women=len(women) if known else None,
        unsure_women=doubts if known else None,
        ready=ready if pooled else None,
        doubtful=doubtful if pooled else None,
        surely=len(women) - doubts + ready,
        perhaps=len(women) + ready + doubtful if known and pooled else None,
    )


def act_by(day: date, list_by: date | None, lead_days: int = 0) -> date:
    """The last day to act: when the list is closed if that is set, else so many days before the congress."""
    return list_by or day - timedelta(days=lead_days)


def tally(prospects: Iterable[Prospect]) -> Tally:
    """Congresses together; women missing are summed over the congresses that are short, never offset by others."""
    rows = [(one, one.state) for one in prospects]
    states = Counter(state for _one, state in rows)
    return Tally(
        congresses=len(rows),
        reach=states["reach"],
        unclear=states["unclear"],
        short=states["short"],
        seats=sum(one.seats for one, _state in rows),
        needed=sum(one.needed for one, _state in rows),
        missing=sum(one.missing for one, state in rows if state == "short"),
    )


def together(tallies: Iterable[Tally]) -> Tally:
    """Tallies of different congresses as one."""
    rows = [astuple(one) for one in tallies]
    return Tally(*map(sum, zip(*rows, strict=True))) if rows else tally([])
