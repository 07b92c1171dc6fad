"""Ready SQL views for people: the schema's tables in the words of docs/database.md."""

from __future__ import annotations

VIEWS = {
    "v_changes": """
        SELECT t.registry, t.registry_id AS trial, u.sequence, u.from_version, u.to_version, u.registry_date,
               u.detected_at, c.kind, c.path, c.item, c.label, c.before, c.after, c.significance, c.direction,
               c.actor, c.stage, c.rule, c.summary, u.headline, c.id AS change_id, u.id AS update_id
        FROM updates AS u
        JOIN trials AS t ON t.id = u.trial
        JOIN changes AS c ON c.update_n = u.n AND c.reading = u.reading
    """,
    # The day a status began is the registry's date of the first record that showed it, else the day we saw it.
    "v_status_days": """
        WITH shown AS (
            SELECT u.trial, u.sequence, coalesce(u.registry_date, date(u.detected_at)) AS day,
                   json_extract(u.subject, '$.status') AS status
            FROM updates AS u
        ), turned AS (
            SELECT *, lag(status) OVER (PARTITION BY trial ORDER BY sequence) AS earlier FROM shown
            WHERE status IS NOT NULL
        ), spans AS (
            SELECT trial, status, day AS since,
                   lead(day) OVER (PARTITION BY trial ORDER BY sequence) AS until
            FROM turned WHERE earlier IS NOT status
        )
        SELECT t.registry, t.registry_id AS trial, s.status, s.since, s.until,
               CAST(julianday(coalesce(s.until, date('now'))) - julianday(s.since) AS INTEGER) AS days
        FROM spans AS s JOIN trials AS t ON t.id = s.trial
    """,
    "v_enrollment": """
        SELECT registry, trial, registry_date, detected_at, kind, before, after, summary
        FROM v_changes WHERE kind IN ('enrollment.changed', 'enrollment.reached')
    """,
    "v_deliveries": """
        SELECT d.id, m.kind, d.channel, d.recipient, d.state, t.registry_id AS trial, d.sequence, d.created_at,
               d.ended_at, d.attempts, d.next_attempt_at, d.expires_at, d.error,
               round((julianday(d.ended_at) - julianday(d.created_at)) * 86400, 3) AS seconds_until_end
        FROM deliveries AS d
        JOIN messages AS m ON m.id = d.message
        LEFT JOIN trials AS t ON t.id = d.trial
    """,
}
