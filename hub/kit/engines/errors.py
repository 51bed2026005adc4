class EngineFailedError(RuntimeError):
    """An engine cannot be started; `hint` says what the operator can do about it."""

    code = "engine_failed"

    def __init__(self, engine: str, reason: str, *, hint: str | None = None) -> None:
        super().__init__(f"{engine}: {reason}" + (f" ({hint})" if hint else ""))
        self.engine = engine
        self.reason = reason
        self.hint = hint
