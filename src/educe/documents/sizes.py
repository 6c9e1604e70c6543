"""Sizes as people read them."""


def human_size(size: int) -> str:
    """`size` in bytes as "12 MB": powers of 1000, at most one decimal."""
    amount = float(size)
    for unit in ("bytes", "kB", "MB", "GB"):
        if amount < 1000 or unit == "GB":
            break
        amount /= 1000
    return f"{amount:.1f}".removesuffix(".0") + f" {unit}"
