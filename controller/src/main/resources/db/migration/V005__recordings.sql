-- What a session showed. status: recording while it runs, complete after an orderly end, interrupted when its instance died.
create table recording (
    id          uuid primary key,
    session_id  uuid        not null references session (id) on delete cascade,
    user_id     uuid        not null references users (id) on delete cascade,
    name        text        not null,
    columns     integer     not null,
    rows        integer     not null,
    status      text        not null default 'recording' check (status in ('recording', 'complete', 'interrupted')),
    started_at  timestamptz not null,
    updated_at  timestamptz not null default now(),
    duration_ms bigint      not null default 0,
    output_bytes bigint     not null default 0
) with (fillfactor = 80);
create index recording_session on recording (session_id);
create index recording_list on recording (started_at desc, id);
create index recording_list_user on recording (user_id, started_at desc, id);
create index recording_open on recording (session_id) where status = 'recording';

-- Compressed pieces of at most one second, in order. Raw bytes inside: see recording/ChunkFormat.
create table recording_chunk (
    recording_id uuid    not null references recording (id) on delete cascade,
    seq          bigint  not null,
    start_offset bigint  not null,
    end_offset   bigint  not null,
    start_ms     bigint  not null,
    end_ms       bigint  not null,
    data         bytea   not null,
    primary key (recording_id, seq)
);
-- The pieces are compressed already: trying again would only cost the server time.
alter table recording_chunk alter column data set storage external;
