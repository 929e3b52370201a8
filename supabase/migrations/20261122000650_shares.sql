-- Shares: a public link to a result. There is none until the owner makes it, and deleting its row ends it at once.

create table public.shares (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null default auth.uid() references auth.users (id) on delete cascade,
  generation_id uuid not null unique references public.generated_media (id) on delete cascade,
  -- 128 bits. Hexadecimal, because programs that find links in a text cut off a "-" or "_" at their end.
  token text not null unique default encode(extensions.gen_random_bytes(16), 'hex'),
  show_prompt boolean not null default false,
  created_at timestamptz not null default now()
);
comment on table public.shares is 'Public links. Whoever knows the token can call shared(token); only the owner reads the rows.';
comment on column public.shares.token is 'The last part of the link, /s/<token>. Only this default sets it.';
comment on column public.shares.show_prompt is 'Whether the public page shows the prompt.';
create index shares_user_id_idx on public.shares (user_id);

alter table public.shares enable row level security;
create policy "Can view own shares" on public.shares
  for select to authenticated using ((select public.is_active_user()) and (select auth.uid()) = user_id);
create policy "Can share own completed generations" on public.shares
  for insert to authenticated
  with check ((select public.is_active_user()) and (select auth.uid()) = user_id and exists (
    select from public.generated_media m
    where m.id = generation_id and m.user_id = (select auth.uid()) and m.status = 'completed'));
create policy "Can change own shares" on public.shares
  for update to authenticated using ((select public.is_active_user()) and (select auth.uid()) = user_id)
  with check ((select public.is_active_user()) and (select auth.uid()) = user_id);
create policy "Can end own shares" on public.shares
  for delete to authenticated using ((select public.is_active_user()) and (select auth.uid()) = user_id);

-- ---------------------------------------------------------------- limit

insert into public.settings (name, value, description) values
  ('max_shares', '1000', 'How many public links one user may have at once.');

alter table public.settings add constraint settings_max_shares
  check (name <> 'max_shares' or (jsonb_typeof(value) = 'number' and value::text ~ '^[0-9]{1,6}$'));

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

-- ---------------------------------------------------------------- what everybody sees

create function public.shared(p_token text) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'media_type', m.media_type, 'media_url', m.media_url, 'thumbnail_url', m.thumbnail_url, 'placeholder', m.placeholder,
    'width', m.width, 'height', m.height, 'prompt', case when s.show_prompt then m.prompt end,
    'model', o.name)
  from public.shares s
  join public.generated_media m on m.id = s.generation_id
  join public.models o on o.id = m.model_id
  join auth.users a on a.id = s.user_id
  where s.token = p_token and private.state_of(a.banned_until, a.deleted_at) = 'active'
$$;
comment on function public.shared is
  'The result behind a public link, with nothing about its owner. Null if the link was ended, never existed, or its owner is '
  'banned. prompt is null unless the owner shows it.';
