"""In-memory twin of what is stored of ratings."""

from dataclasses import replace

from queue_server.usecases.ports.failures import RuleBroken
from tests.fakes.memory_state import State


class MemoryRatingRecords:
    """See ``RatingRecords``."""

    def __init__(self, state: State, code: str) -> None:
        self._state = state
        self._code = code

    def get(self, ticket, leg):
        return self._state.ratings.get((ticket, leg), ("", None))[1]

    def save(self, rating):
        if not 1 <= rating.score <= 5:
            raise RuleBroken(f"score {rating.score}")
        known = self.get(rating.ticket, rating.leg)
        if known is not None:
            # What it is about stays; only the opinion changes.
            rating = replace(
                known,
                score=rating.score,
                reasons=rating.reasons,
                comment=rating.comment,
                by=rating.by,
                at=rating.at,
            )
        self._state.ratings[rating.ticket, rating.leg] = (self._code, rating)

    def served_lately(self, limit):
        return lately(self._state, self._code, limit)


class MemoryRatings:
    """See ``RatingReader`` and ``RatingUpkeep``; of offices that work here."""

    def __init__(self, database):
        self._database = database

    def rating(self, ticket, leg):
        return self._database.state.ratings.get((ticket, leg), ("", None))[1]

    def served_lately(self, office, limit):
        return lately(self._database.state, office, limit)

    def since(self, office, at):
        return [one for one in self._of(office) if one.at >= at]

    def forget_comments(self, office, before):
        def work(state):
            old = [one for of, one in state.ratings.values() if of == office and one.at < before and one.comment]
            for one in old:
                state.ratings[one.ticket, one.leg] = (office, replace(one, comment=None))
            return len(old), None

        return self._database.change(work)

    def _of(self, office):
        found = [one for of, one in self._database.state.ratings.values() if of == office]
        return sorted(found, key=lambda one: (one.at, one.ticket, one.leg))


def lately(state: State, office: str, limit: int):
    day = state.service_days.get(office)
    today = [one for one in state.tickets_of(office) if one.service_day == day]
    return sorted(today, key=lambda one: (-one.revision, one.id))[:limit]
