"""Tests of the mails: their wording, their safety and their arrival."""
