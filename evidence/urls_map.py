"""Addresses of the map, the charts and the topics."""

from django.urls import path

from evidence.views import evidence_map, topics

urlpatterns = [
    path("map", evidence_map.gap_map, name="map"),
    path("map.csv", evidence_map.gap_map_csv, name="map_csv"),
    path("charts", evidence_map.charts, name="charts"),
    path("charts/<slug:key>.csv", evidence_map.chart_csv, name="chart_csv"),
    path("topics", topics.topic_list, name="topic_list"),
    path("topics/<slug:key>", topics.topic, name="topic"),
]
