-- Controllers that share this database. beats grows while an instance lives; whoever sees it stand still judges by its own clock.
-- A row is removed when its instance stops in order, or by whoever has put a dead one's sessions in order.
create table instance (
    id         text primary key,
    name       text        not null,
    version    text        not null,
    address    text        not null,
    started_at timestamptz not null default now(),
    beats      bigint      not null default 0
);

-- The authority on who owns a session: (owner, epoch) changes by compare-and-set only. Rows outlive the session: recordings refer to them.
create table session (
    id                uuid primary key,
    user_id           uuid        not null references users (id) on delete cascade,
    device_id         uuid        references device (id) on delete set null,
    device_name       text        not null,
    host              text        not null,
    port              integer     not null,
    credential_id     uuid        references credential (id) on delete set null,
    owner             text        not null,
    owner_address     text        not null,
    epoch             bigint      not null default 1,
    resume_token_hash bytea       not null,
    started_at        timestamptz not null default now(),
    ended_at          timestamptz
);
create unique index session_resume_token on session (resume_token_hash);
create index session_live on session (owner) where ended_at is null;
create index session_by_user on session (user_id, started_at desc);
