-- The database of a Supabase project before its first migration: roles, schemas, extensions, default privileges, the
-- functions that policies call, and the triggers that notify PostgREST of new tables.
-- Runs once, on an empty cluster, as the superuser supabase_admin.

-- Roles ------------------------------------------------------------------------------------------------------

create role anon nologin noinherit;
create role authenticated nologin noinherit;
create role service_role nologin noinherit bypassrls;
create role authenticator login noinherit password 'postgres';
create role supabase_auth_admin login noinherit createrole password 'postgres';
create role supabase_storage_admin login noinherit createrole password 'postgres';
create role postgres login createdb createrole replication bypassrls password 'postgres';

grant anon, authenticated, service_role to authenticator, supabase_storage_admin;
grant anon, authenticated, service_role, authenticator to postgres with admin option;
grant pg_monitor, pg_read_all_data, pg_signal_backend to postgres;
-- In a hosted project, an extension lets postgres create policies on storage.objects; without it, only the owner may.
grant supabase_storage_admin to postgres;

alter role anon set statement_timeout = '3s';
alter role authenticated set statement_timeout = '8s';
alter role authenticator set statement_timeout = '8s';
alter role authenticator set lock_timeout = '8s';
alter role postgres set search_path = "$user", public, extensions;
alter role supabase_admin set search_path = "$user", public, auth, extensions;
alter role supabase_auth_admin set search_path = auth;
alter role supabase_storage_admin set search_path = storage;

-- Schemas ----------------------------------------------------------------------------------------------------

alter database postgres owner to postgres;

-- auth and storage belong to supabase_admin: `supabase db reset` drops what postgres owns.
create schema auth;
create schema storage;
create schema realtime;
create schema extensions;

grant usage on schema public to anon, authenticated, service_role, postgres;
grant usage on schema auth to anon, authenticated, service_role, postgres;
grant usage on schema storage, realtime, extensions to anon, authenticated, service_role, postgres;
grant create on schema extensions to postgres;
grant usage, create on schema auth to supabase_auth_admin;
grant usage, create on schema storage to supabase_storage_admin;
grant usage on schema extensions to supabase_auth_admin, supabase_storage_admin;

create extension pgcrypto with schema extensions;
create extension "uuid-ossp" with schema extensions;

create publication supabase_realtime;
alter publication supabase_realtime owner to postgres;

-- Default privileges: the API cannot use what postgres creates in public until a migration grants it. All roles keep the
-- privileges below, as in a hosted project.
alter default privileges for role postgres in schema public
  grant truncate, references, trigger, maintain on tables to anon, authenticated, service_role;

-- Functions for policies -----------------------------------------------------------------------------------------

create function auth.jwt() returns jsonb
language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')
  )::jsonb
$$;

create function auth.uid() returns uuid
language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.sub', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'
  )::uuid
$$;

create function auth.role() returns text
language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.role', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role'
  )
$$;

create function auth.email() returns text
language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.email', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email'
  )
$$;

alter function auth.jwt() owner to supabase_auth_admin;
alter function auth.uid() owner to supabase_auth_admin;
alter function auth.role() owner to supabase_auth_admin;
alter function auth.email() owner to supabase_auth_admin;

-- Notify PostgREST of schema changes ---------------------------------------------------------------

create function extensions.notify_postgrest() returns event_trigger
language plpgsql set search_path = '' as $$
begin
  notify pgrst, 'reload schema';
end
$$;

create event trigger schema_changed on ddl_command_end
  when tag in (
    'CREATE SCHEMA', 'ALTER SCHEMA', 'COMMENT', 'GRANT', 'REVOKE',
    'CREATE TABLE', 'CREATE TABLE AS', 'SELECT INTO', 'ALTER TABLE', 'CREATE FOREIGN TABLE', 'ALTER FOREIGN TABLE',
    'CREATE VIEW', 'ALTER VIEW', 'CREATE MATERIALIZED VIEW', 'ALTER MATERIALIZED VIEW',
    'CREATE FUNCTION', 'ALTER FUNCTION', 'CREATE TRIGGER', 'CREATE RULE', 'CREATE TYPE', 'ALTER TYPE'
  )
  execute function extensions.notify_postgrest();

create event trigger schema_dropped on sql_drop
  execute function extensions.notify_postgrest();
