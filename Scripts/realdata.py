"""Where real files are, which are not in the repository: UL2PREP_REALDATA, else ../shared/realdata."""

import os
import pathlib

REAL = pathlib.Path(
    os.environ.get("UL2PREP_REALDATA")
    or pathlib.Path(__file__).resolve().parents[2] / "shared" / "realdata"
)
