"""One command run to its end apart from any worker: `python -m blog.lib.runner FOLDER COMMAND…`.

Its words go to FOLDER/log, its status to FOLDER/ended. A folder it makes at FOLDER/export is
packed into FOLDER/export.zip, so that it can be handed to a browser.
"""

import shutil
import subprocess
import sys
from pathlib import Path


def main(place: str, *command: str) -> None:
    """Run the command and leave its log, status and packed export in the folder."""
    folder = Path(place)
    with (folder / "log").open("ab", buffering=0) as log:
        status = subprocess.run(command, stdout=log, stderr=log, check=False).returncode  # noqa: S603
        made = folder / "export"
        if status == 0 and made.is_dir():
            try:
                shutil.make_archive(str(folder / "packed"), "zip", made)
                (folder / "packed.zip").rename(folder / "export.zip")
                shutil.rmtree(made)
            except OSError as error:
                log.write(f"The export could not be packed: {error}\n".encode())
                status = 1
    draft = folder / "ended.draft"
    draft.write_text(str(status))
    draft.rename(folder / "ended")


if __name__ == "__main__":
    main(*sys.argv[1:])
