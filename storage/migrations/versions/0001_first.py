"""The first tables.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "activities",
        sa.Column("code", sa.Text(), primary_key=True),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=True),
        sa.Column("part", sa.Text(), nullable=True),
        sa.Column("start", sa.DateTime(), nullable=True),
        sa.Column("end", sa.DateTime(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("weekly", sa.Text(), nullable=True),
        sa.Column("case", sa.Text(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("receipt_from", sa.DateTime(), nullable=True),
    )
    op.create_index("ix_activities_community_start", "activities", ["community", "start"])
    op.create_index("ix_activities_community_state", "activities", ["community", "state"])
    op.create_table(
        "assignments",
        sa.Column("code", sa.Text(), primary_key=True),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("case", sa.Text(), nullable=False),
        sa.Column("to", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
    )
    op.create_index("ix_assignments_case", "assignments", ["case"])
    op.create_table(
        "audits",
        sa.Column("code", sa.Text(), primary_key=True),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("undoable", sa.Boolean(), nullable=False),
        sa.Column("undone_by", sa.Text(), nullable=False),
    )
    op.create_index("ix_audits_community_at", "audits", ["community", "at"])
    op.create_index("ix_audits_who_at", "audits", ["who", "at"])
    op.create_table(
        "callbacks",
        sa.Column("code", sa.Text(), primary_key=True),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("case", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("rating", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("independent", sa.Boolean(), nullable=True),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("over", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_callbacks_case_round", "callbacks", ["case", "round"])
    op.create_index(
        "ix_callbacks_community_answered_at", "callbacks", ["community", "answered_at"]
    )
    op.create_index("ix_callbacks_person", "callbacks", ["person"])
    op.create_table(
        "case_events",
        sa.Column("code", sa.Text(), primary_key=True),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("case", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
    )
    op.create_index("ix_case_events_case_at", "case_events", ["case", "at"])
    op.create_index("ix_case_events_community_kind_at", "case_events", ["community", "kind", "at"])
    op.create_index("ix_case_events_message", "case_events", ["message"])
    op.create_table(
        "cases",
        sa.Column("code", sa.Text(), primary_key=True),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("cat", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("color_suggest", sa.Text(), nullable=False),
        sa.Column("color", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("track_suggest", sa.Text(), nullable=False),
        sa.Column("track", sa.Text(), nullable=True),
        sa.Column("parties", sa.Text(), nullable=False),
        sa.Column("visibility", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("house", sa.Text(), nullable=False),
        sa.Column("spot", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("reporters", sa.Text(), nullable=False),
        sa.Column("proxy", sa.Boolean(), nullable=False),
        sa.Column("vulnerable", sa.Text(), nullable=False),
        sa.Column("minor", sa.Boolean(), nullable=False),
        sa.Column("risk", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("photos", sa.Text(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("handler", sa.Text(), nullable=False),
        sa.Column("responded", sa.Boolean(), nullable=False),
        sa.Column("resolved_by", sa.Text(), nullable=True),
        sa.Column("closed_level", sa.Text(), nullable=True),
        sa.Column("good_deed", sa.Boolean(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(), nullable=False),
        sa.Column("respond_by", sa.DateTime(), nullable=True),
        sa.Column("resolve_by", sa.DateTime(), nullable=True),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("reopened_at", sa.DateTime(), nullable=True),
        sa.Column("extension", sa.Integer(), nullable=False),
        sa.Column("reopen", sa.Integer(), nullable=False),
        sa.Column("recurrence", sa.Boolean(), nullable=True),
        sa.Column("related", sa.Text(), nullable=False),
        sa.Column("merged_into", sa.Text(), nullable=False),
        sa.Column("split_from", sa.Text(), nullable=False),
        sa.Column("corrected", sa.Integer(), nullable=False),
        sa.Column("doubt", sa.Integer(), nullable=False),
        sa.Column("recalled", sa.Boolean(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=True),
        sa.Column("dispatched_at", sa.DateTime(), nullable=True),
        sa.Column("colored_at", sa.DateTime(), nullable=True),
        sa.Column("chase_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
    )
    op.create_index("ix_cases_community_accepted_at", "cases", ["community", "accepted_at"])
    op.create_index("ix_cases_community_cat_place", "cases", ["community", "cat", "place"])
    op.create_index("ix_cases_community_done_at", "cases", ["community", "done_at"])
    op.create_index("ix_cases_community_state", "cases", ["community", "state"])
    op.create_index("ix_cases_message", "cases", ["message"])
    op.create_index("ix_cases_room_accepted_at", "cases", ["room", "accepted_at"])
    op.create_table(
        "chains",
        sa.Column("code", sa.Text(), primary_key=True),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("entries", sa.Text(), nullable=False),
        sa.Column("pending", sa.Text(), nullable=False),
        sa.Column("fork", sa.Integer(), nullable=False),
        sa.Column("suspicious", sa.Integer(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("versions", sa.Text(), nullable=False),
    )
    op.create_index("ix_chains_room_title", "chains", ["room", "title"])
    op.create_table(
        "communities",
        sa.Column("code", sa.Text(), primary_key=True),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("street", sa.Text(), nullable=False),
        sa.Column("estate", sa.Text(), nullable=False),
        sa.Column("places", sa.Text(), nullable=False),
        sa.Column("talkdays", sa.Text(), nullable=False),
    )
    op.create_table(
        "counters",
        sa.Column("letter", sa.String(), primary_key=True),
        sa.Column("last", sa.Integer(), nullable=False),
    )
    op.create_table(
        "households",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("flags", sa.Text(), nullable=False),
        sa.Column("relative", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", "community", name="pk_households"),
    )
    op.create_index("ix_households_person", "households", ["person"])
    op.create_table(
        "inbox",
        sa.Column("cause", sa.String(), primary_key=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
    )
    op.create_index("ix_inbox_state_at", "inbox", ["state", "at"])
    op.create_table(
        "items",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("keeper", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("price", sa.Integer(), nullable=True),
        sa.Column("stock", sa.Integer(), nullable=True),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", "community", name="pk_items"),
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("due", sa.DateTime(), nullable=False),
        sa.Column("next_try", sa.DateTime(), nullable=False),
        sa.Column("ran_at", sa.DateTime(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.UniqueConstraint("key", name="uq_jobs_key"),
    )
    op.create_index("ix_jobs_kind_subject_due", "jobs", ["kind", "subject", "due"])
    op.create_index("ix_jobs_state_next_try", "jobs", ["state", "next_try"])
    op.create_index("ix_jobs_subject", "jobs", ["subject", "community"])
    op.create_table(
        "journal",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
    )
    op.create_index("ix_journal_cause", "journal", ["cause"])
    op.create_index("ix_journal_kind_code", "journal", ["kind", "code"])
    op.create_table(
        "life",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("up_at", sa.DateTime(), nullable=False),
        sa.Column("alive_at", sa.DateTime(), nullable=False),
    )
    op.create_table(
        "members",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "field", "value", "code", name="pk_members"),
    )
    op.create_index("ix_members_kind_code", "members", ["kind", "code"])
    op.create_table(
        "memberships",
        sa.Column("code", sa.Text(), primary_key=True),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("nick", sa.Text(), nullable=False),
    )
    op.create_index("ix_memberships_person_room", "memberships", ["person", "room"])
    op.create_table(
        "messages",
        sa.Column("code", sa.Text(), primary_key=True),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("nick", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("redacted", sa.Integer(), nullable=False),
        sa.Column("truncated", sa.Boolean(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("people", sa.Text(), nullable=False),
        sa.Column("mentioned", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_messages_cause", "messages", ["cause"])
    op.create_index("ix_messages_community_state", "messages", ["community", "state"])
    op.create_index("ix_messages_sender_room_at", "messages", ["sender", "room", "at"])
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("community", sa.String(), nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("manner", sa.String(), nullable=False),
        sa.Column("mentions", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("release", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("retry", sa.Integer(), nullable=False),
        sa.Column("retry_at", sa.DateTime(), nullable=True),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("said_with", sa.Integer(), nullable=True),
        sa.Column("collapsed", sa.Integer(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.UniqueConstraint("cause", "position", name="uq_outbox_cause_position"),
    )
    op.create_index("ix_outbox_chat_sent_at", "outbox", ["chat", "sent_at"])
    op.create_index("ix_outbox_state_release", "outbox", ["state", "release"])
    op.create_table(
        "people",
        sa.Column("code", sa.Text(), primary_key=True),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("nick", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("skills", sa.Text(), nullable=False),
        sa.Column("handles", sa.Text(), nullable=False),
        sa.Column("load", sa.Text(), nullable=False),
        sa.Column("rooms", sa.Text(), nullable=False),
        sa.Column("friend", sa.Boolean(), nullable=False),
        sa.Column("in_room", sa.Boolean(), nullable=False),
        sa.Column("muted", sa.Boolean(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
    )
    op.create_index("ix_people_channel_address", "people", ["channel", "address"])
    op.create_index("ix_people_community_name", "people", ["community", "name"])
    op.create_index("ix_people_community_nick", "people", ["community", "nick"])
    op.create_table(
        "questions",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.UniqueConstraint(
            "chat", "person", "name", "subject", name="uq_questions_chat_person_name_subject"
        ),
    )
    op.create_index("ix_questions_name_subject", "questions", ["name", "subject"])
    op.create_index("ix_questions_person_chat", "questions", ["person", "chat"])
    op.create_table(
        "rooms",
        sa.Column("code", sa.Text(), primary_key=True),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("estate", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
    )
    op.create_index("ix_rooms_channel_address", "rooms", ["channel", "address"])
    op.create_index("ix_rooms_community_kind", "rooms", ["community", "kind"])
    op.create_table(
        "sessions",
        sa.Column("code", sa.Text(), primary_key=True),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("activity", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=True),
        sa.Column("present", sa.Integer(), nullable=True),
        sa.Column("noshow", sa.Integer(), nullable=True),
        sa.Column("served", sa.Integer(), nullable=True),
        sa.Column("in_", sa.Integer(), nullable=True),
        sa.Column("out", sa.Integer(), nullable=True),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("points", sa.Integer(), nullable=True),
    )
    op.create_index("ix_sessions_activity", "sessions", ["activity"])
    op.create_index("ix_sessions_community_date", "sessions", ["community", "date"])
    op.create_table(
        "signups",
        sa.Column("code", sa.Text(), primary_key=True),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("activity", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("pos", sa.Integer(), nullable=True),
        sa.Column("guardian", sa.Boolean(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("replaces", sa.Text(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("moved_at", sa.DateTime(), nullable=True),
        sa.Column("acknowledged", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_signups_activity", "signups", ["activity"])
    op.create_index("ix_signups_person", "signups", ["person"])


def downgrade() -> None:
    """Drop every table."""
    for name in (
        "signups",
        "sessions",
        "rooms",
        "questions",
        "people",
        "outbox",
        "messages",
        "memberships",
        "members",
        "life",
        "journal",
        "jobs",
        "items",
        "inbox",
        "households",
        "counters",
        "communities",
        "chains",
        "cases",
        "case_events",
        "callbacks",
        "audits",
        "assignments",
        "activities",
    ):
        op.drop_table(name)
