-- Shares: public links to a result or a collection. A link works from the moment its owner inserts the row until the row is
-- deleted.

create table public.shares (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null default auth.uid() references auth.users (id) on delete cascade,
  generation_id uuid unique references public.generated_media (id) on delete cascade,
  collection_id uuid unique references public.collections (id) on delete cascade,
  -- 128 bits. Hexadecimal, because programs that find links in a text cut off a "-" or "_" at their end.
  token text not null unique default encode(extensions.gen_random_bytes(16), 'hex'),
  show_prompt boolean not null default false,
  created_at timestamptz not null default now(),
  constraint shares_one_subject check (num_nonnulls(generation_id, collection_id) = 1)
);
comment on table public.shares is 'Public links. Whoever knows the token can call shared(token); only the owner reads the rows.';
comment on column public.shares.token is 'The last part of the link, /s/<token>. Only this default sets it.';
comment on column public.shares.show_prompt is 'Whether the public page shows the prompts.';
create index shares_user_id_idx on public.shares (user_id);

alter table public.shares enable row level security;
create policy "Can view own shares" on public.shares
  for select to authenticated using ((select public.is_active_user()) and (select auth.uid()) = user_id);
create policy "Can share own results and collections" on public.shares
  for insert to authenticated with check (
    (select public.is_active_user()) and (select auth.uid()) = user_id
    and (private.is_own_result(generation_id) or private.is_own_collection(collection_id)));
create policy "Can change own shares" on public.shares
  for update to authenticated using ((select public.is_active_user()) and (select auth.uid()) = user_id)
  with check ((select public.is_active_user()) and (select auth.uid()) = user_id);
create policy "Can end own shares" on public.shares
  for delete to authenticated using ((select public.is_active_user()) and (select auth.uid()) = user_id);

-- ---------------------------------------------------------------- limit

create function private.limit_shares() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  allowed integer := coalesce((select value::integer from public.settings where name = 'max_shares'), 1000);
begin
  perform private.lock_user(new.user_id);
  if (select count(*) from public.shares where user_id = new.user_id) >= allowed then
    perform private.refuse('422', 'too_many_shares', jsonb_build_object('limit', allowed));
  end if;
  return new;
end $$;
create trigger limit_shares before insert on public.shares
  for each row execute function private.limit_shares();

-- ---------------------------------------------------------------- what the public page shows

create function public.shared(p_token text, p_offset integer default 0) returns jsonb
language sql stable security definer set search_path = '' as $$
  with share as (
    select s.*, c.name
    from public.shares s
    join auth.users a on a.id = s.user_id
    left join public.collections c on c.id = s.collection_id
    where s.token = p_token and private.state_of(a.banned_until, a.deleted_at) = 'active'
  ), items as (
    select generation_id from share where generation_id is not null
    union all
    select i.generation_id from share join public.collection_items i on i.collection_id = share.collection_id
  ), page as (
    select m.*, o.name as model
    from items i
    join public.generated_media m on m.id = i.generation_id
    join public.models o on o.id = m.model_id
    order by m.created_at desc, m.set_position, m.id desc
    limit 60 offset greatest(p_offset, 0)
  )
  select jsonb_build_object(
    'name', share.name,
    'total', (select count(*) from items),
    'results', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'media_type', p.media_type, 'media_url', p.media_url, 'thumbnail_url', p.thumbnail_url,
        'placeholder', p.placeholder, 'width', p.width, 'height', p.height,
        'prompt', case when share.show_prompt then p.prompt end,
        'model', p.model) order by p.created_at desc, p.set_position, p.id desc), '[]')
      from page p))
  from share
$$;
comment on function public.shared is
  'What a public link shows: {name, total, results}, with nothing about the owner. results holds the results after the first '
  'p_offset, at most 60, in the order of the library; name is that of a collection. prompt is null unless the owner shows it. Null if the link was ended, '
  'never existed, or its owner is banned.';
