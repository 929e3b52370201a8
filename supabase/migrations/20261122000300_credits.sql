-- Credits: two balances on the user's row, and three tables of lines that explain them. For every user, at any time:
--   subscription_credits = sum(credit_grants.amount)    + sum(credit_usage.subscription_amount)
--   purchased_credits    = sum(credit_purchases.amount) + sum(credit_usage.purchased_amount)
-- Lines are only added. A mistake is corrected by a further line.
--
-- Lock order of every function:
-- 1. the payment that is synced (private.lock_payment), the product that is written (private.make_months_due), or the key and
--    the line of a deduction (deduct_credits);
-- 2. the account (private.lock_user); several accounts in the order of their ids;
-- 3. the event (stripe_events);
-- 4. any other row.

-- ---------------------------------------------------------------- lines

create type public.credit_kind as enum (
  'free_month', 'plan_month', 'upgrade', 'taken_back', 'restored', 'duplicate', 'expired', 'reopened', 'debt',
  'pack', 'adjustment',
  'generation', 'refund', 'deduction'
);
comment on type public.credit_kind is
  'The kind of a line of the ledger. Monthly credits: free_month and plan_month open a month; upgrade, taken_back, restored '
  'and duplicate change its credits; expired removes the rest when the next month opens, and later refunds of the month; '
  'reopened undoes that; debt is what an earlier account of the same mailbox owed (positive if it owes less later). Purchased '
  'credits: pack, taken_back, restored, adjustment. Usage: generation, its refund, deduction.';

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
  generation_id uuid,
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
  constraint credit_grants_level check (level >= 0),
  constraint credit_grants_generation check (generation_id is null or kind = 'expired')
);
comment on table public.credit_grants is 'Lines of the monthly balance: changes by a month of a plan, or by a free month.';
comment on column public.credit_grants.line is 'The order of booking, across all three tables.';
comment on column public.credit_grants.subscription_id is 'The subscription whose month this is, null for a free month.';
comment on column public.credit_grants.plan is 'The name of the plan when the line was booked. Set on lines that open a month of a plan or upgrade it.';
comment on column public.credit_grants.month_start is 'The start of the month that the line belongs to.';
comment on column public.credit_grants.level is 'The total credits of the month after this line, without what has expired.';
comment on column public.credit_grants.generation_id is
  'The generation that was refunded after the end of the month. Null on the line that closes the month.';
create index credit_grants_user_id_idx on public.credit_grants (user_id, line desc);
create unique index credit_grants_plan_month_idx on public.credit_grants (subscription_id, month_start) where kind = 'plan_month';
create unique index credit_grants_free_month_idx on public.credit_grants (user_id, month_start) where kind = 'free_month';
create unique index credit_grants_generation_idx on public.credit_grants (generation_id) where generation_id is not null;
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
comment on table public.credit_purchases is 'Lines of the purchased balance: credit packs, their refunds and disputes, and adjustments by hand.';
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

-- Checks a line by its kind. Postgres prepares the expression of a constraint again for every insert; a function keeps its
-- plan, which saves a debit a tenth of its time.
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
comment on table public.credit_usage is 'Lines that change both balances: debits (negative) and their refunds (positive).';
comment on column public.credit_usage.key is 'The caller''s key of a deduction: one for each user and key.';
comment on column public.credit_usage.generation_id is 'The generation that was paid. Not a foreign key: the line stays when the generation is deleted.';
comment on column public.credit_usage.subscription_amount is 'The part that changed subscription_credits.';
comment on column public.credit_usage.purchased_amount is 'The part that changed purchased_credits.';
create index credit_usage_user_id_idx on public.credit_usage (user_id, line desc);
-- One debit and one refund for each generation.
create unique index credit_usage_generation_idx on public.credit_usage (generation_id, kind) where generation_id is not null;
create unique index credit_usage_key_idx on public.credit_usage (user_id, key) where kind = 'deduction';
alter table public.credit_usage enable row level security;
create policy "Can view own credit usage" on public.credit_usage
  for select to authenticated using ((select public.is_active_user()) and (select auth.uid()) = user_id);

-- Nobody can change or delete a line, not even the owner of the database. Only the deletion of the user deletes their lines.
create function private.refuse_line_change() returns trigger
language plpgsql set search_path = '' as $$
begin
  if tg_op = 'DELETE' and not exists (select from auth.users where id = old.user_id) then
    return old;
  end if;
  raise exception '%: a line is never changed or deleted; book a further one (adjust_credits)', tg_table_name
    using errcode = 'check_violation';
end $$;
create trigger refuse_line_change before update or delete on public.credit_grants for each row execute function private.refuse_line_change();
create trigger refuse_line_change before update or delete on public.credit_purchases for each row execute function private.refuse_line_change();
create trigger refuse_line_change before update or delete on public.credit_usage for each row execute function private.refuse_line_change();

create view public.credit_history with (security_invoker = true) as
  select g.id, g.line, g.user_id, g.kind, g.amount, g.amount as subscription_amount, 0 as purchased_amount, g.description, g.created_at,
         g.subscription_id,
         -- The name of the plan when the line was booked.
         case when g.subscription_id is not null then coalesce(g.plan, (
           select o.plan from public.credit_grants o
           where o.user_id = g.user_id and o.subscription_id = g.subscription_id and o.month_start = g.month_start
             and o.line < g.line and o.plan is not null
           order by o.line desc limit 1)) end as plan,
         g.month_start, g.month_end, null::text as session_id, null::text as payment_id, g.generation_id
  from public.credit_grants g where g.amount <> 0
  union all
  select id, line, user_id, kind, amount, 0, amount, description, created_at,
         null, null, null, null, session_id, payment_id, null
  from public.credit_purchases
  union all
  select id, line, user_id, kind, amount, subscription_amount, purchased_amount, description, created_at,
         null, null, null, null, null, null, generation_id
  from public.credit_usage;
-- Without a trigger, Postgres refuses a write to this view before it checks permissions, and PostgREST returns 500. With a
-- trigger permissions are checked first, and nobody has them: 401 or 403.
create function private.refuse_history_change() returns trigger
language plpgsql set search_path = '' as $$
begin
  raise exception using errcode = '42501', message = 'credit_history is read-only';
end $$;
create trigger credit_history_is_read_only instead of insert or update or delete on public.credit_history
  for each row execute function private.refuse_history_change();
comment on view public.credit_history is 'All lines of a user with their signs. Their sums are the balances.';

-- ---------------------------------------------------------------- errors

-- PostgREST returns HTTP status xyz for SQLSTATE "PTxyz"; the message is a stable code.
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
  'Raises an error unless this account exists and is not banned. Errors: 403 user_banned, 404 unknown_user.';

-- ---------------------------------------------------------------- locks of the account

-- Locks the user's row; all nulls if there is none. Auth's row is locked first: a deletion begins with it, and every booked
-- row refers to it, so another order could deadlock.
create function private.lock_user(p_user_id uuid) returns public.users
language plpgsql set search_path = '' as $$
declare
  account public.users;
begin
  perform from auth.users where id = p_user_id for key share;
  select * into account from public.users where id = p_user_id for update;
  return account;
end $$;

-- Locks the row of an active user, and books a month that is due. Refunds and purchases use lock_user instead, because a
-- banned user gets them too. One statement takes both locks, in the order of lock_user, and reads the state: three
-- statements would make a debit a tenth slower.
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
