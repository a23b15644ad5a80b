"""One command run to its end apart from any worker: `python -m blog.lib.runner FOLDER COMMAND…`.

It waits until no other runs beside FOLDER, and says by FOLDER/begun that its turn has come. Its
words go to FOLDER/log, its status to FOLDER/ended. A folder it makes at FOLDER/export is packed
into FOLDER/export.zip, so that it can be handed to a browser.
"""

import fcntl
import shutil
import subprocess
import sys
from pathlib import Path


def main(place: str, *command: str) -> None:
    """Run the command and leave its log, status and packed export in the folder."""
    folder = Path(place)
    with (folder.parent / "turn").open("ab") as turn, (folder / "log").open("ab", 0) as log:
        fcntl.flock(turn, fcntl.LOCK_EX)
        (folder / "begun").touch()
        # The command keeps the turn as well: it may live on when this is killed.
        status = subprocess.run(  # noqa: S603 - our own command
            command, stdout=log, stderr=log, pass_fds=[turn.fileno()], check=False
        ).returncode
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
