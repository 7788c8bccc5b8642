"""Built-in functions on the calendar and the clock."""

import datetime as dt
from decimal import Decimal

from engine.feel.functions.signature import table
from models import clock

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def day_of_year(day: dt.date) -> Decimal:
    return Decimal(day.timetuple().tm_yday)


def now() -> dt.datetime:
    return clock.now().astimezone(clock.ZONE)


DAY = "date: date|date and time"
CALENDAR = table({
    "day of year": ((DAY, day_of_year),),
    "day of week": ((DAY, lambda day: DAYS[day.weekday()]),),
    "month of year": ((DAY, lambda day: MONTHS[day.month - 1]),),
    "week of year": ((DAY, lambda day: Decimal(day.isocalendar()[1])),),
    "now": (("", now),),
    "today": (("", clock.today),),
})  # fmt: skip
