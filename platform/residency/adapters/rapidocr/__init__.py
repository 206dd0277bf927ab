"""Finding text in pictures with RapidOCR's models, which ship in its wheel."""
