"""Residency: trains medical vision-language models through their curriculum, on site.

One YAML file describes a pipeline; the same file runs embedded on a laptop and, stage by stage,
on a Kubernetes GPU cluster. Importing this package imports nothing else.
"""

__version__ = "0.1.0"
