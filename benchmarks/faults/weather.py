"""A magazine behind a bad network."""

import random
from dataclasses import dataclass, field, replace

from fixtures.answering import Fault
from fixtures.magazines import Answer
from fixtures.server import MagazineServer

LABELS = ("image/png", "text/html; charset=utf-16", "application/octet-stream", "")


@dataclass(frozen=True, slots=True)
class Weather:
    """What happens to answers: parts of them (0 to 1) that are dropped, cut and mislabelled, and seconds they take."""

    drops: float = 0
    cuts: float = 0
    mislabels: float = 0
    seconds: float = 0
    chance: random.Random = field(default_factory=random.Random)

    def faults(self) -> list[Fault]:
        """What the next answer meets."""
        fault = Fault(
            seconds=self.chance.uniform(0, 2 * self.seconds),
            drops=self.chance.random() < self.drops,
            cuts=self.chance.random() < self.cuts,
        )
        return [fault]

    def labelled(self, answer: Answer) -> Answer:
        """The answer, maybe called what it is not."""
        if self.chance.random() >= self.mislabels:
            return answer
        return replace(answer, headers=answer.headers | {"Content-Type": self.chance.choice(LABELS)})


class RoughServer(MagazineServer):
    """A magazine whose answers meet the `weather`."""

    weather: Weather | None = None

    def calm(self) -> None:
        """Ends all bad weather."""
        self.weather = None

    def faults(self, path: str) -> list[Fault]:
        """Those of the path, and those of the weather."""
        return super().faults(path) + (self.weather.faults() if self.weather else [])

    def answer(self, path: str) -> Answer:
        """The answer to a path; the weather may have changed its label."""
        answer = super().answer(path)
        return self.weather.labelled(answer) if self.weather else answer
