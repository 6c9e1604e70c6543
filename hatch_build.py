"""Packages hold the built user interface: it is built where it is missing or stale."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent))
import build_ui


class UiBuildHook(BuildHookInterface):
    """A source distribution brings the user interface along: installing it needs no Node."""

    def dependencies(self) -> list[str]:
        return [build_ui.NODE] if self._must_build() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self._must_build():
            try:
                build_ui.build()
            except build_ui.BuildError as error:
                sys.exit(str(error))
        elif not build_ui.is_fresh():
            self.app.display_warning(
                f"{build_ui.SKIP} is set: the user interface is left as it is, or out."
            )

    def _must_build(self) -> bool:
        return not build_ui.is_skipped() and not build_ui.is_fresh()
