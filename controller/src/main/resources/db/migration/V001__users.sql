-- Who may sign in. Roles are names; what a role may do is code until custom roles exist.
create table users (
    id            uuid primary key,
    username      text        not null,
    email         text,
    display_name  text,
    password_hash text        not null,
    is_active     boolean     not null default true,
    created_at    timestamptz not null default now(),
    last_login    timestamptz
);
create unique index users_username on users (lower(username));
create unique index users_email on users (lower(email)) where email is not null;

create table user_role (
    user_id uuid not null references users (id) on delete cascade,
    role    text not null check (role in ('admin', 'operator', 'viewer')),
    primary key (user_id, role)
);

-- One family per sign-in. A refresh token is kept as its SHA-256 only; every use makes a successor in the same family.
create table refresh_family (
    id         uuid primary key,
    user_id    uuid        not null references users (id) on delete cascade,
    created_at timestamptz not null default now(),
    revoked_at timestamptz
);
create index refresh_family_user on refresh_family (user_id);

create table refresh_token (
    hash       bytea primary key,
    family_id  uuid        not null references refresh_family (id) on delete cascade,
    issued_at  timestamptz not null default now(),
    expires_at timestamptz not null,
    rotated_at timestamptz
);
create index refresh_token_family on refresh_token (family_id);
create index refresh_token_expiry on refresh_token (expires_at);
