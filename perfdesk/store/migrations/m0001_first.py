"""The first shape of the data file.

Every ledger and statement table has the key (office, id): `office` is the code of the office that the row belongs to
(530402), `id` a UUIDv7 text (an office's own row has id = its code). All tables are STRICT and WITHOUT ROWID. Money is
INTEGER 分, scores INTEGER hundredths of a point, rates INTEGER hundredths of a percent, dates TEXT ISO, blank is NULL.
`hand` lists the columns of a row that a person corrected by hand, comma separated. `basis` says why a row is 补录
("" where it came the ordinary way).
"""

JOURNALLED = """
CREATE TABLE office (
    office TEXT NOT NULL, id TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('county', 'city', 'province')),
    kind TEXT NOT NULL DEFAULT '' CHECK (kind IN ('', '县区', '市', '省', '开发区')),
    superior TEXT NOT NULL DEFAULT '',            -- code of the office it reports to, '' where unknown
    superior_name TEXT NOT NULL DEFAULT '',
    inclusion TEXT NOT NULL DEFAULT '' CHECK (inclusion IN ('', '并入本级', '单列')),
    own INTEGER NOT NULL DEFAULT 0 CHECK (own IN (0, 1)),  -- 1: the office that keeps this file
    year INTEGER NOT NULL,                        -- current working year
    PRIMARY KEY (office, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE operator (
    office TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL DEFAULT '',
    active INTEGER NOT NULL DEFAULT 1, PRIMARY KEY (office, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE section (
    office TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, performance INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (office, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE duty (                               -- which section answers for a unit, dated
    office TEXT NOT NULL, id TEXT NOT NULL, section TEXT NOT NULL, unit TEXT NOT NULL,
    since TEXT NOT NULL, until TEXT, PRIMARY KEY (office, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE unit (
    office TEXT NOT NULL, id TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('department', 'unit', 'township')),
    parent TEXT,                                  -- id of the unit's department; NULL for a department or township
    section TEXT, leader TEXT NOT NULL DEFAULT '', finance TEXT NOT NULL DEFAULT '', clerk TEXT NOT NULL DEFAULT '',
    phone TEXT NOT NULL DEFAULT '', basis TEXT NOT NULL DEFAULT '', hand TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (office, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX unit_code ON unit (office, code);

CREATE TABLE unit_year (
    office TEXT NOT NULL, id TEXT NOT NULL, unit TEXT NOT NULL, year INTEGER NOT NULL,
    active INTEGER NOT NULL DEFAULT 1, owes_overall INTEGER NOT NULL DEFAULT 1, PRIMARY KEY (office, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX unit_year_key ON unit_year (office, year, unit);

CREATE TABLE alias (                              -- what a sender calls a unit, a project or a column
    office TEXT NOT NULL, id TEXT NOT NULL, sender TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL CHECK (kind IN ('unit', 'project', 'column')), text TEXT NOT NULL, means TEXT NOT NULL,
    PRIMARY KEY (office, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE project (                            -- one project in one budget year
    office TEXT NOT NULL, id TEXT NOT NULL, year INTEGER NOT NULL, series TEXT NOT NULL, code TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL, unit TEXT NOT NULL, department TEXT NOT NULL,   -- department = unit where the unit is one
    class TEXT NOT NULL DEFAULT 'own' CHECK (class IN ('own', 'superior')),
    needs_target INTEGER NOT NULL DEFAULT 1, classified INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'admitted' CHECK (state IN ('draft', 'admitted', 'rejected', 'withdrawn')),
    attribute TEXT NOT NULL DEFAULT '' CHECK (attribute IN ('', '新增项目', '延续项目')),
    category TEXT NOT NULL DEFAULT '', tag TEXT NOT NULL DEFAULT '',    -- special fund: 抗疫特别国债
    term TEXT NOT NULL DEFAULT '', manager TEXT NOT NULL DEFAULT '', basis TEXT NOT NULL DEFAULT '',
    late_target_until TEXT,                       -- 先下达后补目标: term for the target
    owes_selfeval INTEGER NOT NULL DEFAULT 1, hand TEXT NOT NULL DEFAULT '', PRIMARY KEY (office, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX project_year ON project (office, year, unit, state, class, needs_target, owes_selfeval, tag); -- figures

CREATE TABLE funding (
    office TEXT NOT NULL, id TEXT NOT NULL, project TEXT NOT NULL,
    account TEXT NOT NULL CHECK (account IN ('general', 'fund', 'capital', 'social', '未分')),
    source TEXT NOT NULL CHECK (source IN ('central', 'province', 'city', 'county', 'own_funds', 'other', '未分')),
    nature TEXT NOT NULL DEFAULT 'current' CHECK (nature IN ('current', 'carryover')),
    initial INTEGER, adjusted INTEGER, document TEXT NOT NULL DEFAULT '',  -- 指标文号
    hand TEXT NOT NULL DEFAULT '', PRIMARY KEY (office, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX funding_project ON funding (office, project, source, account, adjusted);

CREATE TABLE execution (                          -- executed amount of a funding line at the end of a month, cumulative
    office TEXT NOT NULL, id TEXT NOT NULL, funding TEXT NOT NULL, project TEXT NOT NULL, year INTEGER NOT NULL,
    month INTEGER NOT NULL CHECK (month BETWEEN 1 AND 12), executed INTEGER, origin TEXT NOT NULL DEFAULT '',
    hand TEXT NOT NULL DEFAULT '', PRIMARY KEY (office, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX execution_project ON execution (office, project, month, executed);

CREATE TABLE target (
    office TEXT NOT NULL, id TEXT NOT NULL,
    subject_kind TEXT NOT NULL CHECK (subject_kind IN ('project', 'department', 'transfer')),
    subject TEXT NOT NULL, year INTEGER NOT NULL, version INTEGER NOT NULL DEFAULT 1,
    state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'returned', 'passed', 'approved', 'withdrawn')),
    current INTEGER NOT NULL DEFAULT 0 CHECK (current IN (0, 1)),       -- 1: the approved version in force
    approved_on TEXT, replaces TEXT, goal TEXT NOT NULL DEFAULT '', goal_mid TEXT NOT NULL DEFAULT '',
    returns INTEGER NOT NULL DEFAULT 0,           -- how often it was returned in this year's review
    submitted_amount INTEGER, approved_amount INTEGER, tasks TEXT NOT NULL DEFAULT '[]',  -- 年度主要任务, JSON rows
    statement TEXT, basis TEXT NOT NULL DEFAULT '', hand TEXT NOT NULL DEFAULT '', PRIMARY KEY (office, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX target_subject ON target
    (office, subject_kind, subject, year, state, version, returns, submitted_amount, approved_amount); -- for figures
CREATE UNIQUE INDEX target_current ON target (office, subject_kind, subject, year) WHERE current = 1;

CREATE TABLE indicator (
    office TEXT NOT NULL, id TEXT NOT NULL, target TEXT NOT NULL, key TEXT NOT NULL,  -- the same over versions, stages
    ordinal INTEGER NOT NULL, level1 TEXT NOT NULL, level2 TEXT NOT NULL, name TEXT NOT NULL,
    relation TEXT NOT NULL DEFAULT '', value TEXT NOT NULL DEFAULT '', measure TEXT NOT NULL DEFAULT '',
    quantitative INTEGER, weight INTEGER, note TEXT NOT NULL DEFAULT '',
    mid_relation TEXT NOT NULL DEFAULT '', mid_value TEXT NOT NULL DEFAULT '', mid_measure TEXT NOT NULL DEFAULT '',
    hand TEXT NOT NULL DEFAULT '', PRIMARY KEY (office, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX indicator_target ON indicator (office, target, ordinal);

CREATE TABLE monitoring (                         -- one sheet of one subject and period
    office TEXT NOT NULL, id TEXT NOT NULL,
    subject_kind TEXT NOT NULL CHECK (subject_kind IN ('project', 'department')), subject TEXT NOT NULL,
    year INTEGER NOT NULL, month INTEGER NOT NULL, special TEXT NOT NULL DEFAULT '',   -- tag of a special fund's period
    state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'returned', 'passed', 'sealed')),
    round INTEGER NOT NULL DEFAULT 1, returns INTEGER NOT NULL DEFAULT 0, target TEXT,  -- version it was made from
    initial INTEGER, executed INTEGER, forecast INTEGER,                -- total row as the form states it
    money TEXT NOT NULL DEFAULT '{}',             -- the whole funds matrix as the form states it, JSON
    goal TEXT NOT NULL DEFAULT '', key_monitoring INTEGER NOT NULL DEFAULT 0,
    report_on TEXT, report_number TEXT NOT NULL DEFAULT '',             -- report of a key monitoring
    statement TEXT, basis TEXT NOT NULL DEFAULT '', hand TEXT NOT NULL DEFAULT '', PRIMARY KEY (office, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX monitoring_key ON monitoring (office, subject_kind, subject, year, month);
CREATE INDEX monitoring_period ON monitoring (office, year, month, subject_kind, state, subject);

CREATE TABLE selfeval (
    office TEXT NOT NULL, id TEXT NOT NULL,
    subject_kind TEXT NOT NULL CHECK (subject_kind IN ('project', 'department')), subject TEXT NOT NULL,
    year INTEGER NOT NULL,                        -- budget year that is judged
    state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'returned', 'passed', 'sealed')),
    round INTEGER NOT NULL DEFAULT 1, returns INTEGER NOT NULL DEFAULT 0, target TEXT,
    layout TEXT NOT NULL DEFAULT '', initial INTEGER, adjusted INTEGER, executed INTEGER,   -- total row as entered
    money TEXT NOT NULL DEFAULT '{}', execution_weight INTEGER, execution_score INTEGER, total INTEGER,
    grade TEXT NOT NULL DEFAULT '', goal TEXT NOT NULL DEFAULT '', actual_goal TEXT NOT NULL DEFAULT '',
    other TEXT NOT NULL DEFAULT '', details TEXT NOT NULL DEFAULT '{}',  -- tables of the department form, JSON
    statement TEXT, basis TEXT NOT NULL DEFAULT '', hand TEXT NOT NULL DEFAULT '', PRIMARY KEY (office, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX selfeval_key ON selfeval (office, subject_kind, subject, year);
CREATE INDEX selfeval_year ON selfeval (office, year, subject_kind, state, subject);

CREATE TABLE observation (                        -- one indicator row of a monitoring or self-evaluation sheet
    office TEXT NOT NULL, id TEXT NOT NULL, stage TEXT NOT NULL CHECK (stage IN ('monitoring', 'selfeval', 'verified')),
    sheet TEXT NOT NULL, key TEXT NOT NULL,       -- key of the indicator; of its own where the target has none (R062)
    ordinal INTEGER NOT NULL, level1 TEXT NOT NULL DEFAULT '', level2 TEXT NOT NULL DEFAULT '', name TEXT NOT NULL,
    relation TEXT NOT NULL DEFAULT '', value TEXT NOT NULL DEFAULT '', measure TEXT NOT NULL DEFAULT '',
    actual TEXT NOT NULL DEFAULT '', forecast TEXT NOT NULL DEFAULT '',
    causes TEXT NOT NULL DEFAULT '',              -- of 经费保障 制度保障 人员保障 硬件条件保障 其他, comma separated
    reason TEXT NOT NULL DEFAULT '', likelihood TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '',
    weight INTEGER, score INTEGER, stage_only INTEGER NOT NULL DEFAULT 0, hand TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (office, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX observation_sheet ON observation (office, sheet, ordinal);

CREATE TABLE review (                             -- one step of reviewing: 通过 批复 退回 封存 解封
    office TEXT NOT NULL, id TEXT NOT NULL, form TEXT NOT NULL, record TEXT NOT NULL,   -- id of the target or sheet
    step TEXT NOT NULL CHECK (step IN ('submit', 'pass', 'approve', 'return', 'reject', 'seal', 'unseal')),
    opinion TEXT NOT NULL DEFAULT '', round INTEGER NOT NULL DEFAULT 1, at TEXT NOT NULL, operator TEXT NOT NULL,
    PRIMARY KEY (office, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX review_record ON review (office, record);

CREATE TABLE explanation (                        -- a note that lets a problem pass
    office TEXT NOT NULL, id TEXT NOT NULL, rule TEXT NOT NULL, record TEXT NOT NULL, field TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL, operator TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (office, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE finding (
    office TEXT NOT NULL, id TEXT NOT NULL, number TEXT NOT NULL, year INTEGER NOT NULL,   -- year the problem was found
    subject_kind TEXT NOT NULL CHECK (subject_kind IN ('project', 'department')), subject TEXT,
    subject_name TEXT NOT NULL,                   -- as evaluated; a subject counts once by (kind, subject or name)
    source TEXT NOT NULL CHECK (source IN ('目标审核', '监控', '自评核查', '财政评价', '审计', '专项检查')),
    category TEXT NOT NULL DEFAULT '', description TEXT NOT NULL, amount INTEGER, clause TEXT NOT NULL DEFAULT '',
    section TEXT NOT NULL DEFAULT '', advice TEXT NOT NULL DEFAULT '', demand TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '' CHECK (kind IN ('', '立行立改', '限期', '长期')), sent_on TEXT, deadline TEXT,
    replied_on TEXT, measures TEXT NOT NULL DEFAULT '',
    outcome TEXT NOT NULL DEFAULT '', recovered INTEGER, verifier TEXT NOT NULL DEFAULT '',
    verdict TEXT NOT NULL DEFAULT '', closed_on TEXT,
    state TEXT NOT NULL CHECK (state IN ('待反馈', '已反馈', '整改中', '已回复', '核实中', '销号')),
    evidence TEXT NOT NULL DEFAULT '', statement TEXT, hand TEXT NOT NULL DEFAULT '', PRIMARY KEY (office, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE finding_unit (                       -- the responsible departments of a finding
    office TEXT NOT NULL, id TEXT NOT NULL, finding TEXT NOT NULL, unit TEXT NOT NULL, person TEXT NOT NULL DEFAULT '',
    replied_on TEXT, PRIMARY KEY (office, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE import_batch (
    office TEXT NOT NULL, id TEXT NOT NULL, at TEXT NOT NULL, operator TEXT NOT NULL, title TEXT NOT NULL,
    PRIMARY KEY (office, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE import_file (
    office TEXT NOT NULL, id TEXT NOT NULL, batch TEXT NOT NULL, path TEXT NOT NULL, member TEXT NOT NULL DEFAULT '',
    sha256 TEXT NOT NULL, forms TEXT NOT NULL, sender TEXT NOT NULL DEFAULT '',
    repairs TEXT NOT NULL DEFAULT '[]', problems TEXT NOT NULL DEFAULT '[]', PRIMARY KEY (office, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_file_sha ON import_file (office, sha256);

CREATE TABLE statement (                          -- what a form said, in its own shape, with origin; kept for ever
    office TEXT NOT NULL, id TEXT NOT NULL, form TEXT NOT NULL, year INTEGER, month INTEGER,
    subject_kind TEXT NOT NULL DEFAULT '', subject TEXT NOT NULL DEFAULT '', sender TEXT NOT NULL DEFAULT '',
    round INTEGER NOT NULL DEFAULT 1,             -- 第几次报送
    promoted INTEGER NOT NULL DEFAULT 0, held TEXT NOT NULL DEFAULT '',  -- held: why it was not promoted
    file TEXT NOT NULL DEFAULT '', sheet TEXT NOT NULL DEFAULT '', layout TEXT NOT NULL DEFAULT '',
    anchor TEXT NOT NULL DEFAULT '', content TEXT NOT NULL,             -- JSON of the Content
    origin TEXT NOT NULL DEFAULT '{}',            -- JSON: {"cells": {...}, "raws": {...}}
    PRIMARY KEY (office, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX statement_subject ON statement (office, form, subject, year, month);
CREATE INDEX statement_file ON statement (office, file);
CREATE INDEX statement_held ON statement (office, file) WHERE held <> '';

CREATE TABLE refusal (                            -- a repair that the clerk refused, remembered for the sender
    office TEXT NOT NULL, id TEXT NOT NULL, sender TEXT NOT NULL, form TEXT NOT NULL, rule TEXT NOT NULL,
    field TEXT NOT NULL, raw TEXT NOT NULL DEFAULT '', PRIMARY KEY (office, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (                            -- an office's own dated setting; defaults stand in resources/settings
    office TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, since TEXT NOT NULL, value TEXT NOT NULL,  -- JSON
    PRIMARY KEY (office, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE roster (                             -- enrolled signers of subordinate offices
    office TEXT NOT NULL, id TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, level TEXT NOT NULL,
    key TEXT NOT NULL,                            -- public key, hex
    fingerprint TEXT NOT NULL, enrolled_on TEXT NOT NULL, revoked_from INTEGER, PRIMARY KEY (office, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE receipt (                            -- one received package; office = the receiving office
    office TEXT NOT NULL, id TEXT NOT NULL, sender TEXT NOT NULL, sender_name TEXT NOT NULL, year INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('annual', 'monitor', 'target')), month INTEGER, seq INTEGER NOT NULL,
    manifest TEXT NOT NULL,                       -- SHA-256 of the manifest
    facts TEXT NOT NULL,                          -- digest of the facts
    journal_seq INTEGER NOT NULL, journal_head TEXT NOT NULL, received_at TEXT NOT NULL, rows TEXT NOT NULL,
    differences TEXT NOT NULL DEFAULT '[]', warnings TEXT NOT NULL DEFAULT '[]',
    kept TEXT NOT NULL DEFAULT '',                -- ids of last year's rows it added, deflated (in any order)
    PRIMARY KEY (office, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX receipt_sender ON receipt (office, sender, year, kind, month, seq);

CREATE TABLE claim (                              -- figures that a received package claims; office = the claimant
    office TEXT NOT NULL, id TEXT NOT NULL, year INTEGER NOT NULL, kind TEXT NOT NULL, month INTEGER, key TEXT NOT NULL,
    scope TEXT NOT NULL, value TEXT, top INTEGER, bottom INTEGER, expected INTEGER, filled INTEGER,
    PRIMARY KEY (office, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE issued (                             -- issued numbers: never undone
    office TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, year INTEGER NOT NULL, scope TEXT NOT NULL,
    number INTEGER NOT NULL, digest TEXT NOT NULL DEFAULT '', at TEXT NOT NULL, PRIMARY KEY (office, id)
) STRICT, WITHOUT ROWID;
"""

UNJOURNALLED = """
CREATE TABLE action (                             -- the journal's head: one row an action
    seq INTEGER PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('change', 'undo', 'redo', 'revert')),
    title TEXT NOT NULL, operator TEXT NOT NULL, at TEXT NOT NULL, of INTEGER, undoable INTEGER NOT NULL,
    counts TEXT NOT NULL, prev TEXT NOT NULL, hash TEXT NOT NULL
) STRICT;

CREATE TABLE before_image (                       -- the journal: each touched row as it was; row NULL for an insert
    seq INTEGER NOT NULL, tbl TEXT NOT NULL, office TEXT NOT NULL, id TEXT NOT NULL, row TEXT,
    PRIMARY KEY (seq, tbl, office, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE draft (key TEXT PRIMARY KEY, text TEXT NOT NULL, at TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE window_state (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE digest (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
"""
