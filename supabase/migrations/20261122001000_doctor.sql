-- Facts that `python -m service doctor` and the metrics need and the data API does not expose.

create function public.published_tables() returns setof text
language sql stable set search_path = '' as $$
  select tablename::text from pg_catalog.pg_publication_tables
  where pubname = 'supabase_realtime' and schemaname = 'public'
$$;
comment on function public.published_tables is 'The tables whose changes reach browsers. For `python -m service doctor`.';

create function public.storage_policies() returns setof text
language sql stable set search_path = '' as $$
  select policyname::text from pg_catalog.pg_policies where schemaname = 'storage' and tablename = 'objects'
$$;
comment on function public.storage_policies is 'The names of the policies on storage.objects. For `python -m service doctor`.';

create function public.tables_without_rls() returns setof text
language sql stable set search_path = '' as $$
  select n.nspname || '.' || c.relname
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and not c.relrowsecurity
    and (n.nspname = 'public' or (n.nspname, c.relname) = ('storage', 'objects'))
$$;
comment on function public.tables_without_rls is
  'Tables of the schema public, and storage.objects, whose row level security is off. For `python -m service doctor`.';

-- Auth finds only users with these values of instance_id, aud and role. A null in any of the other columns makes Auth or
-- supabase-py fail.
create function public.users_unknown_to_auth(p_limit integer default 20) returns table (user_id uuid, columns text[])
language sql stable security definer set search_path = '' as $$
  select u.id, array_agg(required.name order by required.name)
  from auth.users u, lateral (values
    ('instance_id', u.instance_id = '00000000-0000-0000-0000-000000000000'),
    ('aud', u.aud = 'authenticated'),
    ('role', u.role = 'authenticated'),
    ('confirmation_token', u.confirmation_token is not null),
    ('recovery_token', u.recovery_token is not null),
    ('email_change', u.email_change is not null),
    ('email_change_token_new', u.email_change_token_new is not null),
    ('email_change_token_current', u.email_change_token_current is not null),
    ('phone_change', u.phone_change is not null),
    ('phone_change_token', u.phone_change_token is not null),
    ('reauthentication_token', u.reauthentication_token is not null),
    ('raw_app_meta_data', u.raw_app_meta_data is not null),
    ('raw_user_meta_data', u.raw_user_meta_data is not null),
    ('created_at', u.created_at is not null),
    ('updated_at', u.updated_at is not null)) as required (name, holds)
  where required.holds is not true
  group by u.id
  order by u.id
  limit p_limit
$$;
comment on function public.users_unknown_to_auth is
  'Users that plain SQL made, and their columns for which Auth or its clients return errors. For `python -m service doctor`.';

create function public.recent_sign_ups(out mails_sent bigint, out confirmed bigint)
language sql stable security definer set search_path = '' as $$
  select count(*), count(email_confirmed_at) from auth.users
  where confirmation_sent_at between now() - interval '1 day' and now() - interval '1 hour'
$$;
comment on function public.recent_sign_ups is
  'Of the users who were sent a confirmation in the last day, but not in the last hour: how many, and how many confirmed. '
  'For `python -m service doctor`.';

create function public.unfinished_work(
  out generations_running bigint, out oldest_generation_seconds double precision, out generations_waiting bigint,
  out events_unprocessed bigint, out oldest_event_seconds double precision)
language sql stable set search_path = '' as $$
  select generations.n, coalesce(extract(epoch from now() - generations.oldest), 0), waiting.n,
         events.n, coalesce(extract(epoch from now() - events.oldest), 0)
  from (select count(*) n, min(started_at) oldest from public.generated_media
        where status in ('pending', 'processing')) generations,
       (select count(*) n from public.generated_media where status = 'waiting') waiting,
       (select count(*) n, min(received_at) oldest from public.stripe_events
        where processed_at is null and not given_up) events
$$;
comment on function public.unfinished_work is
  'How many generations run, how many wait, how many events of Stripe are unfinished, and the age of the oldest in seconds. Events that were given up '
  'do not count. For GET /metrics of the service.';

create function public.packs_below_plans() returns setof text
language sql stable security definer set search_path = '' as $$
  with rates as (
    select d.id, coalesce(d.name, d.id) as name, d.tier is null as is_pack, p.currency,
           p.unit_amount::numeric / d.credits as rate
    from public.products d join public.prices p on p.product_id = d.id
    where d.active and d.problem is null and d.credits > 0 and p.active and p.unit_amount is not null
      and (case when d.tier is null then p.type = 'one_time' else p.interval = 'month' and p.interval_count = 1 end)
  )
  select pack.name from rates pack
  where pack.is_pack
    and pack.rate < (select min(plan.rate) from rates plan where not plan.is_pack and plan.currency = pack.currency)
  order by pack.name
$$;
comment on function public.packs_below_plans is
  'The packs on sale whose credits cost less than those of each plan that is paid by the month. For `python -m service doctor`.';
