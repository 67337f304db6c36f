"""What reports and columns are called, and what each figure means; printed with the figures."""

from datetime import date

from flask_babel import force_locale, gettext

from queue_server.adapters.web.marking import N_
from queue_server.domain.reporting import Grouping, ReportName

REPORTS: dict[ReportName, str] = {
    ReportName.WAITING: N_("Waiting times"),
    ReportName.SERVICES: N_("Service times"),
    ReportName.COUNTERS: N_("Counters"),
    ReportName.OPERATORS: N_("Staff"),
    ReportName.TICKETS: N_("Tickets"),
    ReportName.SATISFACTION: N_("Satisfaction"),
}

GROUPINGS: dict[Grouping, str] = {
    Grouping.OFFICE: N_("Office"),
    Grouping.SERVICE: N_("Service"),
    Grouping.CLASS: N_("Priority class"),
    Grouping.COUNTER: N_("Counter"),
    Grouping.OPERATOR: N_("Member of staff"),
    Grouping.DAY: N_("Day"),
    Grouping.HOUR: N_("Hour of the day"),
    Grouping.WEEKDAY_HOUR: N_("Weekday and hour"),
    Grouping.REASON: N_("Reason"),
    Grouping.PROCEDURE: N_("Procedure"),
}

DEFINITIONS: dict[ReportName, str] = {
    ReportName.WAITING: N_(
        "Waiting is the time from entering a line (issue or transfer) to being called there; of an appointment that "
        "checked in early, from the booked time. If a number was called at several counters in the same line, the "
        "last one's call counts. Numbers that were never called, and those the day's end closed, are left out. The "
        "hour is that of entering the line."
    ),
    ReportName.SERVICES: N_(
        "Serving is the time from the start (from the call, where nobody pressed start) to the end or the transfer. "
        "What the day's end closed is left out. The hour is that of the start."
    ),
    ReportName.COUNTERS: N_(
        "Each stay of a number at a counter counts once: finished there, transferred on, or absent when called. "
        "Serving times are as in the report of service times."
    ),
    ReportName.OPERATORS: N_(
        "Each stay of a number counts for the member of staff who had the counter open when it was called. Numbers "
        "called by a call box at a counter nobody had opened count for nobody."
    ),
    ReportName.TICKETS: N_(
        "Each number counts once, on the service day and at the hour it was issued, in the service it was issued for. "
        "Expired numbers were still waiting, called or held at the day's end."
    ),
    ReportName.SATISFACTION: N_(
        "Citizens rate each stay at a counter at most once, from 1 (very dissatisfied) to 5 (very satisfied). "
        "Satisfied are 4 and 5, dissatisfied 1 and 2; the percentages are shares of all ratings of the row. A rating "
        "counts on the service day of its number, for the counter that called and the member of staff who had it open. "
        "Rows with few ratings show no figures, so that nobody's answer can be told; by reason, one rating may "
        "count several times."
    ),
}

FIGURES: dict[str, str] = {
    "count": N_("Cases"),
    "mean_s": N_("Mean"),
    "p50_s": N_("Median"),
    "p90_s": N_("90 % within"),
    "max_s": N_("Longest"),
    "issued": N_("Issued"),
    "served": N_("Served"),
    "no_show": N_("Absent"),
    "cancelled": N_("Cancelled"),
    "expired": N_("Expired"),
    "day_end": N_("Closed at day end"),
    "open": N_("Still open"),
    "called": N_("Called"),
    "finished": N_("Finished"),
    "transferred": N_("Transferred"),
    "serving_mean_s": N_("Serving, mean"),
    "serving_p90_s": N_("Serving, 90 % within"),
    "ratings": N_("Ratings"),
    "score_mean": N_("Mean score"),
    "satisfied_percent": N_("Satisfied (%)"),
    "dissatisfied_percent": N_("Dissatisfied (%)"),
    "score_1": N_("Very dissatisfied"),
    "score_2": N_("Dissatisfied"),
    "score_3": N_("Neither"),
    "score_4": N_("Satisfied"),
    "score_5": N_("Very satisfied"),
}

CLASSES = {"normal": N_("Normal"), "priority": N_("Priority"), "appointment": N_("Appointment")}

WEEKDAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)

PERCENTILES = N_(
    "The median and “90 % within” are the smallest times that half and nine tenths of all do not exceed (nearest rank)."
)
AGES = N_("Offices with a computer of their own are known until %(at)s.")
NO_PROCEDURE = N_("No procedure chosen")
TOTAL = N_("All")
DAYS = N_("%(first)s to %(last)s")
ALL_OFFICES = N_("All offices")


def text(of: str, language: str, **values: str) -> str:
    """Return a marked text in a language."""
    with force_locale(language):
        return str(gettext(of, **values))


def group_label(grouping: Grouping, group: str, labels: dict[str, dict[str, str]], language: str) -> str:
    """Return what a group is called."""
    match grouping:
        case Grouping.CLASS:
            return text(CLASSES[group], language)
        case Grouping.HOUR:
            return f"{group}:00–{int(group) + 1:02d}:00"
        case Grouping.WEEKDAY_HOUR:
            weekday, _, hour = group.partition("-")
            return f"{text(WEEKDAYS[int(weekday) - 1], language)} {hour}:00"
        case Grouping.DAY:
            return day_text(date.fromisoformat(group), language)
        case Grouping.PROCEDURE if not group:
            return text(NO_PROCEDURE, language)
        case Grouping.PROCEDURE:
            return labels.get(group, {}).get(language) or group
        case _:
            named = labels.get(group, {})
            return named.get(language) or named.get("vi") or group.rpartition(":")[2]


def day_text(day: date, language: str) -> str:
    """Return a day as people write it."""
    return f"{day:%d/%m/%Y}" if language == "vi" else f"{day:%d %b %Y}"


def duration_text(seconds: float | None) -> str:
    """Return a duration as minutes and seconds: ``12:05``; with hours from 60 minutes on."""
    if seconds is None:
        return ""
    whole = round(seconds)
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"
