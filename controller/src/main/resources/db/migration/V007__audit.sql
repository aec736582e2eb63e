-- Append-only: rows are never changed or removed by the controller.
create table audit_event (
    id            bigint generated always as identity primary key,
    at            timestamptz not null default now(),
    event_type    text        not null,
    actor_id      uuid,
    actor_name    text,
    ip_address    text,
    resource_type text,
    resource_id   text,
    outcome       text        not null check (outcome in ('success', 'failure')),
    details       jsonb       not null default '{}'
);
create index audit_event_at on audit_event (at);
