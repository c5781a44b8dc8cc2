"""Tasks that people start: the migration of a release, and any command of `manage.py`."""

from __future__ import annotations

import aws_cdk as cdk
from constructs import Construct

from deploy.stack.compute.cluster import Cluster
from deploy.stack.compute.tasks import Program, TaskSize, define_task
from deploy.stack.outputs import tell

MIGRATION = TaskSize(cpu=512, memory_mib=1024)
# As much as a worker has: some commands look at models.
MANAGING = TaskSize(cpu=1024, memory_mib=4096)
MANAGE = Program(("doctor",), entry_point=("python", "/srv/vitrine/manage.py"))


class Errands(Construct):
    """Definitions of tasks that nothing starts by itself, and what one must know to start them.

    A release runs `migrate` once, with its own images, before anything else of it starts. `manage` says whether all is
    well, unless it is started with another command.
    """

    def __init__(self, scope: Construct, cluster: Cluster) -> None:
        super().__init__(scope, "Errands")
        kit, worker = cluster.migration, cluster.workers
        migrate = define_task(
            Construct(self, "Migrate"), kit.tasks, kit.repository, kit.role, MIGRATION, Program(("migrate",))
        )
        manage = define_task(
            Construct(self, "Manage"), worker.tasks, worker.repository, worker.role, MANAGING, MANAGE
        )
        subnets = kit.network.vpc.select_subnets(subnet_group_name="Private").subnet_ids
        tell(self, "MigrationTask", migrate.task_definition_arn)
        tell(self, "ManageTask", manage.task_definition_arn)
        tell(self, "Cluster", kit.cluster.cluster_name)
        tell(self, "PrivateSubnets", cdk.Fn.join(",", subnets))
        tell(self, "WorkerSecurityGroup", kit.network.worker.security_group_id)
