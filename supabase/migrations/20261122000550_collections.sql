-- Favourites and collections, by which users mark and group their results. Browsers write these rows themselves; the policies
-- and limits below decide which rows they may write.

create table public.favorites (
  user_id uuid not null default auth.uid() references auth.users (id) on delete cascade,
  generation_id uuid not null references public.generated_media (id) on delete cascade,
  created_at timestamptz not null default now(),
  primary key (user_id, generation_id)
);
comment on table public.favorites is 'The results that a user has marked. One row for each.';
create index favorites_generation_id_idx on public.favorites (generation_id);

create table public.collections (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null default auth.uid() references auth.users (id) on delete cascade,
  name text not null check (private.is_name(name, 60)),
  created_at timestamptz not null default now()
);
comment on table public.collections is 'Named sets of results. A result may be in several. At most 100 for each user.';
comment on column public.collections.name is '1 to 60 visible characters on one line, in the form NFC, without blanks at the ends. Unique for each user, regardless of case.';
-- Names that differ only in joiners or variation selectors look the same.
create unique index collections_name_idx on public.collections
  (user_id, lower(regexp_replace(name, '[\u200c\u200d\ufe0e\ufe0f\U000e0100-\U000e01ef]', '', 'g')));

create table public.collection_items (
  collection_id uuid not null references public.collections (id) on delete cascade,
  generation_id uuid not null references public.generated_media (id) on delete cascade,
  user_id uuid not null default auth.uid() references auth.users (id) on delete cascade,
  added_at timestamptz not null default now(),
  primary key (collection_id, generation_id)
);
comment on table public.collection_items is 'The results in collections. At most 2,000 in each.';
create index collection_items_generation_id_idx on public.collection_items (generation_id);
create index collection_items_user_id_idx on public.collection_items (user_id);

-- ---------------------------------------------------------------- policies

-- The caller's own completed generation. Its owner never changes, and a finished row keeps its status.
create function private.is_own_result(p_generation_id uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from public.generated_media
                 where id = p_generation_id and user_id = (select auth.uid()) and status = 'completed')
$$;

create function private.is_own_collection(p_collection_id uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from public.collections where id = p_collection_id and user_id = (select auth.uid()))
$$;

alter table public.favorites enable row level security;
create policy "Can view own favorites" on public.favorites
  for select to authenticated using ((select public.is_active_user()) and (select auth.uid()) = user_id);
create policy "Can mark own results" on public.favorites
  for insert to authenticated with check (
    (select public.is_active_user()) and (select auth.uid()) = user_id and private.is_own_result(generation_id));
create policy "Can unmark own favorites" on public.favorites
  for delete to authenticated using ((select public.is_active_user()) and (select auth.uid()) = user_id);

alter table public.collections enable row level security;
create policy "Can view own collections" on public.collections
  for select to authenticated using ((select public.is_active_user()) and (select auth.uid()) = user_id);
create policy "Can make own collections" on public.collections
  for insert to authenticated with check ((select public.is_active_user()) and (select auth.uid()) = user_id);
create policy "Can rename own collections" on public.collections
  for update to authenticated using ((select public.is_active_user()) and (select auth.uid()) = user_id)
  with check ((select public.is_active_user()) and (select auth.uid()) = user_id);
create policy "Can delete own collections" on public.collections
  for delete to authenticated using ((select public.is_active_user()) and (select auth.uid()) = user_id);

alter table public.collection_items enable row level security;
create policy "Can view own collection items" on public.collection_items
  for select to authenticated using ((select public.is_active_user()) and (select auth.uid()) = user_id);
create policy "Can add own results to own collections" on public.collection_items
  for insert to authenticated with check (
    (select public.is_active_user()) and (select auth.uid()) = user_id
    and private.is_own_collection(collection_id) and private.is_own_result(generation_id));
create policy "Can remove own collection items" on public.collection_items
  for delete to authenticated using ((select public.is_active_user()) and (select auth.uid()) = user_id);

-- ---------------------------------------------------------------- limits

-- Inserts of one user wait for each other, so that together they cannot exceed a limit.
create function private.limit_collections() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  owner uuid;
begin
  for owner in select distinct user_id from added order by user_id loop
    perform pg_advisory_xact_lock(uuid_hash_extended(owner, hashtextextended('collections', 0)));
    if (select count(*) from public.collections where user_id = owner) > 100 then
      perform private.refuse('422', 'too_many_collections', '{"limit": 100}');
    end if;
  end loop;
  return null;
end $$;
create trigger limit_collections after insert on public.collections
  referencing new table as added for each statement execute function private.limit_collections();

create function private.limit_collection_items() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  changed uuid;
begin
  for changed in select distinct collection_id from added order by collection_id loop
    perform from public.collections where id = changed for no key update;
    if (select count(*) from public.collection_items where collection_id = changed) > 2000 then
      perform private.refuse('422', 'too_many_items', '{"limit": 2000}');
    end if;
  end loop;
  return null;
end $$;
create trigger limit_collection_items after insert on public.collection_items
  referencing new table as added for each statement execute function private.limit_collection_items();
