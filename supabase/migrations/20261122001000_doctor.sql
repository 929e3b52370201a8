-- Facts that `flask doctor` needs and the data API does not expose.

create function public.published_tables() returns setof text
language sql stable set search_path = '' as $$
  select tablename::text from pg_catalog.pg_publication_tables
  where pubname = 'supabase_realtime' and schemaname = 'public'
$$;
comment on function public.published_tables is 'The tables whose changes reach browsers. For `flask doctor`.';
