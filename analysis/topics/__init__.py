"""What articles speak of: themes known beforehand, and clusters found."""

from analysis.topics.clusters import cluster_articles, describe_clusters, rate_candidates
from analysis.topics.counts import count_themes
from analysis.topics.map import map_articles
from analysis.topics.themes import tag_themes
from analysis.topics.words import read_themes

__all__ = [
    "cluster_articles",
    "count_themes",
    "describe_clusters",
    "map_articles",
    "rate_candidates",
    "read_themes",
    "tag_themes",
]
