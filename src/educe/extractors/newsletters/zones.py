"""Where a mail's frame ends and begins: what stands above its content, and below it."""

import re

from educe.extractors.newsletters.layout import Block, Layout

LONG = 90  # characters from which a block is content
FOOTER = re.compile(
    r"unsubscribe|opt[- ]out|(?:manage|update|change|edit) (?:your |my )?(?:email |e-mail |"
    r"subscription |newsletter )?(?:preferences|settings|profile|subscriptions?)"
    r"|you(?:'re| are|’re)? (?:receiv|received|getting|got|signed up|subscribed|have received)"
    r".{0,30}(?:e-?mail|newsletter|message|because|to)"
    r"|(?:this|the) (?:e-?mail|message|newsletter) was (?:sent|delivered)|all rights reserved"
    r"|(?:©|\(c\)|copyright|&copy;)\s*(?:©\s*)?(?:19|20)\d\d|our mailing address|mailing address is"
    r"|no longer (?:wish|want) to receive|add us to your address book"
    r"|abmelden|abbestellen|austragen|newsletter[- ]?abmeldung|impressum\b|datenschutz"
    r"|sie erhalten diese|du (?:erhältst|bekommst) diese|diese (?:e-?mail|nachricht) wurde"
    r"|nicht mehr (?:erhalten|bekommen)|alle rechte vorbehalten|handelsregister|ust-?id"
    r"|vertretungsberechtigt|geschäftsführer\w*\s*:|se désabonner|désinscri|darse de baja"
    r"|cancelar (?:la )?suscripci|disiscriv|afmelden|privacy policy",
    re.IGNORECASE,
)
PREVIEW = re.compile(
    r"view (?:this |it )?(?:e-?mail |online|in (?:your )?browser|as a web)|read (?:it )?online"
    r"|web ?version|im browser|onlineversion|online ansehen|trouble (?:viewing|reading|seeing)",
    re.IGNORECASE,
)
ITEM = "".join(  # an item of the content has a head and a foot, too
    rf"(?<!{part}-)(?<!{part}_)"
    for part in (
        "embedded-post",
        "posts",
        "card",
        "item",
        "story",
        "article",
        "entry",
        "section",
        "block",
    )
)
FOOTER_MARKS = re.compile(rf"{ITEM}footer|\b(?:mcnfollow\w*|legal|colophon)\b")
HEADER_MARKS = re.compile(rf"{ITEM}(?:header|topbar|navbar|masthead)\b(?!-anchor)|\bnav\b")
HEADER_SHARE = 0.4  # of a mail's text, at most, lies above its content
FOOTER_SHARE = 0.45


def header_end(layout: Layout) -> int:
    """The index of the first block of content."""
    for index, block in enumerate(layout.blocks):
        if PREVIEW.search(block.text) or FOOTER.search(block.text) or block.divider:
            continue
        if len(block.text) >= LONG or (block.is_heading and len(block.text) > 12):
            return index
        prose = block.linked < 0.6 * len(block.text.replace(" ", ""))
        if block.linked and len(block.text) >= 30 and (len(block.anchors) == 1 or prose):
            return index
    return len(layout.blocks)


def footer_start(layout: Layout) -> int:
    """The index of the first block of the footer; the number of blocks when there is none."""
    blocks = layout.blocks
    total = sum(len(block.text) for block in blocks) or 1
    start = len(blocks)
    after = 0
    for index in range(len(blocks) - 1, -1, -1):
        block = blocks[index]
        after += len(block.text)
        if after > max(FOOTER_SHARE * total, 600) or _is_item(block):
            break
        if FOOTER.search(block.text) or FOOTER_MARKS.search(block.marks):
            start = index
    while 0 < start < len(blocks) and _is_row(blocks[start - 1]):
        start -= 1
    return start if start > header_end(layout) else len(blocks)


def _is_row(block: Block) -> bool:
    """Several short links and hardly anything else."""
    size = len(block.text.replace(" ", ""))
    short = all(len(anchor.text.split()) <= 6 for anchor in block.anchors)
    return len(block.anchors) > 1 and short and block.linked >= 0.6 * size


def _is_item(block: Block) -> bool:
    """A headline that is a link: such stand in the content."""
    return (
        len(block.anchors) > 0
        and len(block.text) >= 40
        and block.linked >= 0.7 * len(block.text.replace(" ", ""))
        and len(block.anchors) == 1
        and not FOOTER.search(block.text)
        and not FOOTER_MARKS.search(block.marks)
    )
