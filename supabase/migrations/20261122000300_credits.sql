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
  subscription_id text,
  level integer,
  created_at timestamptz not null default now()
);
comment on table public.credit_grants is 'Monthly allotments as signed changes of subscription_credits.';
comment on column public.credit_grants.source is
  'What the grant is for, once for ever: "free:<user>:<start of the month>", "subscription:<id>:<start of the month>", '
  'with ":<credits>" behind it for an upgrade, or "end:<id>".';
comment on column public.credit_grants.amount is 'The change booked. Zero when a new month began with a full balance.';
comment on column public.credit_grants.subscription_id is 'The subscription whose month this is, none for free months.';
comment on column public.credit_grants.level is 'Monthly credits of the tier that the month was granted up to.';
create index credit_grants_user_id_idx on public.credit_grants (user_id, created_at desc, id desc);
create index credit_grants_subscription_id_idx on public.credit_grants (subscription_id, window_start);
alter table public.credit_grants enable row level security;
create policy "Can view own credit grants" on public.credit_grants
  for select to authenticated using ((select public.is_active_user()) and (select auth.uid()) = user_id);

create table public.credit_purchases (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  amount integer not null,
  price_id text not null,
  source text unique,
  payment_id text,
  description text not null default 'Credit pack',
  settled_ticket bigint not null default 0,
  created_at timestamptz not null default now()
);
comment on table public.credit_purchases is 'Credit packs bought, as signed changes of purchased_credits.';
comment on column public.credit_purchases.source is '"session:<checkout session>" for a pack, once for ever; "adjustment:<key>" for one by hand.';
comment on column public.credit_purchases.payment_id is 'The payment intent. Corrections after refunds and disputes carry it too.';
create index credit_purchases_user_id_idx on public.credit_purchases (user_id, created_at desc, id desc);
create index credit_purchases_payment_id_idx on public.credit_purchases (payment_id);
alter table public.credit_purchases enable row level security;
create policy "Can view own credit purchases" on public.credit_purchases
  for select to authenticated using ((select public.is_active_user()) and (select auth.uid()) = user_id);

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
  for select to authenticated using ((select public.is_active_user()) and (select auth.uid()) = user_id);

create view public.credit_history with (security_invoker = true) as
  select id, user_id, 'grant'::text as kind, amount, amount as subscription_amount, 0 as purchased_amount,
         description, null::uuid as media_id, created_at
  from public.credit_grants where amount <> 0
  union all
  select id, user_id, 'purchase', amount, 0, amount, description, null, created_at
  from public.credit_purchases
  union all
  select id, user_id, case when amount < 0 then 'usage' else 'refund' end, amount, subscription_amount,
         purchased_amount, description, media_id, created_at
  from public.credit_usage;
-- A view like this takes no rows, and Postgres says so before it looks at permissions: PostgREST then answers 500. With
-- the trigger, permissions come first, and nobody has any: 401 or 403.
create function private.refuse_statement_change() returns trigger
language plpgsql set search_path = '' as $$
begin
  raise exception using errcode = '42501', message = 'credit_history is a statement: nothing is written to it';
end $$;
create trigger credit_history_is_read_only instead of insert or update or delete on public.credit_history
  for each row execute function private.refuse_statement_change();
comment on view public.credit_history is 'One signed statement of a user: grants, purchases, usage and refunds. Sums to his balances.';

-- ---------------------------------------------------------------- errors

-- PostgREST answers SQLSTATE "PTxyz" with HTTP status xyz; the message is a stable code.
create function private.refuse(p_status text, p_code text, p_details jsonb default '{}') returns void
language plpgsql set search_path = '' as $$
begin
  raise exception using errcode = 'PT' || p_status, message = p_code, detail = p_details::text;
end $$;

-- Errors: 404 unknown_user, 403 user_banned.
create function private.require_active(p_user_id uuid) returns void
language plpgsql set search_path = '' as $$
declare
  state text := private.account_state(p_user_id);
begin
  if state is null then
    perform private.refuse('404', 'unknown_user');
  elsif state = 'banned' then
    perform private.refuse('403', 'user_banned');
  end if;
end $$;

create function public.require_active_user(p_user_id uuid) returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_active(p_user_id);
end $$;
comment on function public.require_active_user is
  'Returns if this account exists and is not banned. Errors: 403 user_banned, 404 unknown_user.';

-- ---------------------------------------------------------------- what every movement begins with

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

-- Locks the row of an active user, with the month that is due booked. What gives back or was paid before locks by
-- lock_user: it is owed to a banned user too.
create function private.lock_account(p_user_id uuid) returns public.users
language plpgsql set search_path = '' as $$
declare
  account public.users := private.lock_user(p_user_id);
begin
  perform private.require_active(p_user_id);
  if account.credits_reset_at > now() then
    return account;
  end if;
  perform private.allot(p_user_id);
  select * into account from public.users where id = p_user_id;
  return account;
end $$;

-- ---------------------------------------------------------------- monthly credits

-- Books p_change into the monthly balance, once per source; the next reset is due at the end of the month.
create function private.grant_credits(p_user_id uuid, p_change integer, p_source text, p_description text,
                                      p_start timestamptz, p_end timestamptz,
                                      p_subscription_id text default null, p_level integer default null) returns boolean
language plpgsql set search_path = '' as $$
begin
  insert into public.credit_grants (user_id, amount, source, description, window_start, window_end, subscription_id, level)
  values (p_user_id, p_change, p_source, p_description, p_start, p_end, p_subscription_id, p_level)
  on conflict (source) do nothing;
  if not found then
    return false;
  end if;
  update public.users
  set subscription_credits = subscription_credits + p_change, last_credits_reset_date = now(),
      credits_reset_at = coalesce(p_end, credits_reset_at)
  where id = p_user_id;
  return true;
end $$;

-- ---------------------------------------------------------------- debit and refund

-- Takes credits from a locked account, the monthly ones first. Null if this key was booked before.
create function private.debit(p_account public.users, p_amount integer, p_key text, p_description text, p_media_id uuid)
returns public.users
language plpgsql set search_path = '' as $$
declare
  available bigint := p_account.subscription_credits + p_account.purchased_credits;
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
  'purchased_credits}. Errors: 402 insufficient_credits {required, available}, 403 user_banned, 404 unknown_user, '
  '409 key_reused, 422 invalid_input {field}.';

-- ---------------------------------------------------------------- by hand

create function public.adjust_credits(p_user_id uuid, p_amount integer, p_reason text, p_key text default gen_random_uuid()::text)
returns bigint
language plpgsql security definer set search_path = '' as $$
begin
  if coalesce(p_amount, 0) = 0 or coalesce(btrim(p_reason), '') = '' then
    perform private.refuse('422', 'invalid_input', '{"field": "p_amount, p_reason"}');
  end if;
  if (private.lock_user(p_user_id)).id is null then
    perform private.refuse('404', 'unknown_user');
  end if;
  insert into public.credit_purchases (user_id, amount, price_id, source, description)
  values (p_user_id, p_amount, 'adjustment', 'adjustment:' || p_key, p_reason)
  on conflict (source) do nothing;
  if found then
    update public.users set purchased_credits = purchased_credits + p_amount where id = p_user_id;
  end if;
  return (select purchased_credits from public.users where id = p_user_id);
end $$;
comment on function public.adjust_credits is
  'For operators: gives (or takes) purchased credits by hand, with a reason that the user reads in his statement. '
  'Answers the balance. select adjust_credits(''<user id>'', 1000, ''Sorry for the trouble'');';
