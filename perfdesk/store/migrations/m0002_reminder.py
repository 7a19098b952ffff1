"""The second shape: reminders, so that who was asked for what, when and with which answer stays known after the call.

Reminders are the office's own working notes: they are journalled and undone like everything else and never travel.
"""

STATEMENTS = """
CREATE TABLE reminder (                           -- one 催报 of one unit
    office TEXT NOT NULL, id TEXT NOT NULL, unit TEXT NOT NULL,
    stage TEXT NOT NULL CHECK (stage IN ('target', 'monitoring', 'selfeval')), year INTEGER NOT NULL, month INTEGER,
    at TEXT NOT NULL, operator TEXT NOT NULL, way TEXT NOT NULL DEFAULT '',   -- 电话, 工作群 …
    answer TEXT NOT NULL DEFAULT '', PRIMARY KEY (office, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX reminder_period ON reminder (office, stage, year, month, unit, at);
"""
