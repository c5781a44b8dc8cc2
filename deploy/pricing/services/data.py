"""Database, cache, the catalogue's mirror, files and their copies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from deploy.pricing import prices
from deploy.pricing.bill import BACKUP, CACHE, DATABASE, MIRROR, OBJECTS, Line
from deploy.pricing.design import Design
from deploy.pricing.prices import HOURS_A_MONTH
from deploy.pricing.visits import Profile, Traffic

DOCUMENT_WRITES: Final = 18.0  # write units of a document of 6 KB, in the table and its two indexes
DOCUMENT_READS: Final = 2.0  # read units of the same, read consistently
CACHE_MISSES: Final = 0.2  # of what Django reads of the catalogue; assumed
ASSET_MISSES: Final = 0.02  # of posters and models the CDN has to fetch; assumed, they never change
MODEL_MEGABYTES: Final = 20.0  # a source with all its tiers, posters and USDZ files; measured, from 1 to 40
SOLD_CHANGES: Final = 0.2  # orders that change what a document says; assumed
LOG_BYTES: Final = 500.0  # of the CDN for each request, kept in S3, compressed
LOG_MONTHS: Final = 3.0  # as the bucket's lifecycle keeps them in the end


def lines(profile: Profile, traffic: Traffic, design: Design) -> Iterator[Line]:
    copies = 2 if design.is_multi_az else 1
    hour = prices.DATABASE_HOUR[design.database].dollars
    yield Line(DATABASE, f"{design.database}, {copies} zones", hour * copies * HOURS_A_MONTH)
    storage = design.database_gigabytes * copies * prices.DATABASE_STORAGE.dollars
    yield Line(DATABASE, "storage", storage)
    node_hour = prices.CACHE_HOUR[design.cache].dollars
    yield Line(
        CACHE, f"{design.cache_nodes} nodes {design.cache}", node_hour * design.cache_nodes * HOURS_A_MONTH
    )
    yield Line(MIRROR, "writes", _mirror_writes(profile) * prices.MIRROR_WRITE.dollars)
    reads = traffic.origin_requests * CACHE_MISSES * DOCUMENT_READS
    yield Line(MIRROR, "reads", reads * prices.MIRROR_READ.dollars)
    yield from _file_lines(profile, traffic)
    yield Line(BACKUP, "copies of the database", design.database_gigabytes * prices.BACKUP_STORAGE.dollars)


def _mirror_writes(profile: Profile) -> float:
    changes = profile.edits + profile.visits * profile.visit.orders * SOLD_CHANGES
    return changes * DOCUMENT_WRITES


def _file_lines(profile: Profile, traffic: Traffic) -> Iterator[Line]:
    models = profile.products * MODEL_MEGABYTES / 1000
    requests = traffic.site_requests + traffic.asset_requests
    logs = requests * LOG_BYTES * LOG_MONTHS / 1e9
    yield Line(OBJECTS, "models and posters", models * prices.OBJECT_STORAGE.dollars)
    yield Line(OBJECTS, "the CDN's logs", logs * prices.OBJECT_STORAGE.dollars)
    fetched = traffic.asset_requests * ASSET_MISSES
    yield Line(OBJECTS, "posters and models for the CDN", fetched * prices.OBJECT_READ.dollars)
