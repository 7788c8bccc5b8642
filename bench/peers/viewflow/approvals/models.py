"""What the eight tasks fill in, kept as Viewflow's documentation shows: one JSON column."""

from viewflow import jsonstore
from viewflow.workflow.models import Process


class Matter(Process):
    """A matter with one text for each task."""

    text_1 = jsonstore.TextField(max_length=2000)
    text_2 = jsonstore.TextField(max_length=2000)
    text_3 = jsonstore.TextField(max_length=2000)
    text_4 = jsonstore.TextField(max_length=2000)
    text_5 = jsonstore.TextField(max_length=2000)
    text_6 = jsonstore.TextField(max_length=2000)
    text_7 = jsonstore.TextField(max_length=2000)
    text_8 = jsonstore.TextField(max_length=2000)

    class Meta:
        """The table is Viewflow's own."""

        proxy = True
