"""The machine of hypothesis over one case: its rules, what it expects of each asking, and what must hold after every one."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from application.outcome import NotAllowedError, NotFoundError, ReusedKeyError, StaleError
from domain.case.audit_case import AuditCase
from domain.law.refusal import Refused
from tests.drills.case_acts import ACTS
from tests.drills.case_model import CLOSED, EXPERTS, LIST_READY, PERSON, Ask, Draft, Model
from tests.drills.case_ordinary import next_step
from tests.drills.case_world import FIRST_DAY, LARGEST_LOG, PEOPLE, Filing, World

if TYPE_CHECKING:
    from collections.abc import Iterable

    from application.commands.command import Command
    from application.outcome import Answer

LAST_MONTH = date(2026, 9, 30)
"""Days go on until then: what follows from them lies in years whose notices are out."""
SEED = st.integers(0, 2**48)
"""What is chosen within a step is drawn from one number: the steps vary more than hypothesis would vary their parts."""
ENDINGS = {"withdrawal", "plan-decline"}
PUBLISHERS = ("approver", "officer", "officer-as-approver", "signer")


class Sent(NamedTuple):
    """A command that was done under a key."""

    command: Command
    who: str
    key: str
    answer: Answer


def choices(chance: Random, who: str = "") -> Ask:
    """What an act leaves open, chosen; now and then a faulty way."""
    return Ask(who, chance.randrange(EXPERTS), chance.randrange(3) == 0, chance.randrange(30))


class CaseMachine(RuleBasedStateMachine):
    """A case, the tables beside it, and people who ask."""

    world: World | None = None
    asked = 0
    done: dict[str, int]
    refused: dict[str, int]

    def __init__(self) -> None:
        super().__init__()
        kind = type(self)
        if kind.world is not None and kind.world.head > LARGEST_LOG:
            kind.world.close()
            kind.world = None
        if kind.world is None:
            kind.world = World()
        self.real = kind.world
        self.filing = Filing(self.real, self.real.next_code())
        self.sent: list[Sent] = []
        self.model = Model(FIRST_DAY)

    @initialize(seed=SEED)
    def somewhere_on_the_way(self, seed: int) -> None:
        """The plan is handed in, and so many ordinary steps are behind it."""
        chance = Random(seed)
        self.begin()
        for _ in range(chance.randrange(36)):
            self.goes_on(chance)

    def begin(self) -> None:
        """The plan is handed in."""
        self.set_day(FIRST_DAY)
        created = self.real.casework.handle(self.filing.plan(), self.filing.people["signer"]).created
        assert created is not None
        self.filing.case_id = created

    # ------------------------------------------------------------------------------------------------------------ rules

    @rule(seed=SEED)
    def days_pass(self, seed: int) -> None:
        """Time goes on."""
        later = self.model.today + timedelta(days=Random(seed).choice((1, 1, 2, 9, 33)))
        if later <= LAST_MONTH:
            self.set_day(later)

    @rule(seed=SEED)
    def ordinary_step(self, seed: int) -> None:
        """What comes next in an ordinary case."""
        self.goes_on(Random(seed))

    @rule(seed=SEED)
    def something_lawful(self, seed: int) -> None:
        """One of the acts that are lawful as the case stands, ordinary or not."""
        chance = Random(seed)
        lawful = self.lawful(chance)
        if lawful:
            self.ask(*chance.choice(lawful))

    @rule(seed=SEED)
    def somebody_who_may(self, seed: int) -> None:
        """An act by one of those who may ask for it, whether or not it is its time."""
        chance = Random(seed)
        act, asking = chance.choice(sorted(ACTS)), choices(chance)
        may = sorted(ACTS[act].who(self.model, asking)) or ["officer"]
        self.ask(act, self.own(act, asking._replace(who=chance.choice(may))))

    @rule(seed=SEED)
    def anybody(self, seed: int) -> None:
        """An act by anybody at all."""
        chance = Random(seed)
        act = chance.choice(sorted(ACTS))
        self.ask(act, self.own(act, choices(chance, chance.choice(PEOPLE))))

    @rule(seed=SEED)
    def upon_a_version(self, seed: int) -> None:
        """An act of the case upon the version looked at, or upon another one."""
        chance = Random(seed)
        act, asking = chance.choice(sorted(ACTS)), choices(chance)
        may = sorted(ACTS[act].who(self.model, asking))
        if may and ACTS[act].of_case and not act.startswith("sheet") and act != "objections":
            self.ask(act, self.own(act, asking._replace(who=may[0])), version=self.model.version + chance.choice((-1, 0, 0, 1)))

    @rule(who=st.sampled_from(PUBLISHERS))
    def published(self, who: str) -> None:
        """The last list drafted is published with its case, or is stale."""
        if self.model.drafts:
            self.publish(self.model.drafts[-1], who)

    @rule(seed=SEED)
    def plans_again(self, seed: int) -> None:
        """Another plan of the enterprise: never beside an open case, at once after a failed one, not inside five years of a pass."""
        model = self.model
        faults = ["inside-five-years"] if model.result == "pass" else []
        if model.state not in CLOSED:
            if Random(seed).randrange(4):
                return self.goes_on(Random(seed))
            faults.append("case-open")
        answer = self.hear(self.filing.plan(), "signer", faults)
        if answer is not None:
            assert answer.created is not None
            self.chain_is_whole()
            self.filing.case_id, self.filing.sheets = answer.created, {}
            self.model = Model(model.today)
            self.agrees()
        return None

    @rule(seed=SEED)
    def sent_again(self, seed: int) -> None:
        """The same request under its key is answered alike and done once; another request under that key is refused."""
        if not self.sent:
            return
        chance = Random(seed)
        sent, before = chance.choice(self.sent), self.real.head
        if chance.randrange(3) == 0:
            with pytest.raises(ReusedKeyError):
                self.handle(self.filing.plan(main_products="另一种"), sent.who, sent.key)
        else:
            again = self.handle(sent.command, sent.who, sent.key)
            assert again == sent.answer, f"{type(sent.command).__name__} sent again: {again} instead of {sent.answer}"
        assert self.real.head == before

    # ----------------------------------------------------------------------------------------------------------- asking

    def own(self, act: str, asking: Ask) -> Ask:
        """An expert acts for nobody else where the command names nobody."""
        if act in {"expert-confirmation", "opinion-signature", "sheet"} and asking.who.startswith("expert"):
            return asking._replace(expert=int(asking.who[-1]))
        return asking

    def lawful(self, chance: Random) -> list[tuple[str, Ask]]:
        """Acts that are lawful now, each once; what ends the case comes up now and then only."""
        found = {}
        for _ in range(6):
            asking = choices(chance)
            for act, row in ACTS.items():
                may = sorted(row.who(self.model, asking))
                if not may or act in found or (act in ENDINGS and chance.randrange(8)):
                    continue
                own = self.own(act, asking._replace(who=chance.choice(may)))
                if not self.expected(act, own, None):
                    found[act] = own
        return list(found.items())

    def ask(self, act: str, asking: Ask, version: int | None = None) -> bool:
        """Ask, and hold what happens against the tables. Whether it was done."""
        row, model = ACTS[act], self.model
        if act == "acceptance-correction" and model.result is not None:
            return False  # a visit held again beside a result that stands: a story of its own
        expected = self.expected(act, asking, version)
        answer = self.hear(self.filing.command(act, model, asking), asking.who, expected, version=version, act=act, asking=asking)
        if answer is None:
            return False
        row.effect(model, asking)
        model.version += row.moves
        if act == "list-draft":
            model.drafts.append(Draft(("plan", "acceptance", "results")[asking.dice % 3], model.version, answer.created, asking.person))
        if act == "objections":
            model.objections[answer.created] = False
        self.agrees()
        return True

    def expected(self, act: str, asking: Ask, version: int | None) -> list[str]:
        """What the tables say stands in the way; nothing where it is lawful."""
        row, model = ACTS[act], self.model
        if row.of_case and not model.sees(asking.who):
            return ["hidden"]
        if asking.who not in row.who(model, asking):
            return ["forbidden"]
        if version is not None and version != model.version:
            return ["stale"]
        return next((found for fault in row.faults if (found := fault(model, asking))), [])

    def hear(
        self, command: Command, who: str, expected: list[str], *, version: int | None = None, act: str = "", asking: Ask | None = None
    ) -> Answer | None:
        """Send a command; it is done exactly where nothing is expected to stand in the way, else nothing is left of it."""
        before, key = self.real.head, str(uuid4())
        kind = type(self)
        kind.asked += 1
        try:
            answer = self.handle(command, who, key, version)
        except (Refused, NotFoundError, NotAllowedError, StaleError) as no:
            said = codes_of(no)
            assert expected, f"{type(command).__name__} by {who} is lawful and was not done: {said}; {self.model}"
            assert set(expected) <= said, f"{type(command).__name__} by {who}: expected {expected}, was told {said}; {self.model}"
            for code in said:
                kind.refused[code] = kind.refused.get(code, 0) + 1
            self.keeps_only_late_papers(before, said, asking)
            return None
        assert not expected, f"{type(command).__name__} by {who} was done in spite of {expected}; {self.model}"
        kind.done[act or type(command).__name__] = kind.done.get(act or type(command).__name__, 0) + 1
        written = {each.originator_id for each in self.real.casework.recorder.select_notifications(before + 1, 100)}
        assert {str(each) for each in written} == answer.versions.keys()
        self.sent.append(Sent(command, who, key, answer))
        return answer

    def handle(self, command: Command, who: str, key: str, version: int | None = None) -> Answer:
        """To the application."""
        return self.real.casework.handle(command, self.filing.people[who], command_id=key, expected_version=version)

    def keeps_only_late_papers(self, before: int, said: Iterable[str], asking: Ask | None) -> None:
        """A refusal leaves the case as it was, but for final papers that came too late: they are kept once, as a request for more time.

        That it was refused is kept outside the case, once at most.
        """
        kept = 0
        if "revision-too-late" in said and asking is not None and not (self.model.late_papers_kept):
            self.model.late_papers_kept = True
            self.model.version += 1
            kept = 1
        written = [each.topic for each in self.real.casework.recorder.select_notifications(before + 1, 100)]
        noted = [topic for topic in written if topic.startswith("refusal.")]
        assert len(written) == len(noted) + kept
        assert len(noted) <= 1

    def publish(self, draft: Draft, who: str) -> bool:
        """Publish a draft: all or nothing, with the case on it."""
        model = self.model
        faults: list[str] = []
        if who not in {"approver", "officer-as-approver"}:
            faults = ["forbidden"]
        elif PERSON[who] == draft.by:
            faults = ["proposer-cannot-decide"]
        elif draft.version != model.version:
            faults = ["list-entry-moved"]
        elif draft.kind == "results" and model.correction is not None:
            faults = ["list-entry-refused"]
        if self.hear(self.filing.publication(draft.token, model), who, faults) is None:
            return False
        model.drafts.remove(draft)
        model.state = {"plan": "plan-listed", "acceptance": "listed-for-acceptance", "results": "published"}[draft.kind]
        model.ended_on = model.today if draft.kind == "results" else None
        model.version += 1
        self.agrees()
        return True

    # ---------------------------------------------------------------------------------------------------- the ordinary way

    def goes_on(self, chance: Random) -> None:
        """The next step of an ordinary case; it is lawful, so it must be done."""
        model, dice = self.model, chance.randrange(30)
        if model.state in CLOSED:
            return
        if model.state in LIST_READY.values():
            kind = next(each for each, state in LIST_READY.items() if state == model.state)
            if model.correction is None:
                self.must("list-draft", Ask("officer", 0, flag=False, dice=("plan", "acceptance", "results").index(kind)))
                assert self.publish(model.drafts[-1], "approver")
            return
        if model.state == "visit-scheduled" and model.visit_on is not None and model.visit_on > model.today and dice % 2:
            self.set_day(model.visit_on)
        step = next_step(model, dice)
        if step is not None:
            self.must(*step)

    def must(self, act: str, asking: Ask) -> None:
        """Ask for what is lawful by the tables; should they say it is not, there is nothing ordinary to do."""
        if not self.expected(act, asking, None):
            assert self.ask(act, asking)

    # ------------------------------------------------------------------------------------------------------- invariants

    def set_day(self, day: date) -> None:
        """Nine in the morning of that day."""
        self.model.today = day
        self.real.clock.moment = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)

    def agrees(self) -> None:
        """The case folded anew from the store stands where the tables stand."""
        case = AuditCase(self.filing.case_id).replay((each.fact, each.stamp) for each in self.real.casework.events.get(self.filing.case_id))
        model = self.model
        round_ = case.submitted.round if case.submitted else 0
        found = (case.state, case.version, list(case.milestone_on), round_, case.district, case.result, case.grade, case.lapsed, case.extensions)
        assert found == (
            model.state,
            model.version,
            model.milestones,
            model.round,
            model.district,
            model.result,
            model.grade,
            model.lapsed,
            model.extensions,
        )
        if model.result is None and model.state not in CLOSED:
            assert (case.revision_deadline.last_day if case.revision_deadline else None) == model.last_day

    def chain_is_whole(self) -> None:
        """案件链: versions 1 to n without a gap, each leaf upon the hash of the one before, counted over the case and its sheets."""
        events = self.real.casework.recorder.select_case(self.filing.case_id)
        before = b""
        for number, each in enumerate(events, start=1):
            leaf = json.loads(each.state)
            assert (each.case_version, leaf["casever"], leaf["time"]) == (number, number, each.recorded_at)
            assert leaf.get("prevleaf") == (b64encode(before).decode() if before else None)
            before = hashlib.sha256(b"\x00" + each.state).digest()
            assert each.leaf_hash == before
        assert len(events) == self.model.version + sum(each.originator_id != self.filing.case_id for each in events)

    def teardown(self) -> None:
        """At the end of each example the chain is whole and the log has no gap."""
        if self.filing.case_id.int:
            self.chain_is_whole()
            assert self.real.count() == self.real.head


def codes_of(no: Exception) -> set[str]:
    """How a command was not done."""
    if isinstance(no, Refused):
        return {each.code for each in no.every}
    return {{NotFoundError: "hidden", NotAllowedError: "forbidden", StaleError: "stale"}[type(no)]}
