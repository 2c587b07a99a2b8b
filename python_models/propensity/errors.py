"""The errors this library raises on purpose; each message is a sentence that says what to do."""


class PropensityError(ValueError):
    """Base of every error raised on purpose here."""


class ExamplesError(PropensityError):
    """The rows or the settings handed in are not what the schema promises."""


class MissingFeaturesError(PropensityError):
    """A model needs features that the rows to be scored do not have, or have under another type."""


class ArtifactError(PropensityError):
    """A stored model must not, or cannot, be loaded."""
