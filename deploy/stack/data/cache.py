"""ElastiCache for Valkey: caches and rate limits. Nothing depends on it."""

from __future__ import annotations

from aws_cdk import aws_elasticache as elasticache
from aws_cdk import aws_kms as kms
from constructs import Construct

from deploy.settings import Settings
from deploy.stack.data.secrets import Secrets
from deploy.stack.network import CACHE_PORT, Network


class Cache(Construct):
    """Valkey in the data tier, encrypted on disk and on the way, with a password."""

    def __init__(
        self, scope: Construct, settings: Settings, network: Network, secrets: Secrets, key: kms.IKey
    ) -> None:
        super().__init__(scope, "Cache")
        size = settings.cache
        subnets = elasticache.CfnSubnetGroup(
            self,
            "Subnets",
            description="The data tier",
            subnet_ids=network.vpc.select_subnets(subnet_group_name="Data").subnet_ids,
        )
        self.group = elasticache.CfnReplicationGroup(
            self,
            "Group",
            replication_group_description=f"Cache of {settings.environment}",
            engine="valkey",
            engine_version="8.1",
            cache_node_type=size.node_type,
            num_cache_clusters=1 + size.replicas,
            automatic_failover_enabled=size.replicas > 0,
            multi_az_enabled=size.replicas > 0,
            cache_subnet_group_name=subnets.ref,
            cache_parameter_group_name=self._parameters().ref,
            security_group_ids=[network.cache.security_group_id],
            port=CACHE_PORT,
            at_rest_encryption_enabled=True,
            kms_key_id=key.key_arn,
            transit_encryption_enabled=True,
            auth_token=secrets.cache.secret_value.unsafe_unwrap(),  # a reference
            auto_minor_version_upgrade=True,
            snapshot_retention_limit=0 if size.replicas == 0 else 1,
        )
        self.url = secrets.cache_url(
            self.group.attr_primary_end_point_address, self.group.attr_primary_end_point_port
        )

    def _parameters(self) -> elasticache.CfnParameterGroup:
        return elasticache.CfnParameterGroup(
            self,
            "Parameters",
            cache_parameter_group_family="valkey8",
            description="Forget what was not used for longest",
            properties={"maxmemory-policy": "allkeys-lru"},
        )
