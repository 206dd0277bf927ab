"""Kubernetes objects and the RayJob launcher."""
