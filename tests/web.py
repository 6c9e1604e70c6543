"""What `make check` asks of web/: types, lint, format, unit tests. python -m tests.web"""

import sys

import build_ui

if __name__ == "__main__":
    try:
        build_ui.install_packages()
        build_ui.run_npm("run", "--silent", "check")
        build_ui.run_npm("run", "--silent", "test")
    except build_ui.BuildError as error:
        sys.exit(str(error))
