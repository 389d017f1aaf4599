"""Puts the library into the package where it has been built; else the package looks for it when used."""
import os
import shutil
from pathlib import Path

from setuptools import Distribution, setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_py import build_py

NAME = "libul2prep.so"


def built_library():
    """The library that `make library` or the user's variable gives; None: there is none."""
    path = Path(os.environ.get("UL2PREP_LIBRARY") or Path(__file__).resolve().parents[1] / ".build/library")
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
