"""In-memory twin of what is stored of appointments and result slips."""

from dataclasses import replace

from queue_server.domain.appointment import AppointmentState
from queue_server.domain.result_slip import state_of
from queue_server.usecases.ports.failures import RuleBroken
from tests.fakes.memory_state import State

HOLDING = {AppointmentState.BOOKED, AppointmentState.CHECKED_IN}


class MemoryAppointmentRecords:
    """See ``AppointmentRecords``."""

    def __init__(self, state: State, code: str) -> None:
        self._state = state
        self._code = code

    def add(self, appointment):
        if appointment.id in self._state.appointments or not self.is_code_free(appointment.code):
            raise RuleBroken(f"appointment {appointment.id} is there already")
        self._state.appointments[appointment.id] = appointment

    def save(self, appointment):
        if self.get(appointment.id) is None:
            raise RuleBroken(f"there is no appointment {appointment.id} to save")
        self._state.appointments[appointment.id] = appointment

    def get(self, appointment_id):
        found = self._state.appointments.get(appointment_id)
        return found if found is not None and found.office == self._code else None

    def is_code_free(self, code):
        return all(one.code != code for one in self._state.appointments.values())

    def booked(self, service, begin, end):
        return booked(self._state, self._code, service, begin, end)

    def miss_before(self, at):
        missed = [
            one
            for one in self._state.appointments.values()
            if one.office == self._code and one.state is AppointmentState.BOOKED and one.begins_at < at
        ]
        for one in missed:
            self._state.appointments[one.id] = replace(one.moved_to(AppointmentState.MISSED), reminder=None)
        return len(missed)

    def reminded(self, service):
        found = [
            one
            for one in self._state.appointments.values()
            if (one.office, one.service, one.state) == (self._code, service, AppointmentState.BOOKED)
            if one.reminder is not None
        ]
        return sorted(found, key=lambda one: (one.begins_at, one.id))


class MemorySlipRecords:
    """See ``SlipRecords``."""

    def __init__(self, state: State, code: str) -> None:
        self._state = state
        self._code = code

    def get(self, dossier):
        return self._state.slips.get((self._code, dossier))

    def save(self, slip):
        is_new = (self._code, slip.dossier) not in self._state.slips
        self._state.slips[self._code, slip.dossier] = slip
        return is_new

    def remove(self, dossier):
        return self._state.slips.pop((self._code, dossier), None) is not None


class MemoryAppointmentReader:
    """See ``AppointmentReader``."""

    def __init__(self, database) -> None:
        self._database = database

    def appointment(self, code):
        return next((one for one in self._database.state.appointments.values() if one.code == code), None)

    def booked(self, office, service, begin, end):
        return booked(self._database.state, office, service, begin, end)

    def appointments(self, office, begin, end):
        found = [
            one
            for one in self._database.state.appointments.values()
            if one.office == office and begin <= one.begins_at < end
        ]
        return sorted(found, key=lambda one: (one.begins_at, one.made_at, one.id))

    def slip(self, office, dossier):
        return self._database.state.slips.get((office, dossier))

    def slips(self, office, after, limit):
        found = [one for (of, dossier), one in sorted(self._database.state.slips.items()) if of == office]
        return [one for one in found if one.dossier > after][:limit]

    def find_slips(self, office, search, limit):
        found = [one for (of, _), one in self._database.state.slips.items() if of == office]
        fitting = [
            one
            for one in found
            if search.text in one.dossier
            and search.state in (None, state_of(one, search.today))
            and (search.first or one.due) <= one.due <= (search.last or one.due)
            and (search.after is None or (one.due, one.dossier) > search.after)
        ]
        return sorted(fitting, key=lambda one: (one.due, one.dossier))[:limit]


def booked(state, office, service, begin, end):
    return [
        (one.begins_at, one.ends_at)
        for one in state.appointments.values()
        if one.office == office and one.service == service and one.state in HOLDING
        if one.begins_at < end and one.ends_at > begin
    ]
