"""One CloudWatch dashboard: what shoppers feel on top, what it stands on below."""

from __future__ import annotations

from collections.abc import Sequence

from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from deploy.settings import Settings
from deploy.stack.operations.measures import Measure

COLUMNS = 3
WIDTH, HEIGHT = 8, 6  # of the 24 columns of a dashboard


class Dashboard(Construct):
    """A graph for each measure, with the line above or below which it raises its alarm."""

    def __init__(self, scope: Construct, settings: Settings, measures: Sequence[Measure]) -> None:
        super().__init__(scope, "Dashboard")
        graphs = [_graph(measure) for measure in measures]
        cloudwatch.Dashboard(
            self,
            "Board",
            dashboard_name=f"vitrine-{settings.environment}",
            widgets=[graphs[start : start + COLUMNS] for start in range(0, len(graphs), COLUMNS)],
        )


def _graph(measure: Measure) -> cloudwatch.IWidget:
    return cloudwatch.GraphWidget(
        title=measure.sentence,
        width=WIDTH,
        height=HEIGHT,
        left=[measure.metric],
        left_annotations=[cloudwatch.HorizontalAnnotation(value=measure.threshold, label="alarm")],
    )
