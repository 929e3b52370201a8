-- Access by tier.

create function public.open_tiers() returns setof text
language sql stable security definer set search_path = '' as $$
  select t.id from public.tiers t
  where (select public.is_active_user()) and t.rank <= (select private.rank_of((select auth.uid())))
$$;
comment on function public.open_tiers is
  'The tiers that the caller has access to: that of their plan, and all lower ones. None for a banned user. In a policy that '
  'compares a column, write tier in (select open_tiers()), so that it is evaluated once per statement.';

create function public.has_tier(p_tier text) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from public.open_tiers() t where t = p_tier)
$$;
comment on function public.has_tier is
  'Whether the caller is active and has this tier or a higher one. False for an unknown tier. In policies, write '
  '(select has_tier(''pro'')), so that it is evaluated once per statement. Pages call it too.';

create table public.premium_content (
  id uuid primary key default gen_random_uuid(),
  title text not null check (char_length(title) between 1 and 200),
  body text not null,
  picture_path text check (picture_path <> ''),
  picture_alt text not null default '' check (char_length(picture_alt) <= 300),
  download_path text check (download_path <> ''),
  tier text not null default 'pro' references public.tiers (id) on update cascade,
  position integer not null default 0,
  translations jsonb not null default '{}' check (jsonb_typeof(translations) = 'object'),
  created_at timestamptz not null default now()
);
comment on table public.premium_content is 'Content for users of a tier. The policy protects the rows, not only the page.';
comment on column public.premium_content.picture_path is 'Path of a picture in the bucket premium-content. Null for none.';
comment on column public.premium_content.picture_alt is 'What the picture shows, for people who cannot see it.';
comment on column public.premium_content.download_path is 'Path of a file to download in the bucket premium-content. Null for none.';
comment on column public.premium_content.tier is 'The lowest tier that has access to it.';
comment on column public.premium_content.translations is
  'Texts in other languages, by the language of a site: {"de": {"title": …, "body": …, "picture_alt": …}}. A missing text is '
  'shown as the row has it.';
create index premium_content_tier_idx on public.premium_content (tier);
alter table public.premium_content enable row level security;
create policy "Can read what the tier includes" on public.premium_content
  for select to authenticated using (tier in (select public.open_tiers()));

create function public.premium_titles() returns table (tier text, title text, translations jsonb)
language sql stable security definer set search_path = '' as $$
  select c.tier, c.title, coalesce((
    select jsonb_object_agg(each.key, jsonb_build_object('title', each.value -> 'title'))
    from jsonb_each(c.translations) each where each.value ? 'title'), '{}')
  from public.premium_content c
  where (select public.is_active_user())
  order by c.position, c.id
$$;
comment on function public.premium_titles is
  'The titles of all content, so that users see what a plan would open. Texts, pictures and files stay behind the policy.';

-- The files of the content. Private: whoever may read a row may read its files, by URLs that expire. Operators upload in Studio.
insert into storage.buckets (id, name, public, file_size_limit)
values ('premium-content', 'premium-content', false, 52428800)
on conflict (id) do update set public = excluded.public, file_size_limit = excluded.file_size_limit;

-- The policy of premium_content applies to the query.
create policy "Can read files of premium content" on storage.objects
  for select to authenticated
  using (bucket_id = 'premium-content' and exists (
    select from public.premium_content c where objects.name in (c.picture_path, c.download_path)));
