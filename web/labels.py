"""The words and colours of states, kinds and roles on the pages."""

import enum
from dataclasses import dataclass
from typing import Final

from flask_babel import lazy_gettext as _l

from models.campaigns import CampaignState, Coverage
from models.cases import CaseKind, CaseState
from models.clocks import ClockState
from models.clues import ClueSource
from models.complaints import Channel
from models.documents import EvidenceKind, PublicationState
from models.findings import RectificationState
from models.measures import MeasureState
from models.penalties import PenaltyState
from models.persons import PositionKind
from models.processes import IncidentState, InstanceStatus, WorkItemState
from models.remedies import RemedyKind, RemedyResult
from models.seals import Ground
from models.subjects import SubjectKind


@dataclass(frozen=True)
class Label:
    """What a badge says; the colour never says anything that the text does not."""

    words: object
    colour: str = "grey"

    @property
    def text(self) -> str:
        """Return the words in the language of the request."""
        return str(self.words)


#: Members of different enumerations may be equal strings, so the class comes first.
_LABELS: Final[dict[type[enum.StrEnum], dict[str, Label]]] = {
    ClueSource: {
        ClueSource.INSPECTION: Label(_l("Inspection")),
        ClueSource.REPORT: Label(_l("Complaint or report")),
        ClueSource.SAMPLING: Label(_l("Failed sample")),
        ClueSource.TRANSFERRED: Label(_l("Transferred by another body")),
        ClueSource.ASSIGNED: Label(_l("Handed down by the superior")),
        ClueSource.OTHER: Label(_l("Other")),
    },
    EvidenceKind: {
        EvidenceKind.DOCUMENT: Label(_l("Documentary evidence")),
        EvidenceKind.OBJECT: Label(_l("Physical evidence")),
        EvidenceKind.AUDIOVISUAL: Label(_l("Audio-visual material")),
        EvidenceKind.ELECTRONIC: Label(_l("Electronic data")),
        EvidenceKind.WITNESS: Label(_l("Testimony of a witness")),
        EvidenceKind.STATEMENT: Label(_l("Statement of the party")),
        EvidenceKind.OPINION: Label(_l("Expert opinion")),
        EvidenceKind.RECORD: Label(_l("Record of an inspection on the spot")),
    },
    CampaignState: {
        CampaignState.OPENING: Label(_l("Opening"), "blue"),
        CampaignState.OPEN: Label(_l("Under way"), "blue"),
        CampaignState.CLOSED: Label(_l("Finished"), "green"),
        CampaignState.CANCELLED: Label(_l("Cancelled")),
        CampaignState.SKIPPED: Label(_l("Skipped"), "orange"),
    },
    CaseKind: {
        CaseKind.INSPECTION: Label(_l("Inspection"), "blue"),
        CaseKind.ENFORCEMENT: Label(_l("Enforcement"), "red"),
        CaseKind.SUMMARY: Label(_l("On-the-spot penalty"), "orange"),
        CaseKind.COMPLAINT: Label(_l("Complaint"), "orange"),
        CaseKind.CREDIT: Label(_l("Serious violation list"), "purple"),
    },
    CaseState: {
        CaseState.OPEN: Label(_l("Open"), "blue"),
        CaseState.CLOSED: Label(_l("Closed"), "green"),
        CaseState.CANCELLED: Label(_l("Cancelled")),
    },
    Channel: {
        Channel.HOTLINE: Label(_l("Hotline 12315 or 12345")),
        Channel.INTERNET: Label(_l("Internet platform")),
        Channel.LETTER: Label(_l("Letter")),
        Channel.VISIT: Label(_l("Visit")),
    },
    ClockState: {
        ClockState.RUNNING: Label(_l("Running"), "blue"),
        ClockState.MET: Label(_l("Fulfilled"), "green"),
        ClockState.STOPPED: Label(_l("Stopped")),
    },
    RemedyKind: {
        RemedyKind.REVIEW: Label(_l("Administrative review")),
        RemedyKind.LITIGATION: Label(_l("Administrative litigation")),
    },
    RemedyResult: {
        RemedyResult.UPHELD: Label(_l("Upheld"), "green"),
        RemedyResult.CHANGED: Label(_l("Changed"), "orange"),
        RemedyResult.ANNULLED: Label(_l("Annulled"), "red"),
        RemedyResult.WITHDRAWN: Label(_l("Withdrawn by the party")),
    },
    PositionKind: {
        PositionKind.LEGAL_REPRESENTATIVE: Label(_l("Legal representative")),
        PositionKind.PRINCIPAL: Label(_l("Principal")),
        PositionKind.SUPERVISOR: Label(_l("Supervisor directly responsible")),
        PositionKind.RESPONSIBLE: Label(_l("Other person directly responsible")),
        PositionKind.SAFETY_MANAGER: Label(_l("Food safety manager")),
        PositionKind.OPERATOR: Label(_l("Operator")),
    },
    PublicationState: {
        PublicationState.DUE: Label(_l("To be published"), "orange"),
        PublicationState.PUBLISHED: Label(_l("Published"), "green"),
        PublicationState.WITHHELD: Label(_l("Not published")),
        PublicationState.WITHDRAWN: Label(_l("Withdrawn"), "red"),
        PublicationState.ENDED: Label(_l("No longer public")),
    },
    RectificationState: {
        RectificationState.ORDERED: Label(_l("Ordered"), "orange"),
        RectificationState.PASSED: Label(_l("Passed"), "green"),
        RectificationState.FAILED: Label(_l("Failed"), "red"),
        RectificationState.REFUSED: Label(_l("Refused"), "red"),
    },
    PenaltyState: {
        PenaltyState.PROPOSED: Label(_l("Proposed"), "blue"),
        PenaltyState.RETURNED: Label(_l("Returned"), "orange"),
        PenaltyState.APPROVED: Label(_l("Approved"), "purple"),
        PenaltyState.DECIDED: Label(_l("Decided"), "red"),
        PenaltyState.NO_PENALTY: Label(_l("No penalty"), "green"),
        PenaltyState.REFERRED: Label(_l("Referred"), "purple"),
    },
    IncidentState: {
        IncidentState.OPEN: Label(_l("Unresolved"), "red"),
        IncidentState.RESOLVED: Label(_l("Resolved"), "green"),
    },
    InstanceStatus: {
        InstanceStatus.RUNNING: Label(_l("Running"), "blue"),
        InstanceStatus.ENDED: Label(_l("Ended"), "green"),
        InstanceStatus.CANCELLED: Label(_l("Cancelled")),
    },
    WorkItemState: {
        WorkItemState.OPEN: Label(_l("Waiting"), "blue"),
        WorkItemState.DONE: Label(_l("Done"), "green"),
        WorkItemState.WITHDRAWN: Label(_l("Withdrawn")),
    },
    MeasureState: {
        MeasureState.IN_FORCE: Label(_l("In force"), "red"),
        MeasureState.RELEASED: Label(_l("Released"), "green"),
        MeasureState.LAPSED: Label(_l("Lapsed"), "orange"),
        MeasureState.DISPOSED: Label(_l("Disposed of")),
        MeasureState.LIFTED: Label(_l("Lifted"), "orange"),
    },
    Ground: {
        Ground.NEED: Label(_l("By need of supervision")),
        Ground.SAMPLE: Label(_l("A failed sample"), "orange"),
        Ground.COMPLAINT: Label(_l("A complaint or report"), "orange"),
        Ground.MEDIA: Label(_l("A report in the media"), "orange"),
        Ground.OTHER_LEAD: Label(_l("Another lead"), "orange"),
    },
    SubjectKind: {
        SubjectKind.SCHOOL: Label(_l("School")),
        SubjectKind.MAKER: Label(_l("Food maker")),
        SubjectKind.SELLER: Label(_l("Food shop")),
        SubjectKind.CATERER: Label(_l("Caterer")),
    },
    Coverage: {
        Coverage.OPEN: Label(_l("Not finished"), "grey"),
        Coverage.INSPECTED: Label(_l("Inspected"), "blue"),
        Coverage.NOT_PERFORMED: Label(_l("Not performed"), "orange"),
        Coverage.CARRIED_OVER: Label(_l("Carried over"), "purple"),
    },
}
_OUTCOMES: Final = {
    "NO_PROBLEM": Label(_l("No problem"), "green"),
    "RECTIFY_ON_SPOT": Label(_l("Corrected on the spot"), "green"),
    "RECTIFY_BY_DATE": Label(_l("To be corrected by a date"), "orange"),
    "INVESTIGATE_GENERAL": Label(_l("Investigation (general item)"), "red"),
    "INVESTIGATE_KEY": Label(_l("Investigation (key item)"), "red"),
    "STOP": Label(_l("Stopped at once"), "red"),
    "NOT_PERFORMED": Label(_l("Not performed"), "orange"),
    "penalised": Label(_l("Penalty"), "red"),
    "no_penalty": Label(_l("No penalty"), "green"),
    "transferred": Label(_l("Transferred"), "purple"),
    "referred_up": Label(_l("Referred up"), "purple"),
    "declined": Label(_l("Not filed")),
    "terminated": Label(_l("Terminated")),
}
_YEAR: Final = {
    "archive": Label(_l("Archive")),
    "planned": Label(_l("Planned")),
    "due": Label(_l("About to open"), "orange"),
    "missed": Label(_l("Missed"), "red"),
    "opening": Label(_l("Opening"), "blue"),
    "open": Label(_l("Under way"), "blue"),
    "closed": Label(_l("Finished"), "green"),
    "cancelled": Label(_l("Cancelled")),
    "skipped": Label(_l("Skipped"), "orange"),
}
_ROLES: Final = {
    "inspector": _l("Inspector"),
    "supervisor": _l("Supervisor"),
    "legal_reviewer": _l("Legal reviewer"),
    "leader": _l("Leader"),
    "committee_office": _l("Committee office"),
    "administrator": _l("Administrator"),
}


def label(value: enum.StrEnum) -> Label:
    """Return the badge of a state or kind."""
    return _LABELS[type(value)][value]


def outcome_label(outcome: str | None) -> Label | None:
    """Return the badge of an inspection's or a case's outcome."""
    return _OUTCOMES.get(outcome, Label(outcome)) if outcome else None


def year_state(state: str) -> Label:
    """Return the badge of a campaign on the page of the year."""
    return _YEAR[state]


def role_name(role: str) -> str:
    """Return the name of a role; a department is named by its own name."""
    return str(_ROLES.get(role, role.removeprefix("department:")))
