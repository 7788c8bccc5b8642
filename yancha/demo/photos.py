"""Pictures for the demonstration's evidence: drawn, since nobody's kitchen is to be shown."""

import io
import random

from PIL import Image, ImageDraw

SIZE = (1280, 960)


def photo(dice: random.Random) -> io.BytesIO:
    """Draw shelves with boxes: some stand where they should not."""
    image = Image.new("RGB", SIZE, (214, 219, 222))
    draw = ImageDraw.Draw(image)
    width, height = SIZE
    for shelf in range(1, 4):
        top = shelf * height // 4
        draw.rectangle((60, top, width - 60, top + 18), fill=(120, 124, 128))
        left = 90
        while left < width - 220:
            wide, high = dice.randint(70, 160), dice.randint(80, 170)
            colour = (dice.randint(90, 200), dice.randint(90, 190), dice.randint(70, 160))
            draw.rectangle((left, top - high, left + wide, top), fill=colour, outline=(60, 60, 60))
            left += wide + dice.randint(15, 60)
    written = io.BytesIO()
    image.save(written, "JPEG", quality=80)
    written.seek(0)
    return written
