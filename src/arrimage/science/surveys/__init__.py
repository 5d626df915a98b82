"""The science of questionnaires: pure functions over answers, each row with its name.

Every figure carries how it was computed: its method, the rows it used, and the rows it set apart with the
reason (not asked, not applicable, prefers not to say, no answer: `answers.Apart`). `None` means that the
question has no answer there, which is not zero. Each family has its file.

Definitions chosen where the field disagrees: `docs/decisions/0018-surveys.md`.
"""
