"""The private network: a public, a private and a data tier in every zone, and who may speak to whom."""

from __future__ import annotations

from typing import Final

from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_logs as logs
from constructs import Construct

from deploy.settings import Settings

HTTPS: Final = 443
WEB_PORT: Final = 8000
DATABASE_PORT: Final = 5433  # not the usual ones: what scans a network for data tries those first
CACHE_PORT: Final = 6380


class Network(Construct):
    """A network over the environment's zones. Nothing in the data tier has a way out, and nothing a way in from outside.

    S3 and DynamoDB are reached through gateways, which cost nothing and spare the address translation.
    """

    def __init__(self, scope: Construct, settings: Settings, flow_log: logs.ILogGroup) -> None:
        super().__init__(scope, "Network")
        self.vpc = self._vpc(settings, flow_log)
        private = [ec2.SubnetSelection(subnet_group_name="Private")]
        self.vpc.add_gateway_endpoint("S3", service=ec2.GatewayVpcEndpointAwsService.S3, subnets=private)
        self.vpc.add_gateway_endpoint(
            "DynamoDb", service=ec2.GatewayVpcEndpointAwsService.DYNAMODB, subnets=private
        )
        self.web = self._group("Web", "The web containers")
        self.worker = self._group("Worker", "The workers and migrations")
        self.database = self._group("Database", "PostgreSQL")
        self.cache = self._group("Cache", "Valkey")
        for client in (self.web, self.worker):
            client.add_egress_rule(
                ec2.Peer.any_ipv4(), ec2.Port.tcp(HTTPS), "The services of AWS, all of them over TLS"
            )
            _let(client, self.database, DATABASE_PORT)
            _let(client, self.cache, CACHE_PORT)

    def _vpc(self, settings: Settings, flow_log: logs.ILogGroup) -> ec2.Vpc:
        return ec2.Vpc(
            self,
            "Vpc",
            ip_addresses=ec2.IpAddresses.cidr("10.0.0.0/16"),
            availability_zones=list(settings.zones),
            nat_gateways=settings.nat_gateways,
            # Nothing is put into the default group; to empty it would take a function with rights of its own.
            restrict_default_security_group=False,
            subnet_configuration=[
                ec2.SubnetConfiguration(
                    name="Public",
                    subnet_type=ec2.SubnetType.PUBLIC,
                    cidr_mask=24,
                    map_public_ip_on_launch=False,
                ),
                ec2.SubnetConfiguration(
                    name="Private", subnet_type=ec2.SubnetType.PRIVATE_WITH_EGRESS, cidr_mask=20
                ),
                ec2.SubnetConfiguration(
                    name="Data", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED, cidr_mask=24
                ),
            ],
            flow_logs={
                "All": ec2.FlowLogOptions(
                    destination=ec2.FlowLogDestination.to_cloud_watch_logs(flow_log),
                    traffic_type=ec2.FlowLogTrafficType.ALL,
                )
            },
        )

    @property
    def private(self) -> ec2.SubnetSelection:
        """Where programs run: they reach out, nobody reaches in."""
        return ec2.SubnetSelection(subnet_group_name="Private")

    @property
    def data(self) -> ec2.SubnetSelection:
        """Where PostgreSQL and Valkey stand, with no route to anywhere else."""
        return ec2.SubnetSelection(subnet_group_name="Data")

    def _group(self, name: str, description: str) -> ec2.SecurityGroup:
        return ec2.SecurityGroup(self, name, vpc=self.vpc, description=description, allow_all_outbound=False)


def _let(client: ec2.SecurityGroup, server: ec2.SecurityGroup, port: int) -> None:
    """Let the client open connections to the server's port. Both sides say so, since neither allows anything else."""
    client.connections.allow_to(server, ec2.Port.tcp(port))
