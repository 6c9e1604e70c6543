"""Certificates for tests, of an authority of our own."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]


class Authority:
    """Keys and certificates in one folder, made by openssl."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ca = folder / "ca.pem"
        self._openssl("req", "-x509", *_KEY, "-keyout", "ca.key", "-out", "ca.pem",
                      "-subj", "/CN=Tests", "-days", "2")  # fmt: skip

    def certify(self, name: str, *more: str, expired: bool = False) -> tuple[Path, Path]:
        """The files of a certificate for these names or addresses, and of its key."""
        self._openssl("req", "-new", *_KEY, "-keyout", f"{name}.key", "-out", f"{name}.csr",
                      "-subj", f"/CN={name}")  # fmt: skip
        names = ",".join(f"{'IP' if n[0].isdigit() else 'DNS'}:{n}" for n in (name, *more))
        (self.folder / f"{name}.ext").write_text(
            f"subjectAltName={names}\nbasicConstraints=critical,CA:FALSE\n"
        )
        (self.folder / "index").write_text("")
        (self.folder / "index.attr").write_text("unique_subject = no\n")
        (self.folder / "ca.conf").write_text(
            "[ca]\ndefault_ca=d\n[d]\ndatabase=index\nnew_certs_dir=.\ndefault_md=sha256\n"
            "policy=p\nrand_serial=yes\n[p]\ncommonName=supplied\n"
        )
        begin = datetime.now(UTC) - timedelta(days=3)
        end = begin + timedelta(days=2 if expired else 30)
        self._openssl("ca", "-batch", "-config", "ca.conf", "-cert", "ca.pem", "-keyfile",
                      "ca.key", "-in", f"{name}.csr", "-out", f"{name}.pem", "-notext",
                      "-extfile", f"{name}.ext", "-startdate", f"{begin:%Y%m%d%H%M%SZ}",
                      "-enddate", f"{end:%Y%m%d%H%M%SZ}")  # fmt: skip
        return self.folder / f"{name}.pem", self.folder / f"{name}.key"

    def self_sign(self, name: str) -> tuple[Path, Path]:
        """The same, signed by nobody else."""
        self._openssl("req", "-x509", *_KEY, "-keyout", f"{name}.key", "-out", f"{name}.pem",
                      "-subj", f"/CN={name}", "-days", "2",
                      "-addext", f"subjectAltName=DNS:{name}")  # fmt: skip
        return self.folder / f"{name}.pem", self.folder / f"{name}.key"

    def _openssl(self, *arguments: str) -> None:
        subprocess.run(
            ["openssl", *arguments], cwd=self.folder, check=True, capture_output=True, text=True
        )
