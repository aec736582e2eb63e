-- The data keys that secrets are encrypted with, each wrapped by the master key whose fingerprint is beside it.
create table vault_key (
    id                 uuid primary key,
    wrapped            bytea       not null,
    master_fingerprint text        not null,
    created_at         timestamptz not null default now(),
    is_current         boolean     not null
);
create unique index vault_key_current on vault_key (is_current) where is_current;

-- Secrets of the controller itself. One row per name and data key: after the loss of a master key a new one is made, and the old one is kept.
create table vault_secret (
    name       text        not null,
    key_id     uuid        not null references vault_key (id),
    sealed     bytea       not null,
    created_at timestamptz not null default now(),
    primary key (name, key_id)
);

-- owner_id null: shared. Secret columns are vault ciphertexts, bound to table, row and column.
create table credential (
    id              uuid primary key,
    owner_id        uuid references users (id) on delete cascade,
    name            text        not null,
    description     text,
    credential_type text        not null,
    username        text,
    host            text,
    port            integer check (port between 1 and 65535),
    secret          bytea       not null,
    enable_secret   bytea,
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now()
);
create unique index credential_personal_name on credential (owner_id, lower(name)) where owner_id is not null;
create unique index credential_shared_name on credential (lower(name)) where owner_id is null;

-- A shared credential goes to this device for this user or this role, and nowhere else (design 8.4).
create table credential_grant (
    id            uuid primary key,
    credential_id uuid        not null references credential (id) on delete cascade,
    device_id     uuid        not null references device (id) on delete cascade,
    user_id       uuid references users (id) on delete cascade,
    role          text check (role in ('admin', 'operator', 'viewer')),
    created_by    uuid        references users (id) on delete set null,
    created_at    timestamptz not null default now(),
    check ((user_id is null) <> (role is null))
);
create unique index credential_grant_once on credential_grant (credential_id, device_id, user_id, role) nulls not distinct;
create index credential_grant_device on credential_grant (device_id);
create index credential_grant_user on credential_grant (user_id);

-- A device that moves loses its grants, whoever moves it and by whatever way: else the vault would send a shared secret to a host of the mover's choice.
create function device_moved() returns trigger language plpgsql as $$
begin
    delete from credential_grant where device_id = new.id;
    return new;
end
$$;
create trigger device_moved after update of host, port on device
    for each row when (old.host is distinct from new.host or old.port is distinct from new.port)
    execute function device_moved();
