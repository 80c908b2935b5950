"""Lines of a text file under bounds, and the rule for text that may become a name."""

from __future__ import annotations

from collections.abc import Iterator

from huxing.core.errors import FormatError, InputError, TooLargeError

MAX_LINES = 1_000_000
"""Bound on lines of one file: 330,000 three-line element sets."""
UTF8_MARK = b"\xef\xbb\xbf"


def text_lines(content: bytes, source: str, *, longest: int) -> Iterator[tuple[int, str]]:
    """Give line numbers (from 1) and lines without their end; LF, CRLF, LFCR or CR alone end a line.

    Args:
        content: UTF-8 text, with or without a byte order mark.
        source: name used in messages.
        longest: bound of a line, bytes.

    Yields:
        Number and text of each line, blank ones included.

    Raises:
        TooLargeError: more than `MAX_LINES` lines.
        FormatError: a line over the bound, or not UTF-8.

    Source:
        CCSDS 502.0-B-3, section 7.3 (lines and their ends).
    """
    end_of_line = b"\n" if b"\n" in content else b"\r"
    count = content.count(end_of_line)
    if count > MAX_LINES:
        raise TooLargeError(f"{source}: {count} lines are over the bound of {MAX_LINES}; split the file", given=count)
    start, number = (len(UTF8_MARK) if content.startswith(UTF8_MARK) else 0), 0
    while start < len(content):
        number += 1
        end = content.find(end_of_line, start)
        end = len(content) if end < 0 else end
        if end - start > longest + 2:
            raise FormatError(
                f"a line of {end - start} bytes; at most {longest} are accepted", source=source, line=number
            )
        yield number, decoded(content[start:end], source, number).strip("\r")
        start = end + 1


def decoded(line: bytes, source: str, number: int) -> str:
    """Decode UTF-8.

    Args:
        line: bytes of one line.
        source: name used in messages.
        number: line number used in messages.

    Returns:
        The text.

    Raises:
        FormatError: not UTF-8.

    Source:
        RFC 3629.
    """
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FormatError(
            f"byte {line[error.start]:#04x} at column {error.start + 1} is not UTF-8 text", source=source, line=number
        ) from error


def require_printable(texts: list[str], what: str, longest: int) -> None:
    """Refuse control characters, lone surrogates and over-long text.

    Args:
        texts: any number.
        what: their keyword, for the message.
        longest: bound in characters.

    Raises:
        InputError: naming the first text that is refused.

    Source:
        CCSDS 502.0-B-3, section 7.3.4 (printable characters only).
    """
    if "".join(texts).isprintable() and max(map(len, texts), default=0) <= longest:
        return
    bad = next(text for text in texts if not text.isprintable() or len(text) > longest)
    raise InputError(
        f"{what} = {bad[:60]!r} has characters that cannot be printed or is longer than {longest}; "
        f"accepted are up to {longest} printable characters",
        given=bad,
    )
