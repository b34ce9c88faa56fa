"""The first tables.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
COUNTED = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "activities",
        sa.Column("code", TEXT, primary_key=True),
        sa.Column("community", TEXT, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("host", TEXT, nullable=False),
        sa.Column("date", sa.Date(), nullable=True),
        sa.Column("part", TEXT, nullable=True),
        sa.Column("start", sa.DateTime(), nullable=True),
        sa.Column("end", sa.DateTime(), nullable=True),
        sa.Column("place", TEXT, nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("roles", TEXT, nullable=False),
        sa.Column("weekly", TEXT, nullable=True),
        sa.Column("case", TEXT, nullable=False),
        sa.Column("room", TEXT, nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("receipt_from", sa.DateTime(), nullable=True),
    )
    op.create_index("ix_activities_community_start", "activities", ["community", "start"])
    op.create_index("ix_activities_community_state", "activities", ["community", "state"])
    op.create_table(
        "assignments",
        sa.Column("code", TEXT, primary_key=True),
        sa.Column("community", TEXT, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("case", TEXT, nullable=False),
        sa.Column("to", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
    )
    op.create_index("ix_assignments_case", "assignments", ["case"])
    op.create_table(
        "audits",
        sa.Column("code", TEXT, primary_key=True),
        sa.Column("community", TEXT, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("who", TEXT, nullable=False),
        sa.Column("action", TEXT, nullable=False),
        sa.Column("result", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("cause", TEXT, nullable=False),
        sa.Column("undoable", sa.Boolean(), nullable=False),
        sa.Column("undone_by", TEXT, nullable=False),
    )
    op.create_index("ix_audits_community_at", "audits", ["community", "at"])
    op.create_index("ix_audits_who_at", "audits", ["who", "at"])
    op.create_table(
        "callbacks",
        sa.Column("code", TEXT, primary_key=True),
        sa.Column("community", TEXT, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("case", TEXT, nullable=False),
        sa.Column("person", TEXT, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("rating", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=True),
        sa.Column("channel", TEXT, nullable=True),
        sa.Column("by", TEXT, nullable=False),
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
        sa.Column("code", TEXT, primary_key=True),
        sa.Column("community", TEXT, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("case", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("by", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("level", TEXT, nullable=True),
        sa.Column("message", TEXT, nullable=False),
    )
    op.create_index("ix_case_events_case_at", "case_events", ["case", "at"])
    op.create_index("ix_case_events_community_kind_at", "case_events", ["community", "kind", "at"])
    op.create_index("ix_case_events_message", "case_events", ["message"])
    op.create_table(
        "cases",
        sa.Column("code", TEXT, primary_key=True),
        sa.Column("community", TEXT, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("cat", TEXT, nullable=False),
        sa.Column("level", TEXT, nullable=False),
        sa.Column("color_suggest", TEXT, nullable=False),
        sa.Column("color", TEXT, nullable=True),
        sa.Column("owner", TEXT, nullable=True),
        sa.Column("track_suggest", TEXT, nullable=False),
        sa.Column("track", TEXT, nullable=True),
        sa.Column("parties", TEXT, nullable=False),
        sa.Column("visibility", TEXT, nullable=False),
        sa.Column("confidence", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("place", TEXT, nullable=True),
        sa.Column("house", TEXT, nullable=False),
        sa.Column("spot", TEXT, nullable=False),
        sa.Column("detail", TEXT, nullable=False),
        sa.Column("reporters", TEXT, nullable=False),
        sa.Column("proxy", sa.Boolean(), nullable=False),
        sa.Column("vulnerable", TEXT, nullable=False),
        sa.Column("minor", sa.Boolean(), nullable=False),
        sa.Column("risk", TEXT, nullable=True),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("photos", TEXT, nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("handler", TEXT, nullable=False),
        sa.Column("responded", sa.Boolean(), nullable=False),
        sa.Column("resolved_by", TEXT, nullable=True),
        sa.Column("closed_level", TEXT, nullable=True),
        sa.Column("good_deed", sa.Boolean(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(), nullable=False),
        sa.Column("respond_by", sa.DateTime(), nullable=True),
        sa.Column("resolve_by", sa.DateTime(), nullable=True),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("reopened_at", sa.DateTime(), nullable=True),
        sa.Column("extension", sa.Integer(), nullable=False),
        sa.Column("reopen", sa.Integer(), nullable=False),
        sa.Column("recurrence", sa.Boolean(), nullable=True),
        sa.Column("related", TEXT, nullable=False),
        sa.Column("merged_into", TEXT, nullable=False),
        sa.Column("split_from", TEXT, nullable=False),
        sa.Column("corrected", sa.Integer(), nullable=False),
        sa.Column("doubt", sa.Integer(), nullable=False),
        sa.Column("recalled", sa.Boolean(), nullable=False),
        sa.Column("room", TEXT, nullable=False),
        sa.Column("message", TEXT, nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=True),
        sa.Column("dispatched_at", sa.DateTime(), nullable=True),
        sa.Column("colored_at", sa.DateTime(), nullable=True),
        sa.Column("chase_on", sa.Date(), nullable=True),
        sa.Column("note", TEXT, nullable=False),
    )
    op.create_index("ix_cases_community_accepted_at", "cases", ["community", "accepted_at"])
    op.create_index("ix_cases_community_cat_place", "cases", ["community", "cat", "place"])
    op.create_index("ix_cases_community_done_at", "cases", ["community", "done_at"])
    op.create_index("ix_cases_community_state", "cases", ["community", "state"])
    op.create_index("ix_cases_message", "cases", ["message"])
    op.create_index("ix_cases_room_accepted_at", "cases", ["room", "accepted_at"])
    op.create_table(
        "chains",
        sa.Column("code", TEXT, primary_key=True),
        sa.Column("community", TEXT, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("host", TEXT, nullable=False),
        sa.Column("entries", TEXT, nullable=False),
        sa.Column("pending", TEXT, nullable=False),
        sa.Column("fork", sa.Integer(), nullable=False),
        sa.Column("suspicious", sa.Integer(), nullable=False),
        sa.Column("room", TEXT, nullable=False),
        sa.Column("versions", TEXT, nullable=False),
    )
    op.create_index("ix_chains_room_title", "chains", ["room", "title"])
    op.create_table(
        "communities",
        sa.Column("code", TEXT, primary_key=True),
        sa.Column("community", TEXT, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("street", TEXT, nullable=False),
        sa.Column("estate", TEXT, nullable=False),
        sa.Column("places", TEXT, nullable=False),
        sa.Column("talkdays", TEXT, nullable=False),
    )
    op.create_table(
        "counters",
        sa.Column("letter", TEXT, primary_key=True),
        sa.Column("last", sa.Integer(), nullable=False),
    )
    op.create_table(
        "households",
        sa.Column("code", TEXT, nullable=False),
        sa.Column("community", TEXT, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("person", TEXT, nullable=False),
        sa.Column("host", TEXT, nullable=False),
        sa.Column("flags", TEXT, nullable=False),
        sa.Column("relative", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("code", "community", name="pk_households"),
    )
    op.create_index("ix_households_person", "households", ["person"])
    op.create_table(
        "inbox",
        sa.Column("cause", TEXT, primary_key=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("payload", TEXT, nullable=False),
        sa.Column("error", TEXT, nullable=False),
    )
    op.create_index("ix_inbox_state_at", "inbox", ["state", "at"])
    op.create_table(
        "items",
        sa.Column("code", TEXT, nullable=False),
        sa.Column("community", TEXT, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("place", TEXT, nullable=False),
        sa.Column("keeper", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("price", sa.Integer(), nullable=True),
        sa.Column("stock", sa.Integer(), nullable=True),
        sa.Column("provider", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("code", "community", name="pk_items"),
    )
    op.create_table(
        "jobs",
        sa.Column("id", COUNTED, primary_key=True),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("community", TEXT, nullable=False),
        sa.Column("due", sa.DateTime(), nullable=False),
        sa.Column("next_try", sa.DateTime(), nullable=False),
        sa.Column("ran_at", sa.DateTime(), nullable=True),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", TEXT, nullable=False),
        sa.UniqueConstraint("key", name="uq_jobs_key"),
    )
    op.create_index("ix_jobs_kind_subject_due", "jobs", ["kind", "subject", "due"])
    op.create_index("ix_jobs_state_next_try", "jobs", ["state", "next_try"])
    op.create_index("ix_jobs_subject", "jobs", ["subject", "community"])
    op.create_table(
        "journal",
        sa.Column("id", COUNTED, primary_key=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("cause", TEXT, nullable=False),
        sa.Column("who", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("community", TEXT, nullable=False),
        sa.Column("before", TEXT, nullable=False),
        sa.Column("after", TEXT, nullable=False),
    )
    op.create_index("ix_journal_cause", "journal", ["cause"])
    op.create_index("ix_journal_kind_code", "journal", ["kind", "code"])
    op.create_table(
        "life",
        sa.Column("id", COUNTED, primary_key=True),
        sa.Column("up_at", sa.DateTime(), nullable=False),
        sa.Column("alive_at", sa.DateTime(), nullable=False),
    )
    op.create_table(
        "members",
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("field", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("kind", "field", "value", "code", name="pk_members"),
    )
    op.create_index("ix_members_kind_code", "members", ["kind", "code"])
    op.create_table(
        "memberships",
        sa.Column("code", TEXT, primary_key=True),
        sa.Column("community", TEXT, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("room", TEXT, nullable=False),
        sa.Column("person", TEXT, nullable=False),
        sa.Column("nick", TEXT, nullable=False),
    )
    op.create_index("ix_memberships_person_room", "memberships", ["person", "room"])
    op.create_table(
        "messages",
        sa.Column("code", TEXT, primary_key=True),
        sa.Column("community", TEXT, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("cause", TEXT, nullable=False),
        sa.Column("room", TEXT, nullable=False),
        sa.Column("sender", TEXT, nullable=False),
        sa.Column("nick", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("redacted", sa.Integer(), nullable=False),
        sa.Column("truncated", sa.Boolean(), nullable=False),
        sa.Column("file", TEXT, nullable=False),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("about", TEXT, nullable=False),
        sa.Column("people", TEXT, nullable=False),
        sa.Column("mentioned", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_messages_cause", "messages", ["cause"])
    op.create_index("ix_messages_community_state", "messages", ["community", "state"])
    op.create_index("ix_messages_sender_room_at", "messages", ["sender", "room", "at"])
    op.create_table(
        "outbox",
        sa.Column("id", COUNTED, primary_key=True),
        sa.Column("cause", TEXT, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("community", TEXT, nullable=False),
        sa.Column("chat", TEXT, nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("manner", TEXT, nullable=False),
        sa.Column("mentions", TEXT, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("release", sa.DateTime(), nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("retry", sa.Integer(), nullable=False),
        sa.Column("retry_at", sa.DateTime(), nullable=True),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("said_with", sa.Integer(), nullable=True),
        sa.Column("collapsed", sa.Integer(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("error", TEXT, nullable=False),
        sa.UniqueConstraint("cause", "position", name="uq_outbox_cause_position"),
    )
    op.create_index("ix_outbox_chat_sent_at", "outbox", ["chat", "sent_at"])
    op.create_index("ix_outbox_state_release", "outbox", ["state", "release"])
    op.create_table(
        "people",
        sa.Column("code", TEXT, primary_key=True),
        sa.Column("community", TEXT, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("nick", TEXT, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("scope", TEXT, nullable=False),
        sa.Column("skills", TEXT, nullable=False),
        sa.Column("handles", TEXT, nullable=False),
        sa.Column("load", TEXT, nullable=False),
        sa.Column("rooms", TEXT, nullable=False),
        sa.Column("friend", sa.Boolean(), nullable=False),
        sa.Column("in_room", sa.Boolean(), nullable=False),
        sa.Column("muted", sa.Boolean(), nullable=False),
        sa.Column("phone", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("address", TEXT, nullable=False),
    )
    op.create_index("ix_people_channel_address", "people", ["channel", "address"])
    op.create_index("ix_people_community_name", "people", ["community", "name"])
    op.create_index("ix_people_community_nick", "people", ["community", "nick"])
    op.create_table(
        "questions",
        sa.Column("id", COUNTED, primary_key=True),
        sa.Column("chat", TEXT, nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("person", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.Column("payload", TEXT, nullable=False),
        sa.UniqueConstraint(
            "chat", "person", "name", "subject", name="uq_questions_chat_person_name_subject"
        ),
    )
    op.create_index("ix_questions_name_subject", "questions", ["name", "subject"])
    op.create_index("ix_questions_person_chat", "questions", ["person", "chat"])
    op.create_table(
        "rooms",
        sa.Column("code", TEXT, primary_key=True),
        sa.Column("community", TEXT, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("mode", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("estate", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("address", TEXT, nullable=False),
    )
    op.create_index("ix_rooms_channel_address", "rooms", ["channel", "address"])
    op.create_index("ix_rooms_community_kind", "rooms", ["community", "kind"])
    op.create_table(
        "sessions",
        sa.Column("code", TEXT, primary_key=True),
        sa.Column("community", TEXT, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("activity", TEXT, nullable=False),
        sa.Column("host", TEXT, nullable=False),
        sa.Column("date", sa.Date(), nullable=True),
        sa.Column("role", TEXT, nullable=False),
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
        sa.Column("code", TEXT, primary_key=True),
        sa.Column("community", TEXT, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("activity", TEXT, nullable=False),
        sa.Column("person", TEXT, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("date", sa.Date(), nullable=True),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("pos", sa.Integer(), nullable=True),
        sa.Column("guardian", sa.Boolean(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("replaces", TEXT, nullable=False),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("room", TEXT, nullable=False),
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
