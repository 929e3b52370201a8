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
  tier text not null default 'pro' references public.tiers (id) on update cascade,
  position integer not null default 0,
  created_at timestamptz not null default now()
);
comment on table public.premium_content is 'Content for users of a tier. The policy protects the rows, not only the page.';
comment on column public.premium_content.tier is 'The lowest tier that has access to it.';
create index premium_content_tier_idx on public.premium_content (tier);
alter table public.premium_content enable row level security;
create policy "Can read what the tier includes" on public.premium_content
  for select to authenticated using (tier in (select public.open_tiers()));
