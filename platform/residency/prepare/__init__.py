"""Use cases of preparing data: the boundary between raw and de-identified, and its proof."""
