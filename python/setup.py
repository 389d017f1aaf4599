"""Puts the library into the package, built first where there is Swift; else the package looks for it when used."""
import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

from setuptools import Distribution, setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_py import build_py

NAME = "libul2prep.so"


@functools.lru_cache(maxsize=None)
def built_library():
    """The library that the user's variable names, else that of the repository; None: there is none."""
    given = os.environ.get("UL2PREP_LIBRARY")
    root = Path(__file__).resolve().parents[1]
    script = root / "Scripts/library"
    if not given and script.is_file() and shutil.which(os.environ.get("SWIFT") or "swift"):
        # Compiles what has changed: nothing, mostly.
        if subprocess.run([str(script)]).returncode:
            sys.exit(f"{script}: failed (make setup, or UL2PREP_LIBRARY=none for a package without the library)")
    path = Path(given or root / ".build/library")
    path = path / NAME if path.is_dir() else path
    return path if path.is_file() else None


class BuildPackage(build_py):
    def run(self):
        super().run()
        if self.editable_mode:
            return
        target = Path(self.build_lib) / "ul2prep" / NAME
        # One that an earlier build has left would go into the wheel.
        target.unlink(missing_ok=True)
        library = built_library()
        if library:
            shutil.copy(library, target)


class Contents(Distribution):
    def has_ext_modules(self):
        # With the library inside, a wheel is one machine's.
        return built_library() is not None


class BuildWheel(bdist_wheel):
    def get_tag(self):
        # The library knows nothing of Python: one wheel is for all its versions.
        return ("py3", "none", super().get_tag()[2])


setup(distclass=Contents, cmdclass={"build_py": BuildPackage, "bdist_wheel": BuildWheel})
