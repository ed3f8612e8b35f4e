"""通知表单: a notice as it is typed: the blank for a year, and what came with the form."""

from __future__ import annotations

from flask import request

from web.problems import ProblemError

LARGEST = 64 * 1024
"""Characters; a notice of a year has some thirty lines."""

BLANK = """\
year: {year}
title: 国务院办公厅关于{year}年部分节假日安排的通知
issuer: 国务院办公厅
documents:
- number:
  published_on:
  source:
days_off:
- name: 元旦
  from: {year}-01-01
  to: {year}-01-01
working_days: []
"""


def blank_notice(year: int) -> str:
    """What is to be filled in for a year."""
    return BLANK.format(year=year)


def typed_notice() -> str:
    """The file that was chosen, or else what was typed. Raises ProblemError where it is no text, or too long."""
    file = request.files.get("file")
    if file is None or not file.filename:
        written = request.form.get("notice", "").replace("\r\n", "\n")
    else:
        content = file.stream.read(LARGEST + 1)
        try:
            written = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ProblemError("body-not-utf-8") from None
    if len(written) > LARGEST:
        raise ProblemError("too-large")
    return written
