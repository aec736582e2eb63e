-- Host keys that a person approved, for everybody. public_key is the SSH wire form (RFC 4253 6.6).
create table host_key (
    host        text        not null,
    port        integer     not null,
    key_type    text        not null,
    public_key  bytea       not null,
    fingerprint text        not null,
    approved_by uuid        references users (id) on delete set null,
    created_at  timestamptz not null default now(),
    primary key (host, port)
);
