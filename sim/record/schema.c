/* The schema of the run record, and its only description. A change of a table, a column or a view's
 * columns is a new RECORD_VERSION. */
#include "base/buffer.h"
#include "base/require.h"
#include "record/record.h"

static const char *const statements[] = {
    "CREATE TABLE replay ( -- one case of a scenario, played once\n"
    "  id INTEGER PRIMARY KEY, -- `replay` in all other tables\n"
    "  scenario TEXT, -- title\n"
    "  path TEXT, -- as it was named on the command line\n"
    "  articles TEXT, -- knowledge-base articles, blanks between\n"
    "  name TEXT, -- `base`, or the variant and matrix values\n"
    "  seed INTEGER,\n"
    "  schedule_seed INTEGER, -- 0: what is due at the same instant ran first in, first out\n"
    "  verdict TEXT, -- ok, FAIL, ERROR, INVARIANT, NO PROGRESS\n"
    "  exit INTEGER, -- the exit code of that verdict\n"
    "  expectations INTEGER, -- how many were decided\n"
    "  error TEXT, -- what broke; empty: nothing\n"
    "  ended_us INTEGER, -- all times are microseconds of virtual time\n"
    "  trace_hash TEXT, -- 16 hexadecimal digits, as reports print it\n"
    "  trace_rows INTEGER,\n"
    "  port_calls INTEGER\n"
    ")",
    "CREATE TABLE step ( -- lines of the timeline, by time\n"
    "  replay INTEGER, line INTEGER, -- in the scenario file\n"
    "  phase TEXT, verb TEXT, -- do, fault, fix, expect, never\n"
    "  from_us INTEGER, until_us INTEGER,\n"
    "  text TEXT -- as written\n"
    ")",
    "CREATE TABLE failure ( -- expectations that were not met\n"
    "  replay INTEGER, line INTEGER, time_us INTEGER, -- when it was decided\n"
    "  wanted TEXT, got TEXT, because TEXT\n"
    ")",
    "CREATE TABLE assumption ( -- what the verdict rests on\n"
    "  replay INTEGER, id TEXT, value TEXT, statement TEXT, evidence TEXT\n"
    ")",
    "CREATE TABLE event ( -- the event log\n"
    "  replay INTEGER, seq INTEGER, -- of the row in `trace`\n"
    "  time_us INTEGER, machine TEXT, source TEXT, event_id INTEGER, type TEXT, category TEXT,\n"
    "  text TEXT\n"
    ")",
    "CREATE TABLE denied ( -- accesses that were refused\n"
    "  replay INTEGER, seq INTEGER, time_us INTEGER,\n"
    "  program TEXT, -- empty: a service or a person\n"
    "  account TEXT, -- whose rights were judged\n"
    "  operation TEXT, -- open read write create delete rename list\n"
    "  machine TEXT, path TEXT, lacks TEXT -- right that lacked, as the server names it\n"
    ")",
    "CREATE TABLE program_run ( -- by end; those that still ran at the end come last\n"
    "  replay INTEGER, program TEXT, version TEXT, machine TEXT, account TEXT,\n"
    "  arguments TEXT, -- the command line behind the program's name\n"
    "  directory TEXT, -- working directory\n"
    "  started_us INTEGER, ended_us INTEGER, end_seq INTEGER,\n"
    "  result_code INTEGER, was_killed INTEGER, console TEXT, -- what it printed\n"
    "  actor INTEGER -- in `trace`; used again by later processes\n"
    ")",
    "CREATE TABLE mail ( -- the ledger at the end: one row for each recipient of each letter\n"
    "  replay INTEGER, letter INTEGER, direction TEXT, -- out: to cc:Mail\n"
    "  mail TEXT, -- name in the scenario\n"
    "  subject TEXT, recipient TEXT,\n"
    "  owed INTEGER, delivered INTEGER, returned INTEGER, removed INTEGER,\n"
    "  waits TEXT -- places that hold it while it is owed\n"
    ")",
    "CREATE TABLE move ( -- what changed in a place: copies of a letter before and after\n"
    "  replay INTEGER, seq INTEGER, -- the last row of `trace` before it was seen\n"
    "  time_us INTEGER, letter INTEGER,\n"
    "  place TEXT, -- MTS-OUT, Submit, Import, post-office queue, Export, MTS-IN, Bad, set aside;\n"
    "              -- or an end: delivered, returned, removed\n"
    "  before INTEGER, after INTEGER\n"
    ")",
    "CREATE TABLE file ( -- every file and directory of every machine, at the end\n"
    "  replay INTEGER, machine TEXT, volume TEXT, path TEXT, name TEXT, short_name TEXT,\n"
    "  is_directory INTEGER, size_bytes INTEGER, modified_ms INTEGER, attributes INTEGER\n"
    ")",
    "CREATE TABLE trace ( -- every port call, event, edit and program\n"
    "  replay INTEGER, seq INTEGER, time_us INTEGER,\n"
    "  cause INTEGER, -- seq of the row it came from; 0: none\n"
    "  actor INTEGER, process TEXT, machine TEXT, -- 0: the scenario\n"
    "  op TEXT, name TEXT, -- of what\n"
    "  new_name TEXT, -- of a rename\n"
    "  status TEXT, way TEXT, -- how the volume was reached\n"
    "  session INTEGER, lacks TEXT, completion_code INTEGER, -- NetWare's\n"
    "  amount INTEGER, detail INTEGER, -- by op: bytes; result code, event id, access\n"
    "  PRIMARY KEY (replay, seq)\n"
    ") WITHOUT ROWID",

    "CREATE INDEX event_of ON event (replay, seq)",
    "CREATE INDEX denied_of ON denied (replay, seq)",
    "CREATE INDEX run_of ON program_run (replay, program, end_seq)",
    "CREATE INDEX mail_of ON mail (replay, letter)",
    "CREATE INDEX move_of ON move (replay, letter)",

    "CREATE VIEW where_is_the_mail AS -- each letter's duties, those that wait first\n"
    "  SELECT replay, letter, direction, mail, subject, recipient,\n"
    "    CASE WHEN delivered + returned + removed < owed THEN coalesce(waits, 'nowhere')\n"
    "         WHEN delivered > 0 THEN 'delivered' WHEN returned > 0 THEN 'returned'\n"
    "         ELSE 'removed' END AS place\n"
    "  FROM mail ORDER BY replay, delivered + returned + removed >= owed, letter",
    "CREATE VIEW letter_path AS -- where each letter has been, in order\n"
    "  SELECT m.replay, m.letter, (SELECT subject FROM mail x\n"
    "      WHERE x.replay = m.replay AND x.letter = m.letter) AS subject,\n"
    "    m.time_us / 1000000.0 AS at_s, m.place, m.before, m.after, m.seq\n"
    "  FROM move m ORDER BY m.replay, m.letter, m.rowid",
    "CREATE VIEW queue_history AS -- how many copies each place held after each change\n"
    "  SELECT replay, time_us / 1000000.0 AS at_s, place, sum(change)\n"
    "      OVER (PARTITION BY replay, place ORDER BY first) AS letters, change, seq\n"
    "  FROM (SELECT replay, time_us, place, seq, sum(after - before) AS change,\n"
    "      min(rowid) AS first FROM move WHERE place NOT IN ('delivered', 'returned', 'removed')\n"
    "    GROUP BY replay, seq, place HAVING sum(after - before) <> 0)\n"
    "  ORDER BY replay, first",
    "CREATE VIEW file_history AS -- what became of each file, by the names that processes used\n"
    "  SELECT replay, time_us / 1000000.0 AS at_s, process, op, name, new_name, amount, seq\n"
    "  FROM trace WHERE status = 'OK'\n"
    "    AND op IN ('create', 'write', 'set-size', 'rename', 'delete', 'make-dir')\n"
    "  ORDER BY replay, seq",
    "CREATE VIEW what_was_denied AS -- refusals that are alike, counted; names of new files, "
    "which\n"
    "  -- differ each time, are left out of `place`\n"
    "  SELECT replay, program, account, operation, machine, place, lacks, count(*) AS times,\n"
    "    min(time_us) / 1000000.0 AS first_s, max(time_us) / 1000000.0 AS last_s,\n"
    "    min(seq) AS first_seq\n"
    "  FROM (SELECT *, CASE WHEN operation = 'create' AND instr(path, '\\') > 0\n"
    "      THEN rtrim(rtrim(path, replace(path, '\\', '')), '\\') ELSE path END AS place FROM "
    "denied)\n"
    "  GROUP BY replay, program, account, operation, machine, place, lacks\n"
    "  ORDER BY replay, first_seq",
    "CREATE VIEW first_error AS -- the first event of type Error in each case\n"
    "  SELECT e.* FROM event e JOIN (SELECT replay, min(seq) AS seq FROM event\n"
    "    WHERE type = 'Error' GROUP BY replay) f ON e.replay = f.replay AND e.seq = f.seq",
    "CREATE VIEW before_first_error AS -- what changed or was refused before it, latest first;\n"
    "  -- since_it_worked: after the last run of the failed program that ended with 0\n"
    "  WITH failed AS (SELECT f.replay, f.seq, (SELECT max(g.end_seq) FROM trace e\n"
    "      JOIN trace c ON c.replay = e.replay AND c.seq = e.cause AND c.op = 'end'\n"
    "      JOIN program_run g ON g.replay = e.replay AND g.program = c.name\n"
    "        AND g.result_code = 0 AND g.end_seq < f.seq\n"
    "      WHERE e.replay = f.replay AND e.seq = f.seq) AS worked_seq FROM first_error f)\n"
    "  SELECT t.replay, t.time_us / 1000000.0 AS at_s,\n"
    "    t.seq > coalesce(f.worked_seq, 0) AS since_it_worked, t.process, t.op, t.name,\n"
    "    t.new_name, t.status, t.lacks, t.detail, t.seq\n"
    "  FROM failed f CROSS JOIN trace t ON t.replay = f.replay AND t.seq < f.seq\n"
    "  WHERE t.lacks IS NOT NULL OR (t.status = 'OK' AND t.op IN ('edit', 'create', 'write',\n"
    "      'set-size', 'rename', 'delete', 'make-dir', 'setting-set', 'start', 'end', 'kill',\n"
    "      'queue-take', 'queue-put'))\n"
    "  ORDER BY t.replay, t.seq DESC",
    "CREATE VIEW why_event AS -- the chain of causes of each event, 12 long at most; depth 0\n"
    "  -- is the event\n"
    "  WITH RECURSIVE chain(replay, event_seq, depth, seq) AS (\n"
    "    SELECT replay, seq, 0, seq FROM event\n"
    "    UNION ALL SELECT c.replay, c.event_seq, c.depth + 1, t.cause FROM chain c\n"
    "      JOIN trace t ON t.replay = c.replay AND t.seq = c.seq\n"
    "      WHERE t.cause > 0 AND t.cause < c.seq AND c.depth < 12)\n"
    "  SELECT c.replay, c.event_seq, c.depth, t.time_us / 1000000.0 AS at_s, t.process, t.op,\n"
    "    t.name, t.status, t.lacks, t.detail, t.seq\n"
    "  FROM chain c JOIN trace t ON t.replay = c.replay AND t.seq = c.seq\n"
    "  ORDER BY c.replay, c.event_seq, c.depth",
    "CREATE VIEW results AS -- how often each program ended with which result code\n"
    "  SELECT replay, program, account, result_code, count(*) AS times,\n"
    "    min(ended_us) / 1000000.0 AS first_s, max(ended_us) / 1000000.0 AS last_s\n"
    "  FROM program_run WHERE ended_us IS NOT NULL\n"
    "  GROUP BY replay, program, account, result_code ORDER BY replay, min(ended_us)",
};

const char *record_schema(uint32_t n)
{
    return n < ARRAY_COUNT(statements) ? statements[n] : NULL;
}

void record_help(struct buffer *target)
{
    buffer_format(target,
                  "-- A run record: SQLite, application_id 0x%x, user_version %d.\n"
                  "-- Written by `ccbench run --record FILE`; read it with any SQLite.\n",
                  (unsigned)RECORD_APPLICATION, (int)RECORD_VERSION);
    for (size_t i = 0; i < ARRAY_COUNT(statements); i++) {
        buffer_format(target, "%s;\n", statements[i]);
    }
}
