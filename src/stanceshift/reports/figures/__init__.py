"""Draws the figures of the pages as static SVG from Vega-Lite, one module a figure."""
