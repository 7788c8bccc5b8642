"""Completing one work item: checked, stepped and written, in two round trips when all is simple.

Read under lock; step in memory; write the submission and what the machine came to in one go. Only
when the step calls an operation are rows loaded one by one, since operations work on rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from engine import (
    audit,
    authority,
    charges,
    clocks,
    definitions,
    digests,
    evidence,
    forms,
    messages,
    state,
    writing,
)
from engine.authority import Actor
from engine.errors import Conflict, Forbidden, NotFound
from engine.forms import Form
from engine.idempotency import actor_key
from engine.projection import finish, projected
from engine.reading import Taken
from engine.spiff.machine import Machine
from engine.spiff.parsing import Spec, UserTask
from engine.step import Start, Step
from engine.stepping import Operations
from engine.writing import Remembered, Submitted
from models import clock
from models.cases import Case
from models.fixed import Rows, driver
from models.processes import Definition, Draft, ProcessInstance, WorkItem, WorkItemState

Answer = dict[str, Any]
#: What nearly every operation asks for, read by the statement that writes what was submitted.
_WITH_CASE: Final = Rows(
    ProcessInstance,
    'JOIN "case" ON "case".id = process_instance.case_id'
    ' JOIN subject ON subject.id = "case".subject_id WHERE process_instance.id = %(instance)s',
    ProcessInstance.case,
    Case.subject,
    fresh=True,
    before=writing.SUBMIT,
)


@dataclass
class Completion:
    """One completion on its way from the form to the tables."""

    session: Session
    actor: Actor
    taken: Taken
    spec: Spec
    start: Start
    key: str | None
    request: str
    clean: dict[str, Any] = field(default_factory=dict)
    _submitted: bool = False

    @property
    def task(self) -> UserTask:
        """The user task of the diagram behind the item."""
        return self.spec.user_tasks[self.taken.process, self.taken.element]

    @cached_property
    def form(self) -> Form:
        """The form that the item asks for."""
        return forms.load(self.taken.form)

    def check(self, data: Mapping[str, Any]) -> None:
        """Ask authority, the form and the signatures; raises Forbidden, Invalid, Conflict."""
        taken, task, facts = self.taken, self.task, self.taken.facts()
        refused = authority.refusal(self.actor, task.rule, facts, taken)
        if refused:
            raise Forbidden(refused, item=taken.name, case=taken.number)
        self.clean = forms.clean(self.form, data)
        evidence.expect_known(self.session, taken.case_id, self.form, self.clean)
        charges.expect_lawful(self.session, taken.case_id, self.form, self.clean)
        if task.rule.both_officers:
            self._expect_signatures(facts.officers)

    def run(self) -> Answer:
        """Step the instance and write everything."""
        taken = self.taken
        outcomes = forms.outcomes_of(self.form, self.clean, self.task.outcomes)
        for variable in self.task.meets:
            clocks.met(self.session, self._instance.case, variable)
        operations = Operations(self._step)
        machine = state.decode(self.spec, operations, taken.stored)
        machine.complete(taken.task_id, outcomes)
        heard = bool(machine.messages()) and self._take_up(machine)
        self.session.flush()  # what operations wrote comes before
        answer = self._write(machine, final=operations.called or heard)
        self._forget()
        if machine.ended:
            beside = None if taken.main else taken.instance_id
            finish(self.session, taken.case_id, beside, machine.end, clock.now())
        return answer

    def _submission(self) -> Submitted:
        """What is submitted, with the next entry of the audit chain; written once."""
        self._submitted = True
        taken, actor = self.taken, self.actor
        outcomes = forms.outcomes_of(self.form, self.clean, self.task.outcomes)
        detail: dict[str, object] = {
            "work_item": taken.id,
            "element": taken.element,
            "outcomes": outcomes,
            "submission": taken.submission_id,
            "version": taken.version + 1,
        }
        entry = audit.following(
            f"case:{taken.case_id}",
            taken.position or 0,
            taken.hash or audit.GENESIS,
            actor,
            "work_item:complete",
            taken.case_id,
            detail,
        )
        audit.went_on(self.session, entry)
        return Submitted(
            submission_id=taken.submission_id,
            item=taken.id,
            case=taken.case_id,
            element=taken.element,
            version=taken.version + 1,
            form=taken.form,
            form_digest=self.form.digest,
            data=self.clean,
            user=actor.user_id,
            handling=self.task.rule.handling,
            now=clock.now(),
            entry=entry,
        )

    def _take_up(self, machine: Machine) -> bool:
        """Hand over what came before the step; the submission comes before it in the chain."""
        case = self._instance.case
        return messages.take_up(self.session, case, self.taken.instance_id, machine)

    def _step(self) -> Step:
        instance, now = self._instance, clock.now()
        return Step(self.session, self.actor, instance.case, instance, now, self.start)

    @cached_property
    def _instance(self) -> ProcessInstance:
        """The instance with its case, once somebody asks, who may also ask for the submission."""
        written = writing.values_of(self._submission())
        self._forget()
        found = _WITH_CASE.first(self.session, instance=self.taken.instance_id, **written)
        if found is None:
            raise NotFound("instance.unknown", id=self.taken.instance_id)
        return found

    def _write(self, machine: Machine, *, final: bool) -> Answer:
        taken = self.taken
        what = projected(
            machine,
            instance=taken.instance_id,
            case=taken.case_id,
            visited=taken.visited,
            known=frozenset(taken.open_items or ()) - {taken.task_id},
            # What called an operation cannot be taken back: papers were issued, clocks started.
            undo_item=None if final else taken.id,
            now=clock.now(),
        )
        answer: Answer = {
            "work_item": taken.id,
            "case": taken.case_id,
            "submission": taken.submission_id,
            "revision": taken.revision + 1,
            "status": "ended" if machine.ended else "running",
        }
        keep = Remembered(actor_key(self.actor), self.key, self.request, answer)
        submitted = None if self._submitted else self._submission()
        return answer | {"opened": writing.project(driver(self.session), what, keep, submitted)}

    def _expect_signatures(self, officers: frozenset[int]) -> None:
        """Both officers signed exactly this content, each by own login (L6 arts 23, 35)."""
        signed = self.taken.signed(digests.of(self.clean))
        if len(officers) < authority.PAIR or not officers <= signed:
            count = len(signed & officers)
            raise Conflict("signature.missing", item=self.taken.name, signed=count)

    def _forget(self) -> None:
        """Rows that were written past the session are read anew when somebody asks."""
        taken, known = self.taken, self.session.identity_map
        items = {taken.id, *(taken.open_items or {}).values()}
        for model, keys in (
            (ProcessInstance, {taken.instance_id}),
            (WorkItem, items),
            (Draft, {taken.id}),
        ):
            for key in keys:
                row = known.get(identity_key(model, key))
                if row is not None:
                    self.session.expire(row)


def expect_open(taken: Taken, revision: int | None) -> None:
    """Raise Conflict, saying who and when, unless the item is open and the version the newest."""
    if taken.state == WorkItemState.DONE:
        when = taken.closed_at.isoformat() if taken.closed_at else ""
        raise Conflict("work_item.done", item=taken.name, by=taken.closed_by or "", at=when)
    if taken.state == WorkItemState.WITHDRAWN:
        raise Conflict("work_item.withdrawn", item=taken.name)
    if revision is not None and revision != taken.revision:
        raise Conflict("work_item.stale", expected=revision, actual=taken.revision)


def spec_of(session: Session, taken: Taken) -> Spec:
    """The specification that the instance runs in, from memory if it can be."""
    return definitions.remembered(taken.root, taken.digest) or definitions.spec_of(
        session.get_one(Definition, taken.definition_id)
    )
