-- Credits. Two balances on the user's row, and three tables of lines that explain them. Always, for every user:
--   subscription_credits = sum(credit_grants.amount)    + sum(credit_usage.subscription_amount)
--   purchased_credits    = sum(credit_purchases.amount) + sum(credit_usage.purchased_amount)
-- Lines are only ever added. What turns out wrong is put right by a further line.
--
-- Lock order of every function: the account (private.lock_user), of several accounts in the order of their ids, then the event
-- (stripe_events), then any other row. Three things are locked before the account, and never by a call that holds one: the
-- payment that the call is about (private.lock_payment), the product that it writes (private.make_months_due), and the key and
-- the line of a deduction (deduct_credits).

-- ---------------------------------------------------------------- lines

create type public.credit_kind as enum (
  'free_month', 'plan_month', 'upgrade', 'taken_back', 'restored', 'duplicate', 'expired', 'reopened', 'debt',
  'pack', 'adjustment',
  'generation', 'refund', 'deduction'
);
comment on type public.credit_kind is
  'What a line of the ledger is. Monthly credits: free_month and plan_month open a month, upgrade, taken_back, restored and '
  'duplicate change what it holds, expired takes what is left when the next month opens, reopened undoes that, debt is what '
  'an earlier account of the same mailbox owed, and positive once it owes less. Purchased credits: pack, taken_back, restored, adjustment. Usage: '
  'generation, its refund, deduction.';

create sequence private.credit_line;

create table public.credit_grants (
  id uuid primary key default gen_random_uuid(),
  line bigint not null default nextval('private.credit_line'),
  user_id uuid not null references auth.users (id) on delete cascade,
  kind public.credit_kind not null,
  amount integer not null,
  description text not null,
  subscription_id text,
  plan text,
  month_start timestamptz not null,
  month_end timestamptz not null,
  level integer not null,
  created_at timestamptz not null default now(),
  constraint credit_grants_kind check (case kind
    when 'free_month' then amount = level and subscription_id is null
    when 'plan_month' then amount = level and subscription_id is not null
    when 'upgrade' then amount > 0 and subscription_id is not null
    when 'duplicate' then amount < 0 and subscription_id is not null
    when 'restored' then amount > 0
    when 'taken_back' then amount < 0
    when 'expired' then amount <= 0
    when 'reopened' then amount >= 0
    when 'debt' then amount <> 0 and subscription_id is null
    else false end),
  constraint credit_grants_level check (level >= 0)
);
comment on table public.credit_grants is 'Lines of the monthly balance: what a month of a plan, or a free month, gives and takes.';
comment on column public.credit_grants.line is 'Order of booking, over all three tables.';
comment on column public.credit_grants.subscription_id is 'The subscription whose month this is, null for a free month.';
comment on column public.credit_grants.plan is 'The name of the plan when the line was booked. Set on lines that open a month of a plan or upgrade it.';
comment on column public.credit_grants.month_start is 'The month that the line belongs to begins.';
comment on column public.credit_grants.level is 'What the month gives in total after this line, not counting what has expired of it.';
create index credit_grants_user_id_idx on public.credit_grants (user_id, line desc);
create unique index credit_grants_plan_month_idx on public.credit_grants (subscription_id, month_start) where kind = 'plan_month';
create unique index credit_grants_free_month_idx on public.credit_grants (user_id, month_start) where kind = 'free_month';
alter table public.credit_grants enable row level security;
create policy "Can view own credit grants" on public.credit_grants
  for select to authenticated using ((select public.is_active_user()) and (select auth.uid()) = user_id);

create table public.credit_purchases (
  id uuid primary key default gen_random_uuid(),
  line bigint not null default nextval('private.credit_line'),
  user_id uuid not null references auth.users (id) on delete cascade,
  kind public.credit_kind not null,
  amount integer not null,
  price_id text not null,
  session_id text,
  payment_id text,
  key text,
  description text not null,
  created_at timestamptz not null default now(),
  constraint credit_purchases_kind check (case kind
    when 'pack' then amount > 0 and session_id is not null and key is null
    when 'taken_back' then amount < 0 and payment_id is not null and key is null
    when 'restored' then amount > 0 and payment_id is not null and key is null
    when 'adjustment' then amount <> 0 and key is not null and session_id is null and payment_id is null
    else false end)
);
comment on table public.credit_purchases is 'Lines of the purchased balance: credit packs, what refunds and disputes do to them, and adjustments by hand.';
comment on column public.credit_purchases.price_id is 'The price of the pack; "adjustment" for one by hand.';
comment on column public.credit_purchases.session_id is 'The checkout session of the pack.';
comment on column public.credit_purchases.payment_id is 'The payment intent; null for a pack that cost nothing.';
comment on column public.credit_purchases.key is 'The operator''s key of an adjustment: one for each user and key.';
create index credit_purchases_user_id_idx on public.credit_purchases (user_id, line desc);
create index credit_purchases_payment_id_idx on public.credit_purchases (payment_id);
create unique index credit_purchases_session_idx on public.credit_purchases (session_id) where kind = 'pack';
create unique index credit_purchases_payment_idx on public.credit_purchases (payment_id) where kind = 'pack';
create unique index credit_purchases_key_idx on public.credit_purchases (user_id, key) where kind = 'adjustment';
alter table public.credit_purchases enable row level security;
create policy "Can view own credit purchases" on public.credit_purchases
  for select to authenticated using ((select public.is_active_user()) and (select auth.uid()) = user_id);

-- Whether a line is as its kind must be. Every insert makes Postgres prepare the expression of each constraint again; one
-- function, which keeps its plan, saves a debit a tenth of its time.
create function private.is_usage_line(p_kind public.credit_kind, p_amount integer, p_monthly integer, p_purchased integer,
                                      p_generation_id uuid, p_key text) returns boolean
language plpgsql immutable set search_path = '' as $$
begin
  return p_amount = p_monthly + p_purchased and case p_kind
    when 'generation' then p_monthly <= 0 and p_purchased <= 0 and p_generation_id is not null and p_key is null
    when 'refund' then p_monthly >= 0 and p_purchased >= 0 and p_generation_id is not null and p_key is null
    when 'deduction' then p_monthly <= 0 and p_purchased <= 0 and p_generation_id is null and p_key is not null
    else false end;
end $$;

create table public.credit_usage (
  id uuid primary key default gen_random_uuid(),
  line bigint not null default nextval('private.credit_line'),
  user_id uuid not null references auth.users (id) on delete cascade,
  kind public.credit_kind not null,
  amount integer not null,
  description text,
  created_at timestamptz not null default now(),
  key text,
  generation_id uuid,
  subscription_amount integer not null,
  purchased_amount integer not null,
  constraint credit_usage_kind check (private.is_usage_line(kind, amount, subscription_amount, purchased_amount, generation_id, key))
);
comment on table public.credit_usage is 'Lines that spend from both balances: debits (negative) and their refunds (positive).';
comment on column public.credit_usage.key is 'The caller''s key of a deduction: one for each user and key.';
comment on column public.credit_usage.generation_id is 'The generation it paid for. Stays when the media row is deleted, so it is no foreign key.';
comment on column public.credit_usage.subscription_amount is 'The part that moved subscription_credits.';
comment on column public.credit_usage.purchased_amount is 'The part that moved purchased_credits.';
create index credit_usage_user_id_idx on public.credit_usage (user_id, line desc);
-- One debit and one refund for each generation.
create unique index credit_usage_generation_idx on public.credit_usage (generation_id, kind) where generation_id is not null;
create unique index credit_usage_key_idx on public.credit_usage (user_id, key) where kind = 'deduction';
alter table public.credit_usage enable row level security;
create policy "Can view own credit usage" on public.credit_usage
  for select to authenticated using ((select public.is_active_user()) and (select auth.uid()) = user_id);

-- Nobody changes or deletes a line, the owner of the database included. Only the deletion of the user takes their lines along.
create function private.keep_lines() returns trigger
language plpgsql set search_path = '' as $$
begin
  if tg_op = 'DELETE' and not exists (select from auth.users where id = old.user_id) then
    return old;
  end if;
  raise exception '%: a line is never changed or deleted; book a further one (adjust_credits)', tg_table_name
    using errcode = 'check_violation';
end $$;
create trigger keep_lines before update or delete on public.credit_grants for each row execute function private.keep_lines();
create trigger keep_lines before update or delete on public.credit_purchases for each row execute function private.keep_lines();
create trigger keep_lines before update or delete on public.credit_usage for each row execute function private.keep_lines();

create function private.refuse_truncate() returns trigger
language plpgsql set search_path = '' as $$
begin
  raise exception '%: a line is never deleted', tg_table_name using errcode = 'check_violation';
end $$;
create trigger refuse_truncate before truncate on public.credit_grants execute function private.refuse_truncate();
create trigger refuse_truncate before truncate on public.credit_purchases execute function private.refuse_truncate();
create trigger refuse_truncate before truncate on public.credit_usage execute function private.refuse_truncate();

create view public.credit_history with (security_invoker = true) as
  select g.id, g.line, g.user_id, g.kind, g.amount, g.amount as subscription_amount, 0 as purchased_amount, g.description, g.created_at,
         g.subscription_id,
         -- What the month was called when the line was booked.
         case when g.subscription_id is not null then coalesce(g.plan, (
           select o.plan from public.credit_grants o
           where o.user_id = g.user_id and o.subscription_id = g.subscription_id and o.month_start = g.month_start
             and o.line < g.line and o.plan is not null
           order by o.line desc limit 1)) end as plan,
         g.month_start, g.month_end, null::text as session_id, null::text as payment_id, null::uuid as generation_id
  from public.credit_grants g where g.amount <> 0
  union all
  select id, line, user_id, kind, amount, 0, amount, description, created_at,
         null, null, null, null, session_id, payment_id, null
  from public.credit_purchases
  union all
  select id, line, user_id, kind, amount, subscription_amount, purchased_amount, description, created_at,
         null, null, null, null, null, null, generation_id
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
comment on view public.credit_history is 'One signed statement of a user, all kinds of lines. Sums to their balances.';

-- ---------------------------------------------------------------- errors

-- PostgREST answers SQLSTATE "PTxyz" with HTTP status xyz; the message is a stable code.
create function private.refuse(p_status text, p_code text, p_details jsonb default '{}') returns void
language plpgsql set search_path = '' as $$
begin
  raise exception using errcode = 'PT' || p_status, message = p_code, detail = p_details::text;
end $$;

-- Takes what private.account_state returned. Errors: 404 unknown_user, 403 user_banned.
create function private.require_active(p_state text) returns void
language plpgsql set search_path = '' as $$
begin
  if p_state is null then
    perform private.refuse('404', 'unknown_user');
  elsif p_state = 'banned' then
    perform private.refuse('403', 'user_banned');
  end if;
end $$;

create function public.require_active_user(p_user_id uuid) returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_active(private.account_state(p_user_id));
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
-- lock_user: it is owed to a banned user too. One statement takes both locks, in the order of lock_user, and reads the
-- state: with three of them a debit takes a tenth longer.
create function private.lock_account(p_user_id uuid) returns public.users
language plpgsql set search_path = '' as $$
declare
  locked record;
begin
  select u as account, private.state_of(a.banned_until, a.deleted_at) as state into locked
  from auth.users a join public.users u on u.id = a.id
  where a.id = p_user_id
  for key share of a for update of u;
  if locked.state = 'active' and (locked.account).credits_reset_at > now() then
    return locked.account;
  end if;
  perform private.require_active(locked.state);
  perform private.grant_due_credits(p_user_id);
  return (select u from public.users u where u.id = p_user_id);
end $$;

-- ---------------------------------------------------------------- debit and refund

-- Takes credits from a locked account, the monthly ones first. Null if this generation or key was booked before.
create function private.debit(p_account public.users, p_kind public.credit_kind, p_amount integer, p_description text,
                              p_generation_id uuid, p_key text) returns public.users
language plpgsql set search_path = '' as $$
declare
  available bigint := p_account.subscription_credits + p_account.purchased_credits;
  monthly integer := least(greatest(p_account.subscription_credits, 0), p_amount);
begin
  -- Nested: one condition with a query in it would run that query each time.
  if available < p_amount then
    if not exists (select from public.credit_usage where kind = 'generation' and generation_id = p_generation_id)
       and not exists (select from public.credit_usage where kind = 'deduction' and user_id = p_account.id and key = p_key) then
      perform private.refuse('402', 'insufficient_credits',
                             jsonb_build_object('required', p_amount, 'available', available));
    end if;
  end if;
  insert into public.credit_usage (user_id, kind, amount, description, generation_id, key, subscription_amount, purchased_amount)
  values (p_account.id, p_kind, -p_amount, p_description, p_generation_id, p_key, -monthly, monthly - p_amount)
  on conflict do nothing;
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
create function private.refund_generation(p_generation_id uuid) returns void
language plpgsql set search_path = '' as $$
declare
  usage public.credit_usage;
begin
  insert into public.credit_usage (user_id, kind, amount, description, generation_id, subscription_amount, purchased_amount)
  select user_id, 'refund', -amount, 'Refund: ' || description, generation_id, -subscription_amount, -purchased_amount
  from public.credit_usage where kind = 'generation' and generation_id = p_generation_id
  on conflict do nothing
  returning * into usage;
  update public.users
  set subscription_credits = subscription_credits + usage.subscription_amount,
      purchased_credits = purchased_credits + usage.purchased_amount
  where id = usage.user_id;
end $$;

-- Sessions that deduct from one user at once wait for each other's lock on the user's row. To hold it for less time, the line
-- is written first, by the balance that is read without a lock, and the row is locked only for its update. If that fails, the
-- line is rolled back, and private.deduct_under_lock does it all under the lock. It fails if the month is due, the credits are
-- too few, the key is booked, or the account is banned or deleted when it is read; or if meanwhile the balance has changed so
-- that its two parts pay other shares, or a line of a month was booked: a deduction must not stand before the line that closes
-- the month before it. Calls with one key wait for each other before anything else: otherwise one that holds the account could
-- wait for the line of another that waits for the account.
create function public.deduct_credits(p_user_id uuid, p_amount integer, p_description text, p_key text) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  key_lock bigint := uuid_hash_extended(p_user_id, hashtextextended(p_key, 0));
  monthly integer;
  booked bigint;
  account record;
begin
  if p_amount is null or p_amount < 1 then
    perform private.refuse('422', 'invalid_input', '{"field": "p_amount"}');
  end if;
  if not private.is_key(p_key) then
    perform private.refuse('422', 'invalid_input', '{"field": "p_key"}');
  end if;
  begin
    insert into public.credit_usage (user_id, kind, amount, description, key, subscription_amount, purchased_amount)
    select u.id, 'deduction', -p_amount, p_description, p_key, -seen.monthly, seen.monthly - p_amount
    from auth.users a join public.users u on u.id = a.id
    cross join lateral (select least(greatest(u.subscription_credits, 0), p_amount) as monthly) seen
    where a.id = p_user_id and private.state_of(a.banned_until, a.deleted_at) = 'active' and u.credits_reset_at > now()
      and u.subscription_credits + u.purchased_credits >= p_amount
      and pg_advisory_xact_lock(key_lock) is not null
    returning -subscription_amount, line into monthly, booked;
    if found then
      update public.users
      set subscription_credits = subscription_credits - monthly, purchased_credits = purchased_credits - (p_amount - monthly)
      where id = p_user_id and least(greatest(subscription_credits, 0), p_amount) = monthly
        and subscription_credits + purchased_credits >= p_amount
      returning subscription_credits, purchased_credits into account;
      -- Under the lock now: no further line of a month can come.
      if found and not exists (select from public.credit_grants where user_id = p_user_id and line > booked) then
        return jsonb_build_object('charged', true, 'subscription_credits', account.subscription_credits,
                                  'purchased_credits', account.purchased_credits);
      end if;
      raise serialization_failure;
    end if;
  exception when unique_violation or foreign_key_violation or serialization_failure then
    null;
  end;
  perform pg_advisory_xact_lock(key_lock);
  return private.deduct_under_lock(p_user_id, p_amount, p_description, p_key);
end $$;
comment on function public.deduct_credits is
  'Takes credits for anything else that is sold. Idempotent by (user, key). Returns {charged, subscription_credits, '
  'purchased_credits}. Errors: 402 insufficient_credits {required, available}, 403 user_banned, 404 unknown_user, '
  '409 key_reused, 422 invalid_input {field}. A transaction should make one call only: two that make several can deadlock.';

create function private.deduct_under_lock(p_user_id uuid, p_amount integer, p_description text, p_key text) returns jsonb
language plpgsql set search_path = '' as $$
declare
  account public.users := private.lock_account(p_user_id);
  debited public.users;
begin
  debited := private.debit(account, 'deduction', p_amount, p_description, null, p_key);
  if debited.id is null then
    if exists (select from public.credit_usage
               where kind = 'deduction' and user_id = p_user_id and key = p_key
                 and (amount, description) is distinct from (-p_amount, p_description)) then
      perform private.refuse('409', 'key_reused');
    end if;
  end if;
  return jsonb_build_object(
    'charged', debited.id is not null,
    'subscription_credits', coalesce(debited.subscription_credits, account.subscription_credits),
    'purchased_credits', coalesce(debited.purchased_credits, account.purchased_credits));
end $$;

create function private.is_key(p_key text) returns boolean
language plpgsql immutable set search_path = '' as $$
begin
  return coalesce(char_length(p_key) between 1 and 200, false);
end $$;

-- ---------------------------------------------------------------- by hand

create function public.adjust_credits(p_user_id uuid, p_amount bigint, p_reason text, p_key text default gen_random_uuid()::text)
returns bigint
language plpgsql security definer set search_path = '' as $$
declare
  balance bigint;
begin
  if coalesce(p_amount, 0) = 0 or p_amount not between -1000000000 and 1000000000 then
    perform private.refuse('422', 'invalid_input', '{"field": "p_amount"}');
  end if;
  if coalesce(btrim(p_reason), '') = '' then
    perform private.refuse('422', 'invalid_input', '{"field": "p_reason"}');
  end if;
  if not private.is_key(p_key) then
    perform private.refuse('422', 'invalid_input', '{"field": "p_key"}');
  end if;
  if (private.lock_user(p_user_id)).id is null then
    perform private.refuse('404', 'unknown_user');
  end if;
  insert into public.credit_purchases (user_id, kind, amount, price_id, key, description)
  values (p_user_id, 'adjustment', p_amount, 'adjustment', p_key, p_reason)
  on conflict do nothing;
  if found then
    update public.users set purchased_credits = purchased_credits + p_amount where id = p_user_id
    returning purchased_credits into balance;
    -- So that no balance ever overflows: it stays below what a browser counts exactly.
    if abs(balance) > 1000000000000000 then
      perform private.refuse('422', 'invalid_input', '{"field": "p_amount"}');
    end if;
  elsif exists (select from public.credit_purchases
                where kind = 'adjustment' and user_id = p_user_id and key = p_key
                  and (amount, description) <> (p_amount, p_reason)) then
    perform private.refuse('409', 'key_reused');
  end if;
  return (select purchased_credits from public.users where id = p_user_id);
end $$;
comment on function public.adjust_credits is
  'For operators: gives (or takes) purchased credits by hand, with a reason that the user reads in their statement. Once for '
  'each user and key. Returns the balance. select adjust_credits(''<user id>'', 1000, ''Sorry for the trouble''); '
  'Errors: 404 unknown_user, 409 key_reused, 422 invalid_input {field}.';
