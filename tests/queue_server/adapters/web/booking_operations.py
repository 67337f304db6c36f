"""Who may use the operations about appointments and result slips; see the tables in ``test_auth``."""

from queue_server.domain.operator import Right

HERE = "/api/v1/offices/other"

GUARDED = [
    ("GET", f"{HERE}/appointments", Right.RECEIVE),
    *[(method, f"{HERE}/arrivals", Right.RECEIVE) for method in ("GET", "POST")],
    *[(method, f"{HERE}/slips", Right.RECEIVE) for method in ("GET", "POST")],
    *[(method, f"{HERE}/slips/H56-1", Right.RECEIVE) for method in ("GET", "PUT", "DELETE")],
]

ADMINISTERED = [
    ("GET", "/api/v1/admin/bookings", Right.ADMINISTER),
    *[(method, "/api/v1/admin/bookings/other:nothing", Right.ADMINISTER) for method in ("GET", "PUT", "PATCH")],
]

OPEN = {
    ("GET", "/api/v1/offices/<office>/slots"),
    ("POST", "/api/v1/appointments"),
    *[(method, "/api/v1/appointments/<code>") for method in ("GET", "PUT", "DELETE")],
    ("POST", "/api/v1/appointments/<code>/check-in"),
    *[(method, "/api/v1/appointments/<code>/reminder") for method in ("PUT", "DELETE")],
}
