-- What sessions are opened to. org_id is part of the terminal client's Device shape; there is one organisation.
create table device (
    id            uuid primary key,
    org_id        uuid        not null,
    name          text        not null,
    host          text        not null,
    port          integer     not null check (port between 1 and 65535),
    device_type   text        not null,
    description   text,
    manufacturer  text,
    model         text,
    platform      text,
    site          text,
    source        text        not null,
    created_at    timestamptz not null default now(),
    updated_at    timestamptz not null default now()
);
create index device_name on device (lower(name), id);
-- A name addresses one device, for people and for the SSH front door.
create unique index device_name_once on device (org_id, lower(name));
create index device_site on device (site);
create index device_type on device (device_type);
