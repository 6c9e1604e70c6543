"""The pictures of the documentation: all there, and light enough for a repository."""

from tests.screens.shots import FOLDER, PAGE, SHOTS, page

MOST_BYTES, MOST_BYTES_IN_ALL = 150_000, 3_000_000


def test_the_page_of_the_screens_shows_what_there_is() -> None:
    assert PAGE.read_text() == page()
    taken = {file for shot in SHOTS for file in shot.files()}
    assert {path.name for path in FOLDER.iterdir()} == taken


def test_the_pictures_are_small() -> None:
    sizes = [path.stat().st_size for path in FOLDER.iterdir()]
    assert max(sizes) <= MOST_BYTES
    assert sum(sizes) <= MOST_BYTES_IN_ALL
