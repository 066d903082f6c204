"""Reads and writes small files safely: atomic, deterministic, with errors that name the place."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from stanceshift.errors import StanceshiftError

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def sha256_of(path: str | Path) -> str:
    """Return the SHA-256 of a file as 64 hex digits."""
    digest = hashlib.sha256()
    with Path(path).open("rb") as handle:
        for block in iter(lambda: handle.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def text_sha(text: str) -> str:
    """Return the first 12 hex digits of the SHA-1 of ``text`` with runs of white space made single.

    The hash by which annotations, corrections and cached labels recognise a text.
    """
    return hashlib.sha1(" ".join(text.split()).encode("utf-8")).hexdigest()[:12]


def write_bytes(path: str | Path, data: bytes) -> None:
    """Write ``data`` through a temporary file in the same folder, so that a failure leaves the old file whole."""
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(name).chmod(0o644)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_text(path: str | Path, text: str) -> None:
    """Write UTF-8 text atomically with ``\\n`` line ends."""
    write_bytes(path, text.encode("utf-8"))


def write_json(path: str | Path, value: Any) -> None:
    """Write ``value`` as indented UTF-8 JSON with sorted keys and a final newline."""
    write_text(path, json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n")


def read_json(path: str | Path) -> Any:
    """Return the JSON value of a file; raises `StanceshiftError` naming line and column."""
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise StanceshiftError("file not found", file=path, fix="check the path") from None
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise StanceshiftError(f"not valid UTF-8 JSON: {error}", file=path, fix="mend the file") from error


def read_jsonl(path: str | Path) -> list[dict[str, Any]]:
    """Return the objects of a JSON Lines file, in order; raises `StanceshiftError` naming the line."""
    return list(iter_jsonl(Path(path).read_text(encoding="utf-8").splitlines(), path))


def iter_jsonl(lines: Iterable[str], name: str | Path) -> Iterator[dict[str, Any]]:
    """Yield the object on each non-empty line; raises `StanceshiftError` naming the line."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except json.JSONDecodeError as error:
            raise StanceshiftError(
                f"not valid JSON: {error.msg}", file=name, where=f"line {number}", fix="put one JSON object on a line"
            ) from error
        if not isinstance(value, dict):
            raise StanceshiftError(
                "expected a JSON object", file=name, where=f"line {number}", fix='write {"id": ..., "text": ...}'
            )
        yield value


def write_jsonl(path: str | Path, rows: Iterable[dict[str, Any]]) -> None:
    """Write one JSON object a line, UTF-8, keys in the order given."""
    write_text(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def read_yaml(path: str | Path) -> Any:
    """Return the value of a YAML file (safe loader); raises `StanceshiftError` naming line and column."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise StanceshiftError("file not found", file=path, fix="check the path") from None
    except UnicodeDecodeError as error:
        raise StanceshiftError(f"not UTF-8: {error.reason}", file=path, fix="save the file as UTF-8") from error
    try:
        return yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        problem = getattr(error, "problem", None) or str(error)
        raise StanceshiftError(f"not valid YAML: {problem}", file=path, where=where, fix="mend the YAML") from error


def write_yaml(path: str | Path, value: Any) -> None:
    """Write ``value`` as UTF-8 YAML in the order of its keys, atomically."""
    write_text(path, yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=120))
