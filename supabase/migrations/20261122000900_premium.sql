-- What a tier may read.

create function private.tier_of(p_product_id text) returns public.tier
language sql stable set search_path = '' as $$
  select coalesce((select case when metadata ->> 'tier' in ('pro', 'business') then (metadata ->> 'tier')::public.tier end
                   from public.products where id = p_product_id), 'free')
$$;

create function public.has_tier(p_tier public.tier) returns boolean
language sql stable security definer set search_path = '' as $$
  select (select public.is_active_user()) and (p_tier = 'free' or coalesce((
    select s.status in ('trialing', 'active', 'past_due') and private.tier_of(p.product_id) >= p_tier
    from private.current_subscription((select auth.uid())) s join public.prices p on p.id = s.price_id), false))
$$;
comment on function public.has_tier is 'Whether the caller is active and their plan is this tier or a higher one. For policies and pages.';

create table public.premium_content (
  id uuid primary key default gen_random_uuid(),
  title text not null check (char_length(title) between 1 and 200),
  body text not null,
  tier public.tier not null default 'pro',
  position integer not null default 0,
  created_at timestamptz not null default now()
);
comment on table public.premium_content is 'What a tier may read: the plan gates the rows and not only the page.';
comment on column public.premium_content.tier is 'The lowest tier that may read it.';
alter table public.premium_content enable row level security;
create policy "Can read what the tier includes" on public.premium_content
  for select to authenticated using ((select public.has_tier(tier)));
