"""Makes the files of this folder with h5py (Debian: python3-h5py). The numbers of every readable array w are those of w()."""
import os
import h5py
import numpy as np

os.chdir(os.path.dirname(os.path.abspath(__file__)))


def w():
    return (np.arange(84).reshape(12, 7) * 37 % 101 - 50) / 8


def write(name, fill, **options):
    with h5py.File(name, "w", **options) as file:
        fill(file)


write("plain.h5", lambda f: f.create_dataset("w", data=w()))
write("latest.h5", lambda f: f.create_dataset("w", data=w(), chunks=(5, 4), maxshape=(None, 7), compression="gzip"), libver="latest")
write("shuffle.h5", lambda f: f.create_dataset("w", data=w(), chunks=(5, 3), compression="gzip", shuffle=True))
write("userblock.h5", lambda f: f.create_dataset("w", data=w()), userblock_size=512)
write("fletcher32.h5", lambda f: f.create_dataset("w", data=w(), chunks=(5, 3), fletcher32=True))
write("big-endian.h5", lambda f: f.create_dataset("w", data=w().astype(">f8")))
write("compound.h5", lambda f: f.create_dataset("w", data=np.zeros(3, dtype=[("x", "<f8"), ("label", "<i8")])))
write("text.h5", lambda f: f.create_dataset("w", data=np.array([b"ab", b"c"])))


def types(file):
    for kind in "f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8".split():
        file.create_dataset(kind, data=(np.arange(6) % 5).astype(kind))
    file.create_dataset("bool", data=np.arange(6) % 2 == 0)


write("types.h5", types)


def images(file):
    for part, count in (("train", 4), ("test", 2)):
        file.create_dataset(f"x_{part}", data=(np.arange(4 * count) * 37 % 251).astype("u1").reshape(count, 2, 2))
        file.create_dataset(f"y_{part}", data=np.arange(count).astype("i8"))


write("images.h5", images)


def samples(file):
    group = file.create_group("train")
    group.create_dataset("x", data=np.array([[1, 0.1], [-1.5, 0.2], [0.3, -0.3], [-0.2, 0.4], [2, -0.5], [-2.5, 0.6]]))
    group.create_dataset("label", data=np.array([1, 0, 1, 0, 1, 0], dtype="u1"))


write("samples.h5", samples)


def linked(file):
    file["w"] = h5py.ExternalLink("/tmp/pipelines-linked.h5", "/w")


write("external-link.h5", linked)
write("external-data.h5", lambda f: f.create_dataset("w", shape=(12, 7), dtype="f8", external=[("/tmp/pipelines-linked.bin", 0, 672)]))
layout = h5py.VirtualLayout(shape=(12, 7), dtype="f8")
layout[:] = h5py.VirtualSource("plain.h5", "w", shape=(12, 7))
write("virtual.h5", lambda f: f.create_virtual_dataset("w", layout))


def circle(file):
    file.create_dataset("w", data=w())
    file["loop"] = file["/"]


write("circle.h5", circle)
