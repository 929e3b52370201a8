-- storage: buckets and objects, as in hosted Supabase.
-- Runs once on an empty cluster as supabase_admin, after the roles and schemas and before any migration.

-- Tables ----------------------------------------------------------------------------------------------------------

create type storage.buckettype as enum ('STANDARD', 'ANALYTICS', 'VECTOR');

create table storage.buckets (
  id text primary key,
  name text not null,
  owner uuid,
  created_at timestamptz default now(),
  updated_at timestamptz default now(),
  public boolean default false,
  avif_autodetection boolean default false,
  file_size_limit bigint,
  allowed_mime_types text[],
  owner_id text,
  type storage.buckettype not null default 'STANDARD',
  versioning_status text not null default 'DISABLED' check (versioning_status in ('DISABLED', 'ENABLED', 'SUSPENDED'))
);
create unique index bname on storage.buckets (name);

comment on table storage.buckets is 'Containers of objects: public or not, and which sizes and types they accept.';
comment on column storage.buckets.owner is 'Deprecated: use owner_id.';
comment on column storage.buckets.file_size_limit is 'Bytes; null is no limit.';
comment on column storage.buckets.allowed_mime_types is 'Such as {image/png,video/*}; null is any.';

create table storage.objects (
  id uuid primary key default gen_random_uuid(),
  bucket_id text constraint "objects_bucketId_fkey" references storage.buckets (id),
  name text,
  owner uuid,
  created_at timestamptz default now(),
  updated_at timestamptz default now(),
  last_accessed_at timestamptz default now(),
  metadata jsonb,
  path_tokens text[] generated always as (string_to_array(name, '/')) stored,
  version text,
  owner_id text,
  user_metadata jsonb,
  archived_at timestamptz,
  is_delete_marker boolean not null default false,
  is_versioned boolean not null default false
);
create unique index bucketid_objname on storage.objects (bucket_id, name);
create index name_prefix_search on storage.objects (name text_pattern_ops);
create index idx_objects_bucket_id_name on storage.objects (bucket_id, name collate "C");
create index idx_objects_bucket_id_name_lower on storage.objects (bucket_id, lower(name) collate "C");

comment on table storage.objects is 'One row for each file; row level security decides every read and write.';
comment on column storage.objects.owner is 'Deprecated: use owner_id.';
comment on column storage.objects.version is 'The file on disk with the content; replacing an object writes a new one.';
comment on column storage.objects.metadata is 'Facts of the file: eTag, size, mimetype, cacheControl, lastModified, contentLength, httpStatusCode.';

alter table storage.buckets owner to supabase_storage_admin;
alter table storage.objects owner to supabase_storage_admin;
alter type storage.buckettype owner to supabase_storage_admin;

-- Functions for policies ------------------------------------------------------------------------------------------

create function storage.foldername(name text) returns text[]
  language sql immutable set search_path = ''
  return (string_to_array(name, '/'))[1:array_length(string_to_array(name, '/'), 1) - 1];

create function storage.filename(name text) returns text
  language sql immutable set search_path = ''
  return (string_to_array(name, '/'))[array_length(string_to_array(name, '/'), 1)];

create function storage.extension(name text) returns text
  language sql immutable set search_path = ''
  return reverse(split_part(reverse(storage.filename(name)), '.', 1));

create function storage.operation() returns text
  language sql stable set search_path = ''
  return current_setting('storage.operation', true);

create function storage.allow_any_operation(expected_operations text[]) returns boolean
  language sql stable set search_path = ''
as $$
  select coalesce(
    regexp_replace(storage.operation(), '^storage\.', '')
      = any (select regexp_replace(expected, '^storage\.', '') from unnest(expected_operations) expected where expected <> ''),
    false)
$$;

create function storage.allow_only_operation(expected_operation text) returns boolean
  language sql stable set search_path = ''
  return storage.allow_any_operation(array[expected_operation]);

comment on function storage.foldername(text) is 'The folders of an object''s name: a/b/c.png gives {a,b}.';
comment on function storage.filename(text) is 'The last part of an object''s name: a/b/c.png gives c.png.';
comment on function storage.extension(text) is 'The extension of an object''s name: a/b/c.png gives png.';
comment on function storage.operation() is 'The operation of the storage API, such as storage.object.upload.';
comment on function storage.allow_any_operation(text[]) is 'Whether the operation is one of these; `storage.` may be left out.';
comment on function storage.allow_only_operation(text) is 'Whether the operation is this one; `storage.` may be left out.';

-- Triggers --------------------------------------------------------------------------------------------------------

create function storage.update_updated_at_column() returns trigger
  language plpgsql set search_path = ''
as $$
begin
  new.updated_at = now();
  return new;
end
$$;

create function storage.protect_delete() returns trigger
  language plpgsql set search_path = ''
as $$
begin
  if coalesce(current_setting('storage.allow_delete_query', true), 'false') <> 'true' then
    raise exception 'Direct deletion from storage tables is not allowed. Use the Storage API instead.'
      using errcode = '42501', hint = 'A deleted row would leave its file behind.';
  end if;
  return null;
end
$$;

create function storage.enforce_bucket_name_length() returns trigger
  language plpgsql set search_path = ''
as $$
begin
  if length(new.name) > 100 then
    raise exception 'bucket name "%" is too long (% characters). Max is 100.', new.name, length(new.name);
  end if;
  return new;
end
$$;

create trigger enforce_bucket_name_length_trigger before insert or update of name on storage.buckets
  for each row execute function storage.enforce_bucket_name_length();
create trigger update_objects_updated_at before update on storage.objects
  for each row execute function storage.update_updated_at_column();
create trigger protect_objects_delete before delete on storage.objects
  for each statement execute function storage.protect_delete();
create trigger protect_buckets_delete before delete on storage.buckets
  for each statement execute function storage.protect_delete();

alter function storage.foldername(text) owner to supabase_storage_admin;
alter function storage.filename(text) owner to supabase_storage_admin;
alter function storage.extension(text) owner to supabase_storage_admin;
alter function storage.update_updated_at_column() owner to supabase_storage_admin;
alter function storage.protect_delete() owner to supabase_storage_admin;
alter function storage.enforce_bucket_name_length() owner to supabase_storage_admin;
alter function storage.operation() owner to supabase_storage_admin;
alter function storage.allow_any_operation(text[]) owner to supabase_storage_admin;
alter function storage.allow_only_operation(text) owner to supabase_storage_admin;

-- Access ----------------------------------------------------------------------------------------------------------

alter table storage.buckets enable row level security;
alter table storage.objects enable row level security;

grant all on storage.buckets, storage.objects to anon, authenticated, service_role;
grant all on storage.buckets, storage.objects to postgres with grant option;
