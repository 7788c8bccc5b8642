"""How large a measure is: YANCHA_BENCH_<NAME> in the environment, for noisy and for quiet times."""

import os


def asked(name: str, usual: int) -> int:
    """The number that was asked for, or the usual one."""
    return int(os.environ.get(f"YANCHA_BENCH_{name}", usual))
