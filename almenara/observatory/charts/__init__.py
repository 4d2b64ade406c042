"""Figures as pictures: plain Vega-Lite out of plain cells, and SVG or PNG out of these."""
