"""The structs of ul2prep.h."""
from __future__ import annotations

import ctypes
from ctypes import c_char, c_char_p, c_int32, c_int64, c_uint64, c_void_p


class _Sized(ctypes.Structure):
    """A struct that begins with its size."""

    def __init__(self, **members: object) -> None:
        super().__init__(size=ctypes.sizeof(type(self)), **members)


class ErrorText(ctypes.Structure):
    _fields_ = [("status", c_int32), ("length", c_int32), ("message", c_char * 4088)]


class OpenOptions(_Sized):
    _fields_ = [("size", c_uint64), ("tokens", c_char_p), ("cache_bytes", c_int64), ("check", c_int32),
                ("reserved", c_int32)]


class Description(_Sized):
    _fields_ = [("size", c_uint64), ("rows", c_int64), ("sequence_length", c_int64),
                ("vocabulary_size", c_int64), ("pad", c_int64), ("eos", c_int64), ("is_plan", c_int32),
                ("has_examples", c_int32), ("loads", c_int64), ("decoder_start", c_int64)]


class Arrays(_Sized):
    _fields_ = [("size", c_uint64), ("capacity", c_int64), ("width", c_int64), ("tokens", c_void_p),
                ("labels", c_void_p), ("positions", c_void_p), ("segments", c_void_p), ("bounds", c_void_p),
                ("loss_weights", c_void_p), ("prefix_lengths", c_void_p), ("rows", c_void_p),
                ("form", c_int32), ("reserved", c_int32)]


class BlockMask(_Sized):
    _fields_ = [("size", c_uint64), ("capacity", c_int64), ("width", c_int64), ("block_size", c_int64),
                ("bounds", c_void_p), ("kv_num_blocks", c_void_p), ("kv_indices", c_void_p),
                ("full_kv_num_blocks", c_void_p), ("full_kv_indices", c_void_p), ("q_num_blocks", c_void_p),
                ("q_indices", c_void_p), ("full_q_num_blocks", c_void_p), ("full_q_indices", c_void_p)]


class LoaderOptions(_Sized):
    _fields_ = [("size", c_uint64), ("global_batch_size", c_int64), ("rank", c_int64),
                ("world_size", c_int64), ("state", c_char_p), ("state_source", c_char_p), ("seed", c_uint64),
                ("group_bytes", c_int64), ("epochs", c_int64), ("order", c_int32), ("has_seed", c_int32),
                ("keeps_last", c_int32), ("reserved", c_int32)]


class LoaderDescription(_Sized):
    _fields_ = [("size", c_uint64), ("samples", c_int64), ("batches", c_int64), ("most_rows", c_int64),
                ("seed", c_uint64), ("group_bytes", c_int64), ("order", c_int32), ("reserved", c_int32)]


class Batch(ctypes.Structure):
    _fields_ = [("samples", c_int64), ("next", c_int64), ("first", c_int64), ("count", c_int64)]
