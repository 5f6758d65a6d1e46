"""The safetensors format in plain Python, written from its published description and sharing no code with the library.

    python3 tests/Reference/plain_safetensors.py           writes every-type.safetensors beside this script
    python3 tests/Reference/plain_safetensors.py FILE      prints what a file holds
"""
import json
import pathlib
import struct
import sys

import numpy as np

DTYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2", "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "i1", "U8": "u1", "BOOL": "?"}


def write(path, tensors, metadata=None):
    """tensors: name -> (dtype name, array); a BF16 array holds the 16 bits of each number."""
    header = {"__metadata__": metadata} if metadata else {}
    data = b""
    for name, (dtype, array) in tensors.items():
        content = np.asarray(array).astype(DTYPES[dtype]).tobytes()
        header[name] = {"dtype": dtype, "shape": list(np.shape(array)), "data_offsets": [len(data), len(data) + len(content)]}
        data += content
    text = json.dumps(header, ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    pathlib.Path(path).write_bytes(struct.pack("<Q", len(text)) + text + data)


def read(path):
    content = pathlib.Path(path).read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, info in header.items():
        begin, end = (8 + length + offset for offset in info["data_offsets"])
        tensors[name] = (info["dtype"], np.frombuffer(content[begin:end], DTYPES[info["dtype"]]).reshape(info["shape"]))
    return tensors, metadata


def every_type():
    counting = np.arange(-3, 3).reshape(2, 3)
    halves = counting / 2
    return {
        "float64": ("F64", halves),
        "float32": ("F32", halves),
        "float16": ("F16", halves),
        "bfloat16": ("BF16", halves.astype("<f4").view("<u4") >> 16),
        "int64": ("I64", counting * 2**40),
        "int32": ("I32", counting * 2**20),
        "int16": ("I16", counting * 2**10),
        "int8": ("I8", counting * 42),
        "uint8": ("U8", counting + 3),
        "bool": ("BOOL", counting > 0),
        "scalar": ("F32", np.float32(0.1)),
        "empty": ("F32", np.zeros((0, 4))),
        "größe.日本": ("I32", np.array([7])),
    }


if __name__ == "__main__":
    if len(sys.argv) == 1:
        write(pathlib.Path(__file__).with_name("every-type.safetensors"), every_type(), {"author": "plain_safetensors.py", "π": "3.14"})
    else:
        tensors, metadata = read(sys.argv[1])
        print(metadata)
        for name, (dtype, array) in tensors.items():
            print(name, dtype, array.shape, array.reshape(-1)[:6])
