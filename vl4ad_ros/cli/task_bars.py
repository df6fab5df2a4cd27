"""A progress bar for each thing that is being done."""

from rich.progress import Progress, TaskID


class TaskBars:
    """Bars that appear when their task begins; what stands after a comma may change."""

    def __init__(self, view: Progress) -> None:
        self._view = view
        self._bars: dict[str, TaskID] = {}

    def show(self, what: str, done: int, of: int) -> None:
        """Show how much of a task is done."""
        name = what.split(',')[0]
        if name not in self._bars:
            self._bars[name] = self._view.add_task(what)
        self._view.update(self._bars[name], description=what, completed=done, total=of)
