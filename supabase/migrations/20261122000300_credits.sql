-- Credits. Two balances on the user's row, three append-only histories. Always, for every user:
--   subscription_credits = sum(credit_grants.amount)    + sum(credit_usage.subscription_amount)
--   purchased_credits    = sum(credit_purchases.amount) + sum(credit_usage.purchased_amount)
-- Every function that moves a balance locks the user's row first, books into a history under a
-- unique key, and moves the balance only if the booking was new.

-- ---------------------------------------------------------------- histories

create table public.credit_grants (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  amount integer not null,
  source text not null unique,
  description text not null,
  window_start timestamptz,
  window_end timestamptz,
  created_at timestamptz not null default now()
);
comment on table public.credit_grants is 'Monthly allotments as signed changes of subscription_credits.';
comment on column public.credit_grants.source is 'What the grant is for, once for ever: "free:<user>:<start of the month>".';
comment on column public.credit_grants.amount is 'The change booked. Zero when a new month began with a full balance.';
create index credit_grants_user_id_idx on public.credit_grants (user_id, created_at desc, id desc);
alter table public.credit_grants enable row level security;
create policy "Can view own credit grants" on public.credit_grants
  for select to authenticated using ((select auth.uid()) = user_id);

create table public.credit_purchases (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  amount integer not null,
  price_id text not null,
  created_at timestamptz not null default now()
);
comment on table public.credit_purchases is 'Credit packs bought, as signed changes of purchased_credits.';
create index credit_purchases_user_id_idx on public.credit_purchases (user_id, created_at desc, id desc);
alter table public.credit_purchases enable row level security;
create policy "Can view own credit purchases" on public.credit_purchases
  for select to authenticated using ((select auth.uid()) = user_id);

create table public.credit_usage (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  amount integer not null,
  description text,
  created_at timestamptz not null default now(),
  key text not null unique,
  media_id uuid,
  subscription_amount integer not null,
  purchased_amount integer not null,
  constraint credit_usage_split check (amount = subscription_amount + purchased_amount)
);
comment on table public.credit_usage is 'Debits (negative) and their refunds (positive).';
comment on column public.credit_usage.key is '"generation:<media id>", "refund:<media id>" or "deduct:<user>:<caller''s key>": booked once, for ever.';
comment on column public.credit_usage.media_id is 'The generation it paid for. Stays when the media row is deleted, so it is no foreign key.';
comment on column public.credit_usage.subscription_amount is 'The part that moved subscription_credits.';
comment on column public.credit_usage.purchased_amount is 'The part that moved purchased_credits.';
create index credit_usage_user_id_idx on public.credit_usage (user_id, created_at desc, id desc);
alter table public.credit_usage enable row level security;
create policy "Can view own credit usage" on public.credit_usage
  for select to authenticated using ((select auth.uid()) = user_id);

create view public.credit_history with (security_invoker = true) as
  select id, user_id, 'grant'::text as kind, amount, amount as subscription_amount, 0 as purchased_amount,
         description, null::uuid as media_id, created_at
  from public.credit_grants
  union all
  select id, user_id, 'purchase', amount, 0, amount, 'Credit pack', null, created_at
  from public.credit_purchases
  union all
  select id, user_id, case when amount < 0 then 'usage' else 'refund' end, amount, subscription_amount,
         purchased_amount, description, media_id, created_at
  from public.credit_usage;
comment on view public.credit_history is 'One signed statement of a user: grants, purchases, usage and refunds. Sums to his balances.';

-- ---------------------------------------------------------------- errors

-- PostgREST answers SQLSTATE "PTxyz" with HTTP status xyz; the message is a stable code.
create function private.refuse(p_status text, p_code text, p_details jsonb default '{}') returns void
language plpgsql set search_path = '' as $$
begin
  raise exception using errcode = 'PT' || p_status, message = p_code, detail = p_details::text;
end $$;

-- ---------------------------------------------------------------- allotments

insert into public.products (id, active, name, description, metadata) values
  ('free', true, 'Free', 'Essential features for individuals',
   '{"tier": "free", "credits": "500", "features": ["Basic dashboard access", "Limited access to features", "Community support", "500 credits per month"]}');

-- What a tier's product grants a month. A typing error in Studio must not stop sign-ups: no number is 0.
create function private.monthly_credits(p_product_id text) returns integer
language plpgsql stable set search_path = '' as $$
begin
  return coalesce((
    select case when metadata ->> 'credits' ~ '^[0-9]{1,8}$' then (metadata ->> 'credits')::integer end
    from public.products where id = p_product_id), 0);
end $$;

-- The month that p_at lies in, of the months that are counted from p_anchor. Counted in UTC from the
-- anchor itself and never from the month before, so that the 31st comes back after February.
create function private.monthly_window(p_anchor timestamptz, p_at timestamptz,
                                       out window_start timestamptz, out window_end timestamptz)
language plpgsql immutable set search_path = '' as $$
declare
  anchor timestamp := p_anchor at time zone 'UTC';
  at timestamp := p_at at time zone 'UTC';
  months integer := (extract(year from at) - extract(year from anchor)) * 12
                    + extract(month from at) - extract(month from anchor);
begin
  if anchor + make_interval(months => months) > at then
    months := months - 1;
  end if;
  months := greatest(months, 0);
  window_start := (anchor + make_interval(months => months)) at time zone 'UTC';
  window_end := (anchor + make_interval(months => months + 1)) at time zone 'UTC';
end $$;

-- Locks the user's row; all nulls if there is none. Auth's row comes first: a deletion begins there, and every row that is
-- booked refers to it, so that in any other order the two could wait for each other.
create function private.lock_user(p_user_id uuid) returns public.users
language plpgsql set search_path = '' as $$
declare
  account public.users;
begin
  perform from auth.users where id = p_user_id for key share;
  select * into account from public.users where id = p_user_id for update;
  return account;
end $$;

-- Sets the monthly balance to p_credits and books the difference, once per source.
create function private.open_window(p_user_id uuid, p_source text, p_description text, p_credits integer,
                                    p_start timestamptz, p_end timestamptz) returns void
language plpgsql set search_path = '' as $$
declare
  change integer;
begin
  change := p_credits - (private.lock_user(p_user_id)).subscription_credits;
  insert into public.credit_grants (user_id, amount, source, description, window_start, window_end)
  values (p_user_id, change, p_source, p_description, p_start, p_end)
  on conflict (source) do nothing;
  if found then
    update public.users
    set subscription_credits = subscription_credits + change, last_credits_reset_date = now(), credits_reset_at = p_end
    where id = p_user_id;
  else
    update public.users set credits_reset_at = p_end where id = p_user_id;
  end if;
end $$;

create function public.ensure_allotment(p_user_id uuid) returns void
language plpgsql security definer set search_path = '' as $$
declare
  account public.users := private.lock_user(p_user_id);
  w record;
begin
  if account.id is null then
    perform private.refuse('404', 'unknown_user');
  end if;
  if account.credits_reset_at > now() then
    return;
  end if;
  -- A user whom SQL inserted may have no date of sign-up: his months begin on the first.
  select m.* into w
  from auth.users u, private.monthly_window(coalesce(u.created_at, timestamptz '2000-01-01 00:00Z'), now()) m
  where u.id = p_user_id;
  perform private.open_window(
    p_user_id,
    'free:' || p_user_id || ':' || to_char(w.window_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
    'Free monthly credits', private.monthly_credits('free'), w.window_start, w.window_end);
end $$;
comment on function public.ensure_allotment is 'Books the monthly credits that are due and not booked yet. Safe to call at any time, any number of times.';

create function public.refresh_due_credits(p_limit integer default 1000) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  refreshed integer := 0;
  due uuid;
begin
  for due in
    select u.id from public.users u join auth.users a on a.id = u.id
    where u.credits_reset_at <= now() order by u.credits_reset_at limit p_limit
    for key share of a skip locked for update of u skip locked
  loop
    perform public.ensure_allotment(due);
    refreshed := refreshed + 1;
  end loop;
  return refreshed;
end $$;
comment on function public.refresh_due_credits is 'ensure_allotment for at most p_limit users whose month is over. Answers how many; call until 0.';

-- ---------------------------------------------------------------- debit and refund

-- Locks the user's row, with the month that is due booked.
create function private.lock_account(p_user_id uuid) returns public.users
language plpgsql set search_path = '' as $$
declare
  account public.users := private.lock_user(p_user_id);
begin
  if account.id is null then
    perform private.refuse('404', 'unknown_user');
  end if;
  if account.credits_reset_at > now() then
    return account;
  end if;
  perform public.ensure_allotment(p_user_id);
  select * into account from public.users where id = p_user_id;
  return account;
end $$;

-- Takes credits from a locked account, the monthly ones first. Null if this key was booked before.
create function private.debit(p_account public.users, p_amount integer, p_key text, p_description text, p_media_id uuid)
returns public.users
language plpgsql set search_path = '' as $$
declare
  available integer := p_account.subscription_credits + p_account.purchased_credits;
  monthly integer := least(greatest(p_account.subscription_credits, 0), p_amount);
begin
  -- Nested: one condition with a query in it would run that query each time.
  if available < p_amount then
    if not exists (select from public.credit_usage where key = p_key) then
      perform private.refuse('402', 'insufficient_credits',
                             jsonb_build_object('required', p_amount, 'available', available));
    end if;
  end if;
  insert into public.credit_usage (user_id, amount, description, key, media_id, subscription_amount, purchased_amount)
  values (p_account.id, -p_amount, p_description, p_key, p_media_id, -monthly, monthly - p_amount)
  on conflict (key) do nothing;
  if not found then
    return null;
  end if;
  update public.users
  set subscription_credits = subscription_credits - monthly,
      purchased_credits = purchased_credits - (p_amount - monthly)
  where id = p_account.id
  returning * into p_account;
  return p_account;
end $$;

-- Gives back what the debit of a generation took from each balance, at most once.
create function private.refund(p_media_id uuid) returns void
language plpgsql set search_path = '' as $$
declare
  usage public.credit_usage;
begin
  insert into public.credit_usage (user_id, amount, description, key, media_id, subscription_amount, purchased_amount)
  select user_id, -amount, 'Refund: ' || description, 'refund:' || p_media_id, media_id, -subscription_amount, -purchased_amount
  from public.credit_usage where key = 'generation:' || p_media_id
  on conflict (key) do nothing
  returning * into usage;
  update public.users
  set subscription_credits = subscription_credits + usage.subscription_amount,
      purchased_credits = purchased_credits + usage.purchased_amount
  where id = usage.user_id;
end $$;

create function public.deduct_credits(p_user_id uuid, p_amount integer, p_description text, p_key text) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  full_key text := 'deduct:' || p_user_id || ':' || p_key;
  account public.users;
  debited public.users;
begin
  if p_amount is null or p_amount < 1 then
    perform private.refuse('422', 'invalid_input', '{"field": "p_amount"}');
  end if;
  if p_key is null or char_length(p_key) not between 1 and 200 then
    perform private.refuse('422', 'invalid_input', '{"field": "p_key"}');
  end if;
  account := private.lock_account(p_user_id);
  debited := private.debit(account, p_amount, full_key, p_description, null);
  if debited.id is null then
    if exists (select from public.credit_usage where key = full_key and amount <> -p_amount) then
      perform private.refuse('409', 'key_reused');
    end if;
  end if;
  return jsonb_build_object(
    'charged', debited.id is not null,
    'subscription_credits', coalesce(debited.subscription_credits, account.subscription_credits),
    'purchased_credits', coalesce(debited.purchased_credits, account.purchased_credits));
end $$;
comment on function public.deduct_credits is
  'Takes credits for anything else that is sold. Idempotent by (user, key). Answers {charged, subscription_credits, '
  'purchased_credits}. Errors: 402 insufficient_credits {required, available}, 404 unknown_user, 409 key_reused, 422 invalid_input {field}.';

-- ---------------------------------------------------------------- sign-up

-- What a sign-up sends along is not trusted: it is cut to what the columns take and never stops the sign-up.
create function public.handle_new_user() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  profile jsonb := new.raw_user_meta_data;
  picture text := coalesce(profile ->> 'avatar_url', profile ->> 'picture');
begin
  insert into public.users (id, full_name, avatar_url)
  values (
    new.id,
    nullif(left(btrim(coalesce(profile ->> 'full_name', profile ->> 'name')), 100), ''),
    case when picture ~ '^https?://' and char_length(picture) <= 2048 then picture end);
  perform public.ensure_allotment(new.id);
  return new;
end $$;
comment on function public.handle_new_user is 'Trigger: the profile row of a new auth user, with his first month of free credits.';

create trigger on_auth_user_created after insert on auth.users
  for each row execute function public.handle_new_user();
