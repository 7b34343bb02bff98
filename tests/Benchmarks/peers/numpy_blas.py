"""Says which BLAS NumPy is linked to, and its kernel. Ends with 1 where it is not OpenBLAS, beside which any ratio looks splendid: Debian's reference
BLAS multiplies at 8 GFLOP/s."""
import ctypes
import sys

import numpy


def libraries():
    """Files that the process has loaded, once a product has been taken."""
    numpy.ones((8, 8)) @ numpy.ones((8, 8))
    with open("/proc/self/maps") as maps:
        return sorted({line.split(maxsplit=5)[5].strip() for line in maps if ".so" in line})


def kernel(path):
    for name in ("openblas_get_corename", "openblas_get_corename64_", "scipy_openblas_get_corename64_", "scipy_openblas_get_corename"):
        function = getattr(ctypes.CDLL(path), name, None)
        if function is not None:
            function.restype = ctypes.c_char_p
            return function().decode()
    return "unknown"


def main():
    loaded = libraries()
    found = [path for path in loaded if "openblas" in path]
    if not found:
        others = [path for path in loaded if "blas" in path or "mkl" in path]
        sys.exit(f"NumPy {numpy.__version__} is not linked to OpenBLAS ({', '.join(others) or 'no BLAS that is known'}): install libopenblas0-pthread, "
                 "or race with --ours")
    kernels = [kernel(path) for path in found]
    print(f"NumPy {numpy.__version__} on {found[0]}, kernel {next((k for k in kernels if k != 'unknown'), 'unknown')}")


if __name__ == "__main__":
    main()
