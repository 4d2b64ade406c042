"""A key ring of GnuPG 2.2 in a folder of its own: the program that people really use."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

needed = pytest.mark.skipif(not shutil.which("gpg"), reason="gpg is not installed")


class Ring:
    """Makes keys and opens messages."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def gpg(self, *arguments: str, given: bytes = b"") -> bytes:
        command = ["gpg", "--homedir", str(self.home), "--batch", "--yes", "--quiet"]
        command += ["--pinentry-mode", "loopback", "--passphrase", "", *arguments]
        return subprocess.run(command, input=given, capture_output=True, check=True).stdout

    def key(self, address: str, primary: str = "1y", encryption: str | None = "1y") -> str:
        """The armoured public key of a new pair."""
        self.gpg("--quick-gen-key", f"Guardia <{address}>", "ed25519", "cert", primary)
        if encryption:
            self.gpg("--quick-add-key", self.fingerprint(address), "cv25519", "encr", encryption)
        return self.public(address)

    def fingerprint(self, address: str) -> str:
        listed = self.gpg("--with-colons", "--list-keys", address).decode().splitlines()
        return next(line.split(":")[9] for line in listed if line.startswith("fpr"))

    def public(self, address: str) -> str:
        return self.gpg("--armor", "--export", address).decode()

    def revoke(self, address: str) -> str:
        kept = self.home / "openpgp-revocs.d" / f"{self.fingerprint(address)}.rev"
        self.gpg("--import", given=kept.read_bytes().replace(b":-----BEGIN", b"-----BEGIN"))
        return self.public(address)

    def decrypt(self, message: str | bytes) -> bytes:
        return self.gpg(
            "--decrypt", given=message.encode() if isinstance(message, str) else message
        )


@pytest.fixture(scope="module")
def ring() -> Iterator[Ring]:
    """A ring in a short path (sockets have a limit), its agent stopped at the end."""
    with tempfile.TemporaryDirectory(prefix="gpg") as home:
        yield Ring(Path(home))
        subprocess.run(["gpgconf", "--homedir", home, "--kill", "all"], check=False)
