"""The demo's workbench: presses keys of simulated call boxes, reads what units show."""

import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from queue_server.adapters.web.access import Access, Anonymous
from queue_server.adapters.web.answers import UnitPicture, WorkbenchLine, WorkbenchLines, WorkbenchUnit, WorkbenchUnits
from queue_server.adapters.web.bodies import KeyBody, UnitPath
from queue_server.adapters.web.operation import Operation, Reply
from queue_server.domain.errors import Refusal
from queue_server.usecases.ports.reading import OfficeReader

Answer = TypeVar("Answer", bound=msgspec.Struct)

TIMEOUT_S = 2.0
LONGEST_ANSWER = 4096

AT_WORKBENCH = Access(anonymous=Anonymous.ALWAYS, same_origin=True)
"""Anybody who sees the demo's pages; not other sites' pages in the same browser."""


class _Done(msgspec.Struct, frozen=True):
    ok: bool
    error: str = ""


class _Stats(msgspec.Struct, frozen=True):
    machine: Literal["firmware", "software"]


class SimulatedLine:
    """A simulator's control socket: one line per request, one line of JSON per answer.

    Args:
        control: path of the Unix socket.
    """

    def __init__(self, control: Path) -> None:
        self._control = control

    def do(self, order: str) -> None:
        """Have something done.

        Raises:
            Refusal: busy, when the simulator doesn't answer; unit_unknown, when it has no such unit or key.
        """
        answer = self._ask(order, _Done)
        if not answer.ok:
            raise Refusal("unit_unknown", f"the simulated line refused: {answer.error}")

    def picture(self, address: int) -> UnitPicture | None:
        """Return what a unit shows, None while the simulator doesn't answer or has no such unit."""
        try:
            return self._ask(f"get {address}", UnitPicture)
        except Refusal:
            return None

    def machine(self) -> Literal["firmware", "software"] | None:
        """Return what runs in the units, None while the simulator doesn't answer."""
        try:
            return self._ask("stats", _Stats).machine
        except Refusal:
            return None

    def _ask(self, request: str, kind: type[Answer]) -> Answer:
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(TIMEOUT_S)
                line.connect(str(self._control))
                line.sendall(f"{request}\n".encode())
                with line.makefile("rb") as answers:
                    return msgspec.json.decode(answers.readline(LONGEST_ANSWER), type=kind)
        except (OSError, msgspec.DecodeError) as error:
            raise Refusal("busy", f"the simulated line does not answer ({error})") from None


class WorkbenchOperations:
    """Fingers and eyes at the simulated units."""

    def __init__(self, reader: OfficeReader, lines: Mapping[str, SimulatedLine]) -> None:
        self._reader = reader
        self._lines = lines

    @Operation(method="GET", rule="/workbench/units", access=AT_WORKBENCH, answer=WorkbenchUnits)
    def list_units(self) -> Reply:
        """List the simulated units with what they show."""
        records = [record for office in self._reader.offices() for record in self._reader.units(office.code)]
        units = []
        for record in records:
            line, _, address = record.unit.name.rpartition("/")
            if line in self._lines:
                units.append(
                    WorkbenchUnit(
                        unit=record.unit.name,
                        line=line,
                        address=int(address),
                        counter=record.unit.place,
                        keys=record.unit.actions,
                        shows=self._lines[line].picture(int(address)),
                    )
                )
        return Reply(WorkbenchUnits(units=units))

    @Operation(method="GET", rule="/workbench/lines", access=AT_WORKBENCH, answer=WorkbenchLines)
    def list_lines(self) -> Reply:
        """List the simulated lines with what runs in their units."""
        lines = [WorkbenchLine(line=name, machine=line.machine()) for name, line in sorted(self._lines.items())]
        return Reply(WorkbenchLines(lines=lines))

    @Operation(
        method="POST",
        rule="/workbench/units/<line>/<address>/press",
        access=AT_WORKBENCH,
        path=UnitPath,
        status=204,
        refusals=["unit_unknown"],
    )
    def press(self, path: UnitPath, body: KeyBody) -> Reply:
        """Put a key down."""
        return self._finger("press", path, body)

    @Operation(
        method="POST",
        rule="/workbench/units/<line>/<address>/release",
        access=AT_WORKBENCH,
        path=UnitPath,
        status=204,
        refusals=["unit_unknown"],
    )
    def release(self, path: UnitPath, body: KeyBody) -> Reply:
        """Let a key go."""
        return self._finger("release", path, body)

    def _finger(self, verb: str, path: UnitPath, body: KeyBody) -> Reply:
        line = self._lines.get(path.line)
        if line is None:
            raise Refusal("unit_unknown", f"there is no simulated line {path.line!r}", "line")
        line.do(f"{verb} {path.address} {body.key}")
        return Reply(None)
