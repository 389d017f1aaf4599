"""Imports `streaming.base` of mosaicml-streaming without `streaming/__init__.py`.

That file pulls in the image datasets, which need a torchvision built for the very torch that is installed; nothing here
reads images. `from streaming_base import streaming_base`.
"""
import importlib
import importlib.util
import sys

package = importlib.util.module_from_spec(importlib.util.find_spec("streaming"))
sys.modules["streaming"] = package
streaming_base = importlib.import_module("streaming.base")
