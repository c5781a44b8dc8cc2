"""Where data lies: the key, secrets, PostgreSQL, Valkey, DynamoDB, SQS, S3 and their backups."""

from __future__ import annotations

from constructs import Construct

from deploy.settings import Settings
from deploy.stack.data.backup import Backups
from deploy.stack.data.buckets import Buckets
from deploy.stack.data.cache import Cache
from deploy.stack.data.database import Database, log_of
from deploy.stack.data.keys import DataKey
from deploy.stack.data.mirror import Mirror
from deploy.stack.data.queues import Queues
from deploy.stack.data.secrets import Secrets
from deploy.stack.network import Network
from deploy.stack.operations.logs import Logs


class Data(Construct):
    """Everything that keeps something, made in the order in which it depends on each other."""

    def __init__(
        self, scope: Construct, settings: Settings, network: Network, data_key: DataKey, logs: Logs
    ) -> None:
        super().__init__(scope, "Data")
        self.key = data_key.key
        self.secrets = Secrets(self, self.key)
        self.queues = Queues(self, self.key)
        self.buckets = Buckets(self, settings, self.key)
        self.mirror = Mirror(self, self.key)
        self.database = Database(self, settings, network, self.key)
        # RDS would make its own, which never forgets.
        self.database.instance.node.add_dependency(log_of(logs, settings))
        self.cache = Cache(self, settings, network, self.secrets, self.key)
        Backups(self, settings, self.database, self.mirror, self.key)
