"""A start script becomes the application, which finishes what it has begun."""

import sys

from container import stop_while_ann_signs_up

answer = stop_while_ann_signs_up("start_right.sh")
print(f"A new version came while Ann signed up. Her answer: {answer or 'none'}")
if " 202 " not in answer:
    sys.exit("Lost: Ann's request. The application was killed in the middle of it.")
