"""From a pipeline to its plan: steps, fingerprints, paths, records. Pure."""
