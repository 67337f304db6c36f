"""In-memory twins of the print queue, the layouts and the printers."""

from dataclasses import replace

from queue_server.domain.errors import Refusal
from queue_server.domain.paper import JobState, PaperLayout, PrinterAbout


class MemoryPrintQueue:
    """See ``PrintQueue``."""

    def __init__(self):
        self.jobs = {}

    def add(self, job):
        if any((one.ticket, one.paper.copy) == (job.ticket, job.paper.copy) for one in self.jobs.values()):
            return False
        self.jobs[job.id] = job
        return True

    def next(self, printer):
        return next(iter(self._sorted(printer=printer, states=(JobState.QUEUED,))), None)

    def begin(self, job_id):
        job = self.jobs.get(job_id)
        if job is None or job.state is not JobState.QUEUED:
            return False
        self.jobs[job_id] = replace(job, state=JobState.SENDING, attempts=job.attempts + 1)
        return True

    def end(self, job_id, state, error, at):
        self.jobs[job_id] = replace(self.jobs[job_id], state=state, error=error, ended_at=at)

    def interrupted(self, printer):
        return self._sorted(printer=printer, states=(JobState.SENDING,))

    def jobs_of(self, ticket):
        return sorted((one for one in self.jobs.values() if one.ticket == ticket), key=lambda one: one.paper.copy)

    def open_jobs(self, office):
        states = (JobState.QUEUED, JobState.SENDING, JobState.UNSURE)
        return [one for one in self._sorted(states=states) if one.office == office]

    def newest_jobs(self, office, limit):
        mine = [one for one in self.jobs.values() if one.office == office]
        return sorted(mine, key=lambda one: (-one.queued_at.timestamp(), one.id))[:limit]

    def _sorted(self, states, printer=None):
        mine = [one for one in self.jobs.values() if one.state in states and printer in (None, one.printer)]
        return sorted(mine, key=lambda one: (one.queued_at, one.id))


class MemoryPrinterStates:
    """See ``PrinterStates``."""

    def __init__(self):
        self.saved = {}

    def save(self, printer, status, at):
        self.saved[printer] = (status, at)

    def since(self, at):
        return {printer: status for printer, (status, looked_at) in self.saved.items() if looked_at >= at}


class MemoryPaperLayouts:
    """See ``PaperLayouts``."""

    def __init__(self):
        self._layouts = {}
        self.audit = []

    def layout(self, office):
        return self._layouts.get(office, PaperLayout())

    def save_layout(self, office, before, after, audit):
        if self.layout(office) != before:
            raise Refusal("changed_meanwhile", "the paper has been changed")
        self._layouts[office] = after
        self.audit.append(audit)


class FakePrinters:
    """See ``Printers``: ``hall`` prints for the kiosk of Sông Công and for unit line1/9."""

    def __init__(self, names=("hall", "desk")):
        self.names = names
        self.known = {}
        self.woken = []

    def about(self, office):
        devices = {"hall": ("kiosk-songcong",), "desk": ()}
        return [
            PrinterAbout(name=one, device=f"tcp://{one}", width_mm=80, kiosks=devices[one])
            for one in self.of_office(office)
        ]

    def of_office(self, office):
        return list(self.names) if office == "songcong" else []

    def for_device(self, office, device):
        return "hall" if (office, device) == ("songcong", "kiosk-songcong") and "hall" in self.names else None

    def for_unit(self, office, unit):
        return "hall" if (office, unit) == ("songcong", "line1/9") else None

    def statuses(self):
        return self.known

    def wake(self, printer):
        self.woken.append(printer)
