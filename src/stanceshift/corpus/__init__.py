"""Reads texts and splits them into paragraphs and sentences with offsets into the source."""
