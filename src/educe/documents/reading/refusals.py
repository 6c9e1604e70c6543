"""The sentences that say why a file wasn't read, and what to do about it."""

from educe.errors import UnreadableFile


def encrypted(name: str) -> UnreadableFile:
    return UnreadableFile(f"{name} is encrypted. Save it without a password and upload it again.")


def empty(name: str) -> UnreadableFile:
    return UnreadableFile(f"{name} is empty. Upload a file that has something in it.")


def no_text(name: str) -> UnreadableFile:
    return UnreadableFile(f"{name} has no text in it. Upload a file that has some.")


def only_images(name: str) -> UnreadableFile:
    return UnreadableFile(
        f"{name} has no text, only images (a scan?). "
        "Run text recognition (OCR) on it and upload the result."
    )


def damaged(name: str, kind: str) -> UnreadableFile:
    """`kind` as in "a PDF file"."""
    return UnreadableFile(
        f"{name} is damaged or cut short and can't be read as {kind}. "
        "Open it where it was made, save it afresh and upload it again."
    )


def other_variant(name: str, kind: str, ending: str) -> UnreadableFile:
    return UnreadableFile(
        f"{name} is {kind} of another variant (a template, or one with macros). "
        f"Save it as {ending} and upload it again."
    )


def too_deep(name: str) -> UnreadableFile:
    return UnreadableFile(
        f"{name} nests its elements too deep to be read. Simplify it and upload it again."
    )
