"""Keys and finders that ingest is given in tests: no model is loaded."""

from residency.adapters.local.keys import DerivedKeys
from residency.adapters.local.scrubber import DeniedScrubber
from residency.adapters.local.text_detector import MarkerDetector
from residency.prepare.tools import Finders
from tests.thorough import ThoroughScrubber

KEYS = DerivedKeys()
FINDERS = Finders(ThoroughScrubber(), MarkerDetector())
BLIND = Finders(DeniedScrubber(), MarkerDetector())  # lets some of what is planted through
